"""Who does something: an applicant in a conversation, a member of staff, or the system itself."""

from dataclasses import dataclass
from enum import StrEnum

from requests_db.statute.workflow import Role


class ActorKind(StrEnum):
    """In which of three ways somebody acts (操作者)."""

    APPLICANT = "applicant"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts, with what they may act as."""

    kind: ActorKind
    staff_id: int | None = None
    conversation_id: int | None = None
    roles: frozenset[Role] = frozenset()
    unit_id: int | None = None
    agency_id: int | None = None
    stands_for: tuple[int, ...] = ()  # colleagues away today, whose cases are looked after (AB角)
    label: str = ""  # as history shows it; the display name of staff, never an applicant's name

    @property
    def id(self) -> int | None:
        """The staff id or the conversation id, whichever the actor has."""
        return self.staff_id if self.kind is ActorKind.STAFF else self.conversation_id

    @property
    def is_staff(self) -> bool:
        """Whether a member of staff acts."""
        return self.kind is ActorKind.STAFF

    def has(self, *roles: Role) -> bool:
        """Return whether the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(kind=ActorKind.SYSTEM, roles=frozenset({Role.SYSTEM}), label="系统")


def applicant(conversation_id: int | None) -> Actor:
    """Return the actor for whoever speaks in a conversation."""
    return Actor(
        kind=ActorKind.APPLICANT, conversation_id=conversation_id, roles=frozenset({Role.APPLICANT}), label="申请人"
    )


def operator() -> Actor:
    """Return the actor for whoever runs commands on the machine itself."""
    roles = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})
    return Actor(kind=ActorKind.SYSTEM, roles=roles, label="管理员（命令行）")
