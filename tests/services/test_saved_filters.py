import pytest
from sqlalchemy import select

from requests_db.services.agency import AgencyProfile
from requests_db.services.case_figures import MOST_FILTERS
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.saved_filters import keep_filter, remove_filter, rename_filter, saved_filters
from requests_db.store.tables_desk import SavedFilterRow
from requests_db.store.unit_of_work import Units
from tests.conftest import StaffMaker

WANTED = {"queue": "open", "q": "示例申请人", "field": "name"}


async def test_a_filter_is_kept_renamed_replaced_and_forgotten_by_its_owner_alone(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    one, other = await staff("registrar"), await staff("handler")
    async with units.writing() as unit:
        await keep_filter(unit, one, " 急件 ", WANTED)
        await keep_filter(unit, one, "急件", {**WANTED, "within": "3"})
        (kept,) = await saved_filters(unit, one)
        assert (kept.name, dict(kept.conditions)) == ("急件", {**WANTED, "within": "3"})
        assert await saved_filters(unit, other) == ()
        with pytest.raises(NotFound):
            await rename_filter(unit, other, kept.id, "别人的")
        await rename_filter(unit, one, kept.id, "三天内")
        await remove_filter(unit, other, kept.id)
        assert [each.name for each in await saved_filters(unit, one)] == ["三天内"]
        await remove_filter(unit, one, kept.id)
        assert await saved_filters(unit, one) == ()


async def test_what_was_looked_for_lies_sealed(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    one = await staff("registrar")
    async with units.writing() as unit:
        await keep_filter(unit, one, "某人", WANTED)
        stored = await unit.session.scalar(select(SavedFilterRow.conditions_sealed))

    assert stored is not None
    assert "示例申请人".encode() not in stored


async def test_names_are_short_and_one_of_a_kind(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    one = await staff("registrar")
    async with units.writing() as unit:
        for name, why in ((" ", "required"), ("长" * 21, "too_long")):
            with pytest.raises(InvalidInput) as refused:
                await keep_filter(unit, one, name, WANTED)
            assert refused.value.fields == {"name": why}
        await keep_filter(unit, one, "甲", WANTED)
        await keep_filter(unit, one, "乙", WANTED)
        second = (await saved_filters(unit, one))[1]
        with pytest.raises(InvalidInput):
            await rename_filter(unit, one, second.id, "甲")
        for number in range(MOST_FILTERS - 2):
            await keep_filter(unit, one, f"第{number}组", WANTED)
        with pytest.raises(InvalidInput):
            await keep_filter(unit, one, "再一组", WANTED)
