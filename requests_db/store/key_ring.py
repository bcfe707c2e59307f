"""The key for keyed digests: made once, kept sealed in the database, opened at start.

It is separate from SECRET_KEYS so that rotating those neither breaks the history chain nor empties the search.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from requests_db.store.secrets import Digester, FieldCipher, new_digest_key
from requests_db.store.tables_agency import SealedSecretRow

DIGEST_KEY = "digest_key"


async def open_digester(engine: AsyncEngine, cipher: FieldCipher, *, now: datetime) -> Digester:
    """Return the digester of this database, making its key on first use.

    Args:
        engine: an upgraded database.
        cipher: opens the stored key.
        now: aware instant noted beside a new key.

    Raises:
        SealBroken: SECRET_KEYS holds none of the keys this database was sealed with.
    """
    stored = await _stored(engine)
    if stored is None:
        await _make(engine, cipher, now)
        stored = await _stored(engine)
    if stored is None:
        raise LookupError("the digest key could not be stored")
    return Digester(cipher.open_bytes(stored))


async def _stored(engine: AsyncEngine) -> bytes | None:
    async with AsyncSession(engine) as session:
        return await session.scalar(select(SealedSecretRow.sealed).where(SealedSecretRow.name == DIGEST_KEY))


async def _make(engine: AsyncEngine, cipher: FieldCipher, now: datetime) -> None:
    async with AsyncSession(engine.execution_options(desk_begin="BEGIN IMMEDIATE")) as session:
        session.add(SealedSecretRow(name=DIGEST_KEY, sealed=cipher.seal_bytes(new_digest_key()), created_at=now))
        try:
            await session.commit()
        except IntegrityError:
            await session.rollback()  # another process was first; its key is the key
