from pathlib import Path

import pytest

from requests_db.services.agency import AgencyFileFaults, agencies, apply_agency, read_agency_file, unit_for_topic
from requests_db.store.unit_of_work import Units
from tests.factories import agency_file, make_agency, make_staff

ROOT = Path(__file__).parents[2]


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = """
    [agency]
    code = "x"
    receipt_confirmation = "later"
    number_pattern = "{year}"
    colour = "red"
    [review]
    review = 1
    [[units]]
    code = "a"
    name = "甲"
    [[staff]]
    username = "u"
    display_name = "示例"
    roles = ["king"]
    unit = "b"
    """

    with pytest.raises(AgencyFileFaults) as caught:
        read_agency_file(text)

    faults = "\n".join(caught.value.faults)
    for word in ("缺少 name", "colour", "receipt_confirmation", "number_pattern", "review", "is_office", "king", "b"):
        assert word in faults


@pytest.mark.parametrize(
    "place", ["西湖区", "浙江省杭州市", "杭州市/", "/西湖区", "杭州市/ 西湖区", "甲/甲", "一/二/三/四/五/六/七", 7]
)
def test_place_that_does_not_say_where_it_lies_is_a_fault(place: object) -> None:
    text = agency_file().replace("[agency]", f"[agency]\nplaces = [{place!r}]")

    with pytest.raises(AgencyFileFaults) as caught:
        read_agency_file(text)

    assert [fault for fault in caught.value.faults if "places" in fault] == list(caught.value.faults)


async def test_places_of_an_agency_are_kept(units: Units) -> None:
    text = agency_file().replace("[agency]", '[agency]\nplaces = ["浙江省/杭州市/西湖区"]')

    async with units.writing() as unit:
        await apply_agency(unit, read_agency_file(text))
        await unit.commit()
        (found,) = await agencies(unit)

    assert found.places == ("浙江省/杭州市/西湖区",)


def test_account_named_twice_and_a_mail_address_that_is_none_are_faults() -> None:
    person = '[[staff]]\nusername = "{}"\ndisplay_name = "示例"\nroles = ["handler"]\n'
    text = (
        (ROOT / "handlers" / "sample_agency.toml").read_text("utf-8").replace("gongkai@example.org", "nobody")
        + person.format("zhang")
        + person.format("Zhang")
    )

    with pytest.raises(AgencyFileFaults) as caught:
        read_agency_file(text)

    assert caught.value.faults == ("[contact] email 不像电子邮箱地址", "staff 中 username = zhang 出现多次")


@pytest.mark.parametrize("kind", ["planet", "department"])
def test_kind_of_agency_is_one_whose_reviewer_the_law_names(kind: str) -> None:
    text = agency_file().replace("[agency]", f'[agency]\nkind = "{kind}"')

    with pytest.raises(AgencyFileFaults) as caught:
        read_agency_file(text)

    assert f"不认识机关类型 {kind}" in caught.value.faults[0]
    assert read_agency_file(agency_file()).settings.kind == "local_department"


@pytest.mark.parametrize("role", ["applicant", "system"])
def test_nobody_on_the_staff_is_applicant_or_the_system(role: str) -> None:
    person = f'[[staff]]\nusername = "u"\ndisplay_name = "示例"\nroles = ["{role}"]\n'

    with pytest.raises(AgencyFileFaults, match=f"不认识角色 {role}"):
        read_agency_file(agency_file() + person)


def test_broken_toml_is_one_fault() -> None:
    with pytest.raises(AgencyFileFaults, match="TOML"):
        read_agency_file("[agency")


async def test_agency_comes_back_as_its_file_said(units: Units) -> None:
    made = await make_agency(units)

    async with units.reading() as unit:
        (found,) = await agencies(unit)

    assert found == made
    assert found.case_ref(2026, 7) == "示公开2026-00007"
    assert [u.code for u in found.units] == ["office", "roads", "finance"]
    assert found.review.review is False


async def test_applying_again_updates_and_retires_missing_units(units: Units) -> None:
    await make_agency(units)
    shorter = agency_file().replace("finance", "budget")

    async with units.writing() as unit:
        await apply_agency(unit, read_agency_file(shorter))
        await unit.commit()
        (found,) = await agencies(unit)

    assert [u.code for u in found.units] == ["office", "roads", "budget"]


async def test_real_agency_takes_the_place_of_the_sample(units: Units) -> None:
    sample = await make_agency(units)
    await make_staff(units, sample, "administrator")
    real = agency_file(is_sample=False).replace('code = "test"', 'code = "real"')

    async with units.writing() as unit:
        real_id, _ = await apply_agency(unit, read_agency_file(real))
        await unit.commit()

    async with units.reading() as unit:
        assert [found.id for found in await agencies(unit)] == [real_id]


async def test_matter_finds_its_unit_by_the_longest_match(units: Units) -> None:
    made = await make_agency(units)

    async with units.reading() as unit:
        roads = await unit_for_topic(unit, made.id, "某路段的道路施工许可")
        nobody = await unit_for_topic(unit, made.id, "天气")

    assert (roads, nobody) == (next(u.id for u in made.units if u.code == "roads"), None)


def test_sample_agency_we_ship_reads_without_fault_and_says_that_it_is_one() -> None:
    plan = read_agency_file((ROOT / "handlers" / "sample_agency.toml").read_text(encoding="utf-8"))

    assert plan.settings.is_sample
    assert "示例" in plan.settings.name
    assert [person.username for person in plan.staff] == ["admin"]
    assert all("示例" in unit.name for unit in plan.units)
