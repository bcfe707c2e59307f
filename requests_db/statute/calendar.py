"""The working calendar: which days count, and how to count them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A day reached by counting."""

    on: date
    provisional: bool  # True if a day passed through is not yet fixed by a notice
