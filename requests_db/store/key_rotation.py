"""Put everything sealed under the newest key, so that an old one can be retired (密钥轮换).

Digests are untouched: their key is itself among the sealed values. Works beside a running house: a value is read and
sealed anew outside any transaction, and stored only if nobody changed it meanwhile. What is under the newest key
already is left alone, so a run that was cut short is simply started again.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from requests_db.store.secrets import FieldCipher, SealBroken
from requests_db.store.tables import METADATA

ROWS_AT_ONCE = 200
BYTES_AT_ONCE = 8 * 1024 * 1024  # one file may be larger; it then comes alone

SealedColumn = Column[Any]  # of bytes, or of text that holds the same token in ASCII


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """How many sealed values are under which key."""

    newest: int = 0
    older: int = 0
    lost: int = 0  # no configured key opens them

    def __add__(self, other: "KeyUse") -> "KeyUse":
        return KeyUse(newest=self.newest + other.newest, older=self.older + other.older, lost=self.lost + other.lost)


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Return every column of the register that holds ciphertext, by its name."""
    return tuple(
        column
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("sealed")
    )


async def key_use(engine: AsyncEngine, cipher: FieldCipher, columns: Iterable[SealedColumn]) -> KeyUse:
    """Return how many values of `columns` are under the newest key of `cipher`, under older ones, or lost."""
    use = KeyUse()
    for column in columns:
        async for values in _portions(engine, column):
            use += await asyncio.to_thread(_judged, cipher, [_token(value) for _, value in values])
    return use


async def reseal_all(engine: AsyncEngine, cipher: FieldCipher, columns: Iterable[SealedColumn]) -> int:
    """Seal every value of `columns` anew that is not under the newest key of `cipher`; return how many were.

    Args:
        engine: the database.
        cipher: holds the newest key first and every key that is still in use after it.
        columns: see `sealed_columns`; those of other floors besides.

    Raises:
        SealBroken: a value opens with none of the keys; values before it are resealed already, and open as before.
    """
    count = 0
    for column in columns:
        async for values in _portions(engine, column):
            renewed = await asyncio.to_thread(_renewed, cipher, values)
            count += await _store(engine, column, renewed)
    return count


async def _portions(engine: AsyncEngine, column: SealedColumn) -> AsyncIterator[Sequence[tuple[Any, Any]]]:
    """Yield keys and values of a column, few enough at once to be held in memory."""
    (key,) = column.table.primary_key.columns
    after = None
    while True:
        sizes = select(key, func.length(column)).where(column.is_not(None)).order_by(key).limit(ROWS_AT_ONCE)
        async with engine.connect() as connection:
            rows = (await connection.execute(sizes if after is None else sizes.where(key > after))).all()
        if not rows:
            return
        after = rows[-1][0]
        for keys in _bundles([(identity, size) for identity, size in rows]):
            wanted = select(key, column).where(key.in_(keys), column.is_not(None))
            async with engine.connect() as connection:
                values = (await connection.execute(wanted)).all()
            yield [(identity, value) for identity, value in values]


def _bundles(sizes: Iterable[tuple[Any, int]]) -> Iterable[list[Any]]:
    bundle: list[Any] = []
    held = 0
    for identity, size in sizes:
        if bundle and held + size > BYTES_AT_ONCE:
            yield bundle
            bundle, held = [], 0
        bundle.append(identity)
        held += size
    if bundle:
        yield bundle


def _judged(cipher: FieldCipher, tokens: Iterable[bytes]) -> KeyUse:
    newest = older = lost = 0
    for token in tokens:
        if cipher.is_newest(token):
            newest += 1
        elif cipher.opens(token):
            older += 1
        else:
            lost += 1
    return KeyUse(newest=newest, older=older, lost=lost)


def _renewed(cipher: FieldCipher, values: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any, Any]]:
    """Return key, present value and new value of what is not under the newest key."""
    renewed = []
    for identity, value in values:
        if not cipher.is_newest(_token(value)):
            sealed = cipher.reseal(_token(value))
            renewed.append((identity, value, sealed.decode("ascii") if isinstance(value, str) else sealed))
    return renewed


async def _store(engine: AsyncEngine, column: SealedColumn, renewed: Sequence[tuple[Any, Any, Any]]) -> int:
    if not renewed:
        return 0
    table = column.table
    if not isinstance(table, Table):
        raise TypeError(f"{column} belongs to no table")
    (key,) = table.primary_key.columns
    stored = 0
    async with engine.execution_options(desk_begin="BEGIN IMMEDIATE").begin() as connection:
        for identity, before, after in renewed:
            change = update(table).where(key == identity, column == before).values({column.name: after})
            stored += (await connection.execute(change)).rowcount
    return stored


def _token(value: bytes | str) -> bytes:
    return value.encode("ascii") if isinstance(value, str) else value


__all__ = ["KeyUse", "SealBroken", "SealedColumn", "key_use", "reseal_all", "sealed_columns"]
