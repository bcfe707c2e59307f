import pytest

from knowledge.catalogue import Catalogue
from knowledge.catalogue_base import Veil
from knowledge.questions import FeedbackKind
from knowledge.tables import VEILED
from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.files import store_file
from requests_db.services.queries import my_cases
from requests_db.store import key_rotation
from requests_db.store.key_ring import open_digester
from requests_db.store.key_rotation import KeyUse, key_use, reseal_all, sealed_columns
from requests_db.store.secrets import FieldCipher, SealBroken, new_key
from requests_db.store.tables import METADATA
from requests_db.store.unit_of_work import Units
from tests import factories


async def test_after_rotation_the_old_key_is_needed_no_more_and_no_chain_breaks(
    units: Units, agency: AgencyProfile, secret_key: str, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    fresh = new_key()

    count = await reseal_all(units.engine, FieldCipher([fresh, secret_key]), sealed_columns())

    alone = FieldCipher([fresh])
    digester = await open_digester(units.engine, alone, now=clock.now())
    renewed = Units(units.engine, clock=clock, cipher=alone, digester=digester)
    async with renewed.reading() as unit:
        (progress,) = await my_cases(unit, citizen.conversation_id or 0)
        assert await verify(unit) == ()
    assert count > 3
    assert progress.ref == receipt.ref


async def test_rotation_without_the_old_key_is_refused(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)

    with pytest.raises(SealBroken):
        await reseal_all(units.engine, FieldCipher([new_key()]), sealed_columns())


def test_every_ciphertext_column_is_rotated() -> None:
    digests = {"digest", "hash", "prev_hash", "content_hash"}
    binary = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if type(column.type).__name__ == "LargeBinary"
        and column.name not in digests
        and not column.name.endswith("digest")
    }

    nobodys = {"office_layouts.content"}  # an office's own layout: places without values, no personal data
    assert {str(column) for column in sealed_columns()} == binary - nobodys


async def test_a_run_cut_short_is_taken_up_where_it_stopped(
    units: Units, agency: AgencyProfile, secret_key: str
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    both = FieldCipher([new_key(), secret_key])
    columns = sealed_columns()
    before = await key_use(units.engine, both, columns)

    first = await reseal_all(units.engine, both, columns[: len(columns) // 2])
    rest = await reseal_all(units.engine, both, columns)

    assert before.newest == 0
    assert first + rest == before.older
    assert await key_use(units.engine, both, columns) == KeyUse(newest=before.older)
    assert await reseal_all(units.engine, both, columns) == 0


async def test_texts_under_a_veil_are_rotated_too(units: Units, secret_key: str, cipher: FieldCipher) -> None:
    fresh = new_key()
    async with units.writing() as unit:
        catalogue = Catalogue(unit.session, lambda: unit.now, veil_of(cipher))
        await catalogue.record_feedback("示例路何时施工", FeedbackKind.UNANSWERED, status="no_answer")
        await unit.commit()

    count = await reseal_all(units.engine, FieldCipher([fresh, secret_key]), VEILED)

    async with units.reading() as unit:
        (group,) = await Catalogue(unit.session, lambda: unit.now, veil_of(FieldCipher([fresh]))).unanswered()
    assert count == 1
    assert group.question == "示例路何时施工"


def veil_of(cipher: FieldCipher) -> Veil:
    return Veil(
        close=lambda text: cipher.seal_bytes(text.encode()).decode("ascii"),
        open=lambda text: cipher.open_bytes(text.encode("ascii")).decode(),
    )


async def test_large_values_come_a_few_at_a_time(
    units: Units, agency: AgencyProfile, secret_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with units.writing() as unit:
        for number in range(3):
            await store_file(unit, b"%PDF-1.7 1 0 obj " + bytes([48 + number]) * 4000 + b" %%EOF", "答复.pdf", "reply")
        await unit.commit()
    monkeypatch.setattr(key_rotation, "BYTES_AT_ONCE", 6000)
    monkeypatch.setattr(key_rotation, "ROWS_AT_ONCE", 2)
    both = FieldCipher([new_key(), secret_key])

    await reseal_all(units.engine, both, sealed_columns())

    use = await key_use(units.engine, both, sealed_columns())
    assert (use.older, use.lost) == (0, 0)
    assert use.newest >= 6


async def test_a_value_changed_meanwhile_keeps_what_was_written(
    units: Units, agency: AgencyProfile, secret_key: str, cipher: FieldCipher, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    column = next(one for one in sealed_columns() if str(one) == "cases.wanted_sealed")
    renew = key_rotation._renewed

    def renew_from_stale(*given):
        return [(identity, b"what was read before", after) for identity, _, after in renew(*given)]

    monkeypatch.setattr(key_rotation, "_renewed", renew_from_stale)

    assert await reseal_all(units.engine, FieldCipher([new_key(), secret_key]), [column]) == 0
    assert (await key_use(units.engine, cipher, [column])).newest == 1
