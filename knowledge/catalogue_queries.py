"""Select statements of the catalogue: entries with their live or latest version, and the desk's filters."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from knowledge.life_cycle import EntryChoice
from knowledge.tables import EntryRow, VersionRow


def live_entries() -> "Select[EntryRow, VersionRow]":
    """Return the statement for entries citizens are answered from, each with its live version."""
    return _with_version(EntryRow.published_version)


def latest_entries() -> "Select[EntryRow, VersionRow]":
    """Return the statement for all entries, each with its latest version."""
    return _with_version(EntryRow.current_version)


def due_entries(today: date) -> "Select[EntryRow, VersionRow]":
    """Return the statement for live entries whose review day has come as of `today`, each with its latest version."""
    return latest_entries().where(EntryRow.review_on <= today, EntryRow.published_version.is_not(None))


def chosen_by(choice: EntryChoice | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a choice."""
    if choice is None:
        return []
    chosen: list[ColumnElement[bool]] = []
    if choice.stage is not None:
        chosen.append(EntryRow.stage == choice.stage)
    if choice.owner:
        chosen.append(EntryRow.owner_unit == choice.owner)
    if choice.regions:
        chosen.append(VersionRow.region.in_(choice.regions))
    if choice.department:
        chosen.append(VersionRow.department == choice.department)
    if choice.ended_before is not None:
        chosen.extend((EntryRow.published_version.is_not(None), VersionRow.expires_on < choice.ended_before))
    chosen.extend(_mentions(word) for word in choice.query.split())
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
