import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from knowledge.tables import KnowledgeBase
from requests_db.clock import FrozenClock
from requests_db.store.key_ring import open_digester
from requests_db.store.schema import MIGRATIONS, is_current, newest_revision, upgrade
from requests_db.store.secrets import FieldCipher, SealBroken, new_key
from requests_db.store.tables import METADATA
from requests_db.store.unit_of_work import make_engine


def whole_metadata() -> MetaData:
    together = MetaData()
    for metadata in (METADATA, KnowledgeBase.metadata):
        for table in metadata.tables.values():
            table.to_metadata(together)
    return together


async def test_migrations_make_exactly_the_tables_the_code_maps(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, whole_metadata()))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)

    assert found == []


async def test_upgrade_again_changes_nothing(engine: AsyncEngine) -> None:
    await upgrade(engine)

    assert await is_current(engine)


def test_the_last_migration_by_name_is_the_last_by_descent() -> None:
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


async def test_an_empty_database_is_not_current(tmp_path) -> None:
    empty = make_engine(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")

    assert not await is_current(empty)

    await empty.dispose()


async def test_many_starters_at_once_make_one_schema(tmp_path) -> None:
    engines = [make_engine(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}") for _ in range(4)]

    await asyncio.gather(*(upgrade(engine) for engine in engines))

    async with engines[0].connect() as connection:
        heads = (await connection.execute(text("SELECT name, seq FROM chain_heads"))).all()
    assert [tuple(head) for head in heads] == [("register", 0)]
    for engine in engines:
        await engine.dispose()


async def test_digest_key_is_made_once_and_kept(engine: AsyncEngine, clock: FrozenClock, cipher: FieldCipher) -> None:
    opened = await asyncio.gather(*(open_digester(engine, cipher, now=clock.now()) for _ in range(3)))

    assert len({digester.of("purpose", "value") for digester in opened}) == 1


async def test_database_of_another_key_is_not_opened(
    engine: AsyncEngine, clock: FrozenClock, cipher: FieldCipher
) -> None:
    await open_digester(engine, cipher, now=clock.now())

    with pytest.raises(SealBroken):
        await open_digester(engine, FieldCipher([new_key()]), now=clock.now())
