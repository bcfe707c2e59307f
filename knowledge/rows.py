"""Rows of the knowledge tables to frozen values and back. Pure; touches no session."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from knowledge.entries import Entry, IndexedEntry, Passage, Stage
from knowledge.life_cycle import CatalogueEntry, EntryStep, EntryVersion, Step, Synonym
from knowledge.questions import AskedQuestion, FeedbackKind
from knowledge.tables import EntryRow, FeedbackRow, StepRow, SynonymRow, VersionRow


def digest(entry: Entry) -> str:
    """Return the SHA-256 of the content of an entry; its key and the file it was read from do not count."""
    content = asdict(entry)
    del content["key"], content["origin"]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def new_entry_row(key: str, at: datetime) -> EntryRow:
    """Return the row of an entry that has no version yet."""
    return EntryRow(
        key=key,
        stage=Stage.DRAFT,
        current_version=0,
        published_version=None,
        owner_unit="",
        is_policy=False,
        imported_digest="",
        revision=0,
        created_at=at,
        updated_at=at,
    )


def is_news(entry: Entry, known: EntryRow | None) -> bool:
    """Return whether an entry read from a file differs from what was last imported under its key."""
    return known is None or known.imported_digest != digest(entry)


def version_row(entry: Entry, *, entry_id: int, version: int, author: str, at: datetime, note: str) -> VersionRow:
    """Return the row that keeps `entry` as a version."""
    return VersionRow(
        entry_id=entry_id,
        version=version,
        digest=digest(entry),
        title=entry.title,
        questions=list(entry.questions),
        passages=[
            {"text": passage.text, "heading_path": list(passage.heading_path)}
            for passage in sorted(entry.passages, key=lambda passage: passage.position)
        ],
        document_number=entry.document_number,
        index_number=entry.index_number,
        issuer=entry.issuer,
        published_on=entry.published_on,
        effective_on=entry.effective_on,
        expires_on=entry.expires_on,
        url=entry.url,
        region=entry.region,
        department=entry.department,
        owner_unit=entry.owner_unit,
        basis=list(entry.basis),
        is_sample=entry.is_sample,
        origin=entry.origin,
        author=author,
        at=at,
        note=note,
    )


def entry_of(row: VersionRow, key: str) -> Entry:
    """Return the content of a version as an entry under `key`."""
    return Entry(
        key=key,
        title=row.title,
        passages=tuple(
            Passage(position=position, text=piece["text"], heading_path=tuple(piece["heading_path"]))
            for position, piece in enumerate(row.passages)
        ),
        questions=tuple(row.questions),
        document_number=row.document_number,
        index_number=row.index_number,
        issuer=row.issuer,
        published_on=row.published_on,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        url=row.url,
        region=row.region,
        department=row.department,
        owner_unit=row.owner_unit,
        basis=tuple(row.basis),
        is_sample=row.is_sample,
        origin=row.origin,
    )


def catalogue_entry(row: EntryRow, version: VersionRow) -> CatalogueEntry:
    """Return an entry with its latest version as the desk sees it."""
    return CatalogueEntry(
        entry_id=row.id,
        entry=entry_of(version, row.key),
        stage=Stage(row.stage),
        version=row.current_version,
        published_version=row.published_version,
        review_on=row.review_on,
        is_policy=row.is_policy,
        interprets_id=row.interprets_id,
        lock_version=row.lock_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def indexed_entry(row: EntryRow, version: VersionRow) -> IndexedEntry:
    """Return an entry with its live version as the index takes it."""
    return IndexedEntry(entry_id=row.id, entry=entry_of(version, row.key), digest=version.digest)


def entry_version(row: VersionRow, key: str) -> EntryVersion:
    """Return one version with its author."""
    return EntryVersion(version=row.version, entry=entry_of(row, key), author=row.author, at=row.at, note=row.note)


def entry_step(row: StepRow) -> EntryStep:
    """Return one step taken."""
    return EntryStep(
        step=Step(row.action),
        version=row.version,
        from_stage=Stage(row.from_stage) if row.from_stage else None,
        to_stage=Stage(row.to_stage),
        author=row.author,
        at=row.at,
        note=row.note,
    )


def synonym(row: SynonymRow) -> Synonym:
    """Return one synonym."""
    return Synonym(synonym_id=row.id, term=row.term, same_as=row.same_as, author=row.author, at=row.at)


def asked_question(row: FeedbackRow, *, question: str) -> AskedQuestion:
    """Return one question as recorded, its text unveiled."""
    return AskedQuestion(
        feedback_id=row.id,
        question=question,
        status=row.status,
        kind=FeedbackKind(row.kind),
        entry_id=row.entry_id,
        at=row.at,
    )
