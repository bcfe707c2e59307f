"""What may legitimately be refused. Everything else is a fault and propagates.

A refusal carries a wording key (`refusal.*`) and facts for it; the sentence itself is the channel's to say.
"""

from collections.abc import Mapping
from datetime import datetime


class Refusal(Exception):
    """The request cannot be carried out, for a reason that can be told.

    Args:
        key: wording key under `refusal.`, e.g. "case.unknown".
        facts: values the sentence may use; no personal data.
    """

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing, or it is not yours: both are told alike."""


class NotPermitted(Refusal):
    """The state of the case or the roles of the person do not allow it."""


class NotSignedIn(Refusal):
    """Wrong name or password, locked or expired: told alike, with the time to wait where locked."""


class TooMany(Refusal):
    """Tried too often; the time to wait is among the facts."""


class Conflict(Refusal):
    """Somebody changed it first."""

    def __init__(self, *, changed_by: str, changed_at: datetime) -> None:
        super().__init__("conflict", changed_by=changed_by, changed_at=changed_at)
        self.changed_by = changed_by
        self.changed_at = changed_at


class InvalidInput(Refusal):
    """Some fields cannot be accepted; each is named with the wording key of its reason."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("invalid_input", fields=dict(fields))
        self.fields = dict(fields)
