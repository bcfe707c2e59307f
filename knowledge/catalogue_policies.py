"""Policies with their interpretations, and what the shelves are sorted by: part of the catalogue."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from knowledge import rows
from knowledge.catalogue_base import CatalogueBase
from knowledge.catalogue_queries import latest_entries
from knowledge.entries import Stage
from knowledge.life_cycle import CatalogueEntry, PolicySync, Shelves
from knowledge.tables import EntryRow, VersionRow

_SHELF_ORDER = (Stage.WITHDRAWN, Stage.DRAFT, Stage.REVIEW, Stage.PUBLISHED)  # how far an interpretation has come
_MOST_SHELVES = 200  # names offered in one filter


class PolicyShelf(CatalogueBase):
    """Policies (三同步) and the names in use, in the caller's session."""

    async def policy_syncs(self) -> tuple[PolicySync, ...]:
        """Return every policy not withdrawn with the most advanced of its interpretations (三同步)."""
        policies = await self._session.execute(
            latest_entries().where(EntryRow.is_policy, EntryRow.stage != Stage.WITHDRAWN).order_by(EntryRow.id)
        )
        best = await self._interpretations()
        return tuple(
            PolicySync(policy=rows.catalogue_entry(row, version), interpretation=best.get(row.id))
            for row, version in policies.all()
        )

    async def policy_sync(self, entry_id: int) -> PolicySync | None:
        """Return one entry with the most advanced of its interpretations; None where there is no such entry."""
        found = (await self._session.execute(latest_entries().where(EntryRow.id == entry_id))).first()
        if found is None:
            return None
        best = await self._interpretations(of=entry_id)
        row, version = found
        return PolicySync(policy=rows.catalogue_entry(row, version), interpretation=best.get(entry_id))

    async def number_of(self, key: str) -> int | None:
        """Return the number of the entry with this key, None where there is none."""
        return await self._session.scalar(select(EntryRow.id).where(EntryRow.key == key))

    async def shelves(self) -> Shelves:
        """Return the owner units, regions and departments that occur, for filters; the regions all of them."""
        return Shelves(
            owner_units=await self._names(VersionRow.owner_unit, limit=_MOST_SHELVES),
            regions=await self._names(VersionRow.region),
            departments=await self._names(VersionRow.department, limit=_MOST_SHELVES),
        )

    async def _interpretations(self, *, of: int | None = None) -> dict[int | None, CatalogueEntry]:
        linked = latest_entries().where(EntryRow.interprets_id.is_not(None))
        if of is not None:
            linked = linked.where(EntryRow.interprets_id == of)
        best: dict[int | None, CatalogueEntry] = {}
        for row, version in (await self._session.execute(linked.order_by(EntryRow.id))).all():
            seen, candidate = best.get(row.interprets_id), rows.catalogue_entry(row, version)
            if seen is None or _advance(candidate) > _advance(seen):
                best[row.interprets_id] = candidate
        return best

    async def _names(self, column: InstrumentedAttribute[str], *, limit: int | None = None) -> tuple[str, ...]:
        named = latest_entries().where(column != "").with_only_columns(column).distinct()
        return tuple(await self._session.scalars(named.order_by(column).limit(limit)))


def _advance(entry: CatalogueEntry) -> tuple[bool, int, int]:
    return entry.is_live, _SHELF_ORDER.index(entry.stage), -entry.entry_id
