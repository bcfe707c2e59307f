"""The catalogue: entries with their versions, steps, synonyms and feedback, bound to the caller's session.

It never commits and never opens a session: the caller's unit of work decides. No mapped row leaves this module. What
citizens can see changes only together with a move of the counter in `knowledge_revision`, whose row lock puts such
changes in commit order; that is how every process catches up with `changed_since`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Select, func, select

from knowledge import rows
from knowledge.catalogue_feedback import FeedbackLog
from knowledge.catalogue_policies import PolicyShelf
from knowledge.catalogue_queries import chosen_by, due_entries, latest_entries, live_entries
from knowledge.catalogue_synonyms import SynonymShelf
from knowledge.entries import Entry, IndexedEntry, Stage
from knowledge.errors import EntryConflict, EntryNotFoundError, KnowledgeError, OwnVersionError
from knowledge.life_cycle import (
    CatalogueEntry,
    Changes,
    EntryChoice,
    EntryStep,
    EntryVersion,
    ImportReport,
    Step,
    stage_after,
)
from knowledge.tables import KEY_LENGTH, EntryRow, RevisionRow, StepRow, VersionRow

_BATCH = 400  # keys or ids in one IN list; below SQLite's oldest limit on variables


class Catalogue(SynonymShelf, FeedbackLog, PolicyShelf):
    """Stored entries of one knowledge base, with synonyms and feedback."""

    # -- import ---------------------------------------------------------------------------------------------------

    async def import_entries(
        self, entries: Iterable[Entry], *, author: str, publish: bool = True, note: str = ""
    ) -> ImportReport:
        """Store entries read from files; an entry already known by its key gets a new version, equal content none.

        A file that has not changed since it was last imported changes nothing, even where staff edited or withdrew
        the entry at the desk meanwhile. Of two entries with one key the later counts.

        Args:
            entries: what the readers returned.
            author: who imports.
            publish: whether the entries go live at once; otherwise they become drafts.
            note: kept with every version.
        """
        unique = list({entry.key: entry for entry in entries}.values())
        created = updated = 0
        revision: int | None = None
        for start in range(0, len(unique), _BATCH):
            chunk = unique[start : start + _BATCH]
            known = await self._rows_by_key([entry.key for entry in chunk])
            changed = [entry for entry in chunk if rows.is_news(entry, known.get(entry.key))]
            if changed and publish and revision is None:
                revision = await self._next_revision()
            fresh = [entry for entry in changed if entry.key not in known]
            created += len(fresh)
            updated += len(changed) - len(fresh)
            await self._import_chunk(changed, known, author=author, revision=revision, note=note)
        return ImportReport(created=created, updated=updated, unchanged=len(unique) - created - updated)

    async def _import_chunk(
        self, entries: Sequence[Entry], known: dict[str, EntryRow], *, author: str, revision: int | None, note: str
    ) -> None:
        at = self._now()
        stage = Stage.DRAFT if revision is None else Stage.PUBLISHED
        before = {entry.key: known[entry.key].stage if entry.key in known else "" for entry in entries}
        for entry in entries:
            row = known.get(entry.key)
            if row is None:
                row = known[entry.key] = rows.new_entry_row(entry.key, at)
                self._session.add(row)
            row.current_version += 1
            row.stage = stage
            row.owner_unit = entry.owner_unit
            row.imported_digest = rows.digest(entry)
            row.updated_at = at
            if revision is not None:
                row.published_version = row.current_version
                row.revision = revision
        await self._session.flush()
        for entry in entries:
            row = known[entry.key]
            self._session.add(
                rows.version_row(entry, entry_id=row.id, version=row.current_version, author=author, at=at, note=note)
            )
            self._add_step(row, Step.IMPORT, before[entry.key], author=author, at=at, note=note)
        await self._session.flush()

    # -- life cycle -----------------------------------------------------------------------------------------------

    async def draft(
        self,
        entry: Entry,
        *,
        author: str,
        note: str = "",
        is_policy: bool = False,
        interprets_id: int | None = None,
        review_on: date | None = None,
    ) -> CatalogueEntry:
        """Store a new entry as a draft; one without a key gets one.

        Raises:
            KnowledgeError: the key is taken or too long.
        """
        keyed = entry if entry.key else replace(entry, key=f"desk:{uuid4().hex}")
        if await self._rows_by_key([keyed.key]):
            raise KnowledgeError("已有相同标识的条目，请改为修改原条目。")
        at = self._now()
        row = rows.new_entry_row(keyed.key, at)
        row.current_version = 1
        row.owner_unit = keyed.owner_unit
        row.is_policy = is_policy
        row.interprets_id = interprets_id
        row.review_on = review_on
        self._session.add(row)
        await self._session.flush()
        self._session.add(rows.version_row(keyed, entry_id=row.id, version=1, author=author, at=at, note=note))
        self._add_step(row, Step.DRAFT, "", author=author, at=at, note=note)
        await self._session.flush()
        return await self.get(row.id)

    async def revise(
        self,
        entry_id: int,
        entry: Entry,
        *,
        author: str,
        expected: int,
        note: str = "",
        is_policy: bool | None = None,
    ) -> CatalogueEntry:
        """Store new content as the next version, a draft; what citizens see stays until it is published.

        Args:
            entry_id: number of the entry.
            entry: the new content.
            author: who writes.
            expected: the `lock_version` when the entry was read.
            note: why.
            is_policy: whether it is a policy that needs an interpretation; None leaves that as it is.

        Raises:
            EntryNotFoundError: no such entry.
            EntryConflict: somebody changed the entry since `expected`, its `lock_version` when read.
        """
        row = await self._claim(entry_id, expected)
        row.is_policy = row.is_policy if is_policy is None else is_policy
        await self._add_version(row, entry, Step.REVISE, author=author, note=note)
        return await self.get(entry_id)

    async def submit_for_review(self, entry_id: int, *, author: str, expected: int, note: str = "") -> CatalogueEntry:
        """Hand a draft to the reviewer. Raises as `publish`."""
        return await self._move(entry_id, Step.SUBMIT, author=author, expected=expected, note=note)

    async def return_to_draft(self, entry_id: int, *, author: str, expected: int, note: str = "") -> CatalogueEntry:
        """Send an entry back from review to its author. Raises as `publish`."""
        return await self._move(entry_id, Step.RETURN, author=author, expected=expected, note=note)

    async def publish_of_another(self, entry_id: int, *, author: str, expected: int, note: str = "") -> CatalogueEntry:
        """Publish as `publish` does, but only what somebody else wrote.

        Raises:
            OwnVersionError: the author wrote the version; another reviewer publishes it.
        """
        row = await self._row(entry_id)
        if (await self._version(row.id, row.current_version)).author == author:
            raise OwnVersionError("这一版是您自己写的，要由另一位审核人发布。")
        return await self.publish(entry_id, author=author, expected=expected, note=note)

    async def publish(self, entry_id: int, *, author: str, expected: int, note: str = "") -> CatalogueEntry:
        """Make the reviewed version the one citizens are answered from.

        Raises:
            EntryNotFoundError: no such entry.
            EntryConflict: somebody changed the entry since `expected`.
            StageRefusedError: the entry is not in review.
        """
        return await self._move(entry_id, Step.PUBLISH, author=author, expected=expected, note=note)

    async def withdraw(self, entry_id: int, *, author: str, expected: int, note: str = "") -> CatalogueEntry:
        """Take an entry away from citizens; its versions stay. Raises as `publish`."""
        return await self._move(entry_id, Step.WITHDRAW, author=author, expected=expected, note=note)

    async def expire(
        self, entry_id: int, expires_on: date, *, author: str, expected: int, note: str = ""
    ) -> CatalogueEntry:
        """Set the last day on which a published entry holds; it stays quotable as expired. Raises as `publish`."""
        row = await self._claim(entry_id, expected)
        version = await self._version(row.id, row.current_version)
        entry = replace(rows.entry_of(version, row.key), expires_on=expires_on)
        await self._add_version(row, entry, Step.EXPIRE, author=author, note=note)
        row.published_version = row.current_version
        row.revision = await self._next_revision()
        await self._session.flush()
        return await self.get(entry_id)

    async def plan_review(
        self, entry_id: int, review_on: date | None, *, author: str, expected: int, note: str = ""
    ) -> CatalogueEntry:
        """Name the day by which the owner unit looks at the entry again. Raises as `revise`."""
        row = await self._claim(entry_id, expected)
        row.review_on = review_on
        return await self._finish(row, Step.PLAN, author=author, note=note)

    async def link_interpretation(
        self, entry_id: int, policy_id: int | None, *, author: str, expected: int, note: str = ""
    ) -> CatalogueEntry:
        """Say which policy the entry interprets (三同步), or with None that it interprets none. Raises as `revise`."""
        row = await self._claim(entry_id, expected)
        if policy_id == entry_id:
            raise KnowledgeError("条目不能解读自身。")
        if policy_id is not None:
            policy = await self._row(policy_id)
            policy.is_policy = True
        row.interprets_id = policy_id
        return await self._finish(row, Step.LINK, author=author, note=note)

    async def acknowledge(self, entry_id: int, *, author: str, expected: int, note: str) -> CatalogueEntry:
        """Note why a policy stays without its interpretation for now. Raises as `publish`."""
        return await self._move(entry_id, Step.ACKNOWLEDGE, author=author, expected=expected, note=note)

    async def mark_policies(self, keys: Sequence[str], *, author: str, note: str = "") -> tuple[int, ...]:
        """Say that the entries with these keys are policies that need an interpretation; return their numbers."""
        batches = [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]
        found = [row for batch in batches for row in (await self._rows_by_key(batch)).values()]
        for row in found:
            if not row.is_policy:
                row.is_policy, row.updated_at = True, self._now()
                self._add_step(row, Step.LINK, row.stage, author=author, at=row.updated_at, note=note)
        await self._session.flush()
        return tuple(row.id for row in found)

    async def _move(self, entry_id: int, step: Step, *, author: str, expected: int, note: str) -> CatalogueEntry:
        row = await self._claim(entry_id, expected)
        return await self._finish(row, step, author=author, note=note)

    async def _finish(self, row: EntryRow, step: Step, *, author: str, note: str) -> CatalogueEntry:
        before = row.stage
        row.stage = stage_after(step, Stage(before))
        row.updated_at = self._now()
        if step is Step.PUBLISH:
            row.published_version = row.current_version
            row.revision = await self._next_revision()
        elif step is Step.WITHDRAW and row.published_version is not None:
            row.published_version = None
            row.revision = await self._next_revision()
        self._add_step(row, step, before, author=author, at=row.updated_at, note=note)
        await self._session.flush()
        return await self.get(row.id)

    async def _add_version(self, row: EntryRow, entry: Entry, step: Step, *, author: str, note: str) -> None:
        before = row.stage
        row.stage = stage_after(step, Stage(before))
        row.updated_at = self._now()
        row.current_version += 1
        row.owner_unit = entry.owner_unit
        self._session.add(
            rows.version_row(
                entry, entry_id=row.id, version=row.current_version, author=author, at=row.updated_at, note=note
            )
        )
        self._add_step(row, step, before, author=author, at=row.updated_at, note=note)
        await self._session.flush()

    # -- reading --------------------------------------------------------------------------------------------------

    async def published(self, entry_ids: Sequence[int] | None = None) -> list[IndexedEntry]:
        """Return every live entry, or those of the given numbers, in order of number."""
        if entry_ids is None:
            return await self._live(live_entries())
        batches = [entry_ids[start : start + _BATCH] for start in range(0, len(entry_ids), _BATCH)]
        return [one for batch in batches for one in await self._live(live_entries().where(EntryRow.id.in_(batch)))]

    async def published_digests(self) -> dict[int, str]:
        """Return the digest of what citizens can see of each live entry, by number."""
        connection = await self._session.connection()  # a hundred thousand plain rows need no mapping
        found = await connection.execute(live_entries().with_only_columns(EntryRow.id, VersionRow.digest))
        return {entry_id: digest for entry_id, digest in found}

    async def changed_since(self, revision: int) -> Changes:
        """Return what changed for citizens after `revision`, and the revision reached.

        Args:
            revision: what an earlier call, or `revision()` read before `published()`, returned.
        """
        counter = (await self._session.execute(select(RevisionRow.value, RevisionRow.synonyms_value))).first()
        if counter is None or counter.value <= revision:
            return Changes(revision=revision)
        changed = await self._session.execute(live_entries().where(EntryRow.revision > revision).order_by(EntryRow.id))
        removed = await self._session.scalars(
            select(EntryRow.id).where(EntryRow.revision > revision, EntryRow.published_version.is_(None))
        )
        return Changes(
            revision=counter.value,
            changed=tuple(rows.indexed_entry(row, version) for row, version in changed.all()),
            removed=tuple(removed),
            synonyms=await self.synonyms() if counter.synonyms_value > revision else None,
        )

    async def get(self, entry_id: int) -> CatalogueEntry:
        """Return an entry with its latest version.

        Raises:
            EntryNotFoundError: no such entry.
        """
        row = await self._row(entry_id)
        return rows.catalogue_entry(row, await self._version(row.id, row.current_version))

    async def find(
        self, choice: EntryChoice | None = None, *, limit: int = 50, offset: int = 0
    ) -> tuple[CatalogueEntry, ...]:
        """Return the entries chosen, all where no choice is made, last changed first."""
        page = latest_entries().where(*chosen_by(choice)).order_by(EntryRow.updated_at.desc(), EntryRow.id.desc())
        found = await self._session.execute(page.limit(limit).offset(offset))
        return tuple(rows.catalogue_entry(row, version) for row, version in found.all())

    async def count(self, choice: EntryChoice | None = None) -> int:
        """Return how many entries `find` would list without a limit."""
        counted = latest_entries().where(*chosen_by(choice)).with_only_columns(func.count(EntryRow.id))
        return await self._session.scalar(counted) or 0

    async def due_for_review(self, today: date) -> tuple[CatalogueEntry, ...]:
        """Return live entries whose review day has come as of `today`, the longest waiting first."""
        found = await self._session.execute(due_entries(today).order_by(EntryRow.review_on, EntryRow.id))
        return tuple(rows.catalogue_entry(row, version) for row, version in found.all())

    async def count_due_for_review(self, today: date) -> int:
        """Return how many entries `due_for_review` would list."""
        counted = due_entries(today).with_only_columns(func.count(EntryRow.id))
        return await self._session.scalar(counted) or 0

    async def versions(self, entry_id: int) -> tuple[EntryVersion, ...]:
        """Return all versions of an entry, the latest first. Raises as `get`."""
        row = await self._row(entry_id)
        found = await self._session.scalars(
            select(VersionRow).where(VersionRow.entry_id == entry_id).order_by(VersionRow.version.desc())
        )
        return tuple(rows.entry_version(version, row.key) for version in found)

    async def steps(self, entry_id: int) -> tuple[EntryStep, ...]:
        """Return all steps taken with an entry, the first one first."""
        found = await self._session.scalars(select(StepRow).where(StepRow.entry_id == entry_id).order_by(StepRow.id))
        return tuple(rows.entry_step(step) for step in found)

    async def _live(self, chosen: "Select[EntryRow, VersionRow]") -> list[IndexedEntry]:
        found = await self._session.execute(chosen.order_by(EntryRow.id))
        return [rows.indexed_entry(row, version) for row, version in found.all()]

    # -- rows -----------------------------------------------------------------------------------------------------

    async def _row(self, entry_id: int) -> EntryRow:
        row = await self._session.get(EntryRow, entry_id)
        if row is None:
            raise EntryNotFoundError("没有这个条目，可能编号有误。")
        return row

    async def _claim(self, entry_id: int, expected: int) -> EntryRow:
        """Return the row, locked where the database can, if nobody changed it since `expected`."""
        row = await self._session.scalar(
            select(EntryRow).where(EntryRow.id == entry_id).with_for_update().execution_options(populate_existing=True)
        )
        if row is None:
            raise EntryNotFoundError("没有这个条目，可能编号有误。")
        if row.lock_version != expected:
            last = await self.steps(entry_id)
            who = f"（{last[-1].author}）" if last else ""
            raise EntryConflict(f"条目已被他人{who}修改，请刷新后再操作。")
        return row

    async def _version(self, entry_id: int, version: int) -> VersionRow:
        found = await self._session.scalars(
            select(VersionRow).where(VersionRow.entry_id == entry_id, VersionRow.version == version)
        )
        return found.one()

    async def _rows_by_key(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        if any(not key or len(key) > KEY_LENGTH for key in keys):
            raise KnowledgeError(f"条目标识不能为空，也不能超过{KEY_LENGTH}个字符。")
        found = await self._session.scalars(select(EntryRow).where(EntryRow.key.in_(keys)).with_for_update())
        return {row.key: row for row in found}

    def _add_step(self, row: EntryRow, step: Step, before: str, *, author: str, at: datetime, note: str) -> None:
        self._session.add(
            StepRow(
                entry_id=row.id,
                version=row.current_version,
                action=step,
                from_stage=before,
                to_stage=row.stage,
                author=author,
                at=at,
                note=note,
            )
        )
