"""Select statements of the catalogue: entries with their live or latest version, and the desk's filters."""

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from knowledge.entries import Stage
from knowledge.tables import EntryRow, VersionRow


def live_entries() -> "Select[EntryRow, VersionRow]":
    """Return the statement for entries citizens are answered from, each with its live version."""
    return _with_version(EntryRow.published_version)


def latest_entries() -> "Select[EntryRow, VersionRow]":
    """Return the statement for all entries, each with its latest version."""
    return _with_version(EntryRow.current_version)


def chosen_by(stage: Stage | None, owner: str, query: str) -> list[ColumnElement[bool]]:
    """Return the conditions for a stage, an owner unit and words in title, document number or key."""
    chosen: list[ColumnElement[bool]] = []
    if stage is not None:
        chosen.append(EntryRow.stage == stage)
    if owner:
        chosen.append(EntryRow.owner_unit == owner)
    chosen.extend(_mentions(word) for word in query.split())
    return chosen


def _mentions(word: str) -> ColumnElement[bool]:
    return or_(
        VersionRow.title.icontains(word, autoescape=True),
        VersionRow.document_number.icontains(word, autoescape=True),
        EntryRow.key.icontains(word, autoescape=True),
    )


def _with_version(
    number: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> "Select[EntryRow, VersionRow]":
    return select(EntryRow, VersionRow).join(
        VersionRow, and_(VersionRow.entry_id == EntryRow.id, VersionRow.version == number)
    )
