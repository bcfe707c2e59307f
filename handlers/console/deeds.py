"""The buttons of a case page: what the workflow permits, in the groups in which an officer looks for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.console.action_forms import ACTION_FORMS
from handlers.wording import Wording
from requests_db.statute.workflow import Action
from requests_db.store.case_views import CasePage, PermittedAction

NEXT, EXCHANGE, INSIDE, OTHER = "next", "exchange", "inside", "other"
GROUPS: Mapping[str, tuple[Action, ...]] = {
    NEXT: (
        Action.CONFIRM_RECEIPT,
        Action.CLAIM,
        Action.RECEIVE_CORRECTION,
        Action.RECEIVE_REASONS,
        Action.RECORD_PAYMENT,
        Action.PASS_REVIEW,
        Action.SIGN_OFF,
        Action.DISPATCH,
        Action.ANSWER,
        Action.SUBMIT_FOR_REVIEW,
        Action.CONSENT_EXTENSION,
        Action.RECORD_LETTER_RECEIVED,
        Action.RECORD_OPINION,
        Action.RECORD_SERVICE,
        Action.ANSWER_SUPERVISION,
        Action.ARCHIVE,
    ),
    EXCHANGE: (
        Action.REQUEST_CORRECTION,
        Action.LAPSE_CORRECTION,
        Action.ASK_REASONS,
        Action.SEND_OPINION_LETTER,
        Action.LAPSE_OPINION,
        Action.OVERRIDE_OPINION,
        Action.NOTIFY_FEE,
        Action.FEE_NOTICE_RECEIVED,
        Action.LAPSE_PAYMENT,
        Action.TRANSFER_ADVICE,
        Action.REISSUE,
        Action.ADD_MATERIAL,
        Action.WITHDRAW,
    ),
    INSIDE: (
        Action.ASSIGN,
        Action.RELEASE,
        Action.HAND_OVER,
        Action.RETURN_TO_REGISTRY,
        Action.ASK_ASSISTANCE,
        Action.PROPOSE_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.RECORD_SEARCH,
        Action.SAVE_DRAFT,
        Action.RETURN_DRAFT,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One button."""

    label: str
    article: str
    variant: str
    is_plain: bool  # pressed at once, without a form
    is_open: bool  # its form is on the page
    address: str
    form_address: str


def deeds_of(
    page: CasePage, chosen: PermittedAction | None, address: str, wording: Wording
) -> list[tuple[str, list[Deed]]]:
    """Return the buttons of a case by group, groups without any left out."""
    groups: dict[str, list[tuple[int, Deed]]] = {NEXT: [], EXCHANGE: [], INSIDE: [], OTHER: []}
    for one in page.permitted:
        if one.action in ACTION_FORMS:
            name, place = _group_of(one.action, page)
            shortcut = len(Action) if one.variant else 0  # the common way stands before its short cut
            groups[name].append((place + shortcut, _deed(one, chosen, address, wording)))
    return [
        (name, [deed for _, deed in sorted(found, key=lambda pair: pair[0])]) for name, found in groups.items() if found
    ]


def label_of(one: PermittedAction, wording: Wording) -> str:
    """Return what the button says: the workflow's word, or the desk's where one action has two ways."""
    return wording.text(f"desk.variant.{one.variant}") if one.variant else one.label


def _deed(one: PermittedAction, chosen: PermittedAction | None, address: str, wording: Wording) -> Deed:
    variant = f"&variant={one.variant}" if one.variant else ""
    return Deed(
        label=label_of(one, wording),
        article=one.article,
        variant=one.variant,
        is_plain=not ACTION_FORMS[one.action],
        is_open=one == chosen,
        address=f"{address}/{one.action.value}",
        form_address=f"{address}?do={one.action.value}{variant}#do",
    )


def _group_of(action: Action, page: CasePage) -> tuple[str, int]:
    if action is Action.ASSIGN and page.line.unit_id is None:
        return NEXT, 0
    for name, actions in GROUPS.items():
        if action in actions:
            return name, actions.index(action) + 1
    return OTHER, 0
