"""Frozen views that leave a unit of work instead of rows: files, limits, tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file as a list shows it."""

    token: str
    name: str
    media_type: str
    size: int  # bytes
    kind: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A file, opened."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """A period that runs, pauses or has ended on a case."""

    key: str
    label: str
    article: str
    subject: str
    opened_on: date
    due_on: date | None
    provisional: bool
    status: str  # open, paused, met, cancelled
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """A warning that is planned, was given, or is no longer needed."""

    kind: str
    limit_label: str
    due_on: date
    fire_at: datetime
    status: str  # planned, fired, cancelled
    fired_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """Something a person must look at (待办)."""

    id: int
    kind: str
    case_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """One page of a list."""

    rows: tuple[Item, ...]
    total: int
    page: int  # from 1
    pages: int  # at least 1
