import pytest

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.queries import my_cases
from requests_db.store.key_ring import open_digester
from requests_db.store.key_rotation import reseal_all, sealed_columns
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

    count = await reseal_all(units.engine, FieldCipher([fresh, secret_key]))

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
        await reseal_all(units.engine, FieldCipher([new_key()]))


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

    assert {f"{table.name}.{column.name}" for table, column in sealed_columns()} == binary
