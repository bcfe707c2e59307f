"""Put everything sealed under the newest key, so that an old one can be retired (密钥轮换).

Digests are untouched: their key is itself among the sealed values. Works in batches beside a running house, and a
run that was cut short is simply started again.
"""

from collections.abc import Iterator

from sqlalchemy import Column, LargeBinary, Table, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from requests_db.store.secrets import FieldCipher
from requests_db.store.tables import METADATA

BATCH = 200


async def reseal_all(engine: AsyncEngine, cipher: FieldCipher) -> int:
    """Seal every sealed field anew with the newest key of `cipher`; return how many were.

    Args:
        engine: the database.
        cipher: holds the newest key first and every key that is still in use after it.

    Raises:
        SealBroken: a field opens with none of the keys; fields before it are resealed already, and open as before.
    """
    return sum([await _reseal(engine, cipher, table, column) for table, column in sealed_columns()])


def sealed_columns() -> Iterator[tuple[Table, Column[bytes]]]:
    """Yield every column that holds ciphertext, by its name."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and column.name.endswith("sealed"):
                yield table, column


async def _reseal(engine: AsyncEngine, cipher: FieldCipher, table: Table, column: Column[bytes]) -> int:
    (key,) = table.primary_key.columns
    count, after = 0, None
    writing = engine.execution_options(desk_begin="BEGIN IMMEDIATE")
    while True:
        query = select(key, column).where(column.is_not(None)).order_by(key).limit(BATCH).with_for_update()
        async with writing.begin() as connection:
            rows = (await connection.execute(query if after is None else query.where(key > after))).all()
            for identity, sealed in rows:
                resealed = {column.name: cipher.reseal(sealed)}
                await connection.execute(update(table).where(key == identity).values(resealed))
        if not rows:
            return count
        count, after = count + len(rows), rows[-1][0]
