"""Two people on one case: what the other did since one's form was opened, and what one typed, whatever became of it."""

from handlers.console.action_forms import ACTION_FORMS, Field, FieldKind, Offers
from handlers.console.forms import Form
from handlers.wording import Wording
from requests_db.statute.workflow import Action
from requests_db.store.case_views import CasePage, HistoryLine

SEEN = "seen"  # hidden field of every form: the last line of the history that was on the page
LONGEST_SEEN = 9  # digits


def changed_since(page: CasePage, form: Form) -> tuple[HistoryLine, ...]:
    """Return the lines of the history that were not there when the form was opened."""
    text = form.typed(SEEN)
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_SEEN):
        return ()
    return tuple(line for line in page.history if line.seq > int(text))


def last_seen(page: CasePage) -> int:
    """Return the number of the last line of the history on the page."""
    return max((line.seq for line in page.history), default=0)


def typed_texts(form: Form, action: Action | None, offers: Offers, wording: Wording) -> list[tuple[str, str]]:
    """Return what was typed into the form of an action that cannot be shown any more, by the names of its fields."""
    if action is None:
        return []
    texts = [(field, form.typed(field.name)) for field in ACTION_FORMS[action]]
    texts += [(field, upload.name) for field in ACTION_FORMS[action] for upload in form.files(field.name)]
    return [(_name(action, field, wording), _shown(field, text, offers)) for field, text in texts if text]


def _name(action: Action, field: Field, wording: Wording) -> str:
    own = f"desk.action.{action.value}.{field.name}"
    return wording.text(own if wording.has(own) else f"desk.field.{field.name}")


def _shown(field: Field, text: str, offers: Offers) -> str:
    return dict(offers.get(field.options, ())).get(text, text) if field.kind is FieldKind.SELECT else text
