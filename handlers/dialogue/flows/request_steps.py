"""The steps of a request, in the order they are asked (申请表, Art. 29).

A table: what each step is called, when it is needed, which buttons it offers, how typed words are read. The flow
asks the first step that is needed and not yet answered; nothing else decides the order. The purpose of the
information is never asked: since 2019 the law asks for none (Art. 27).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.dialogue.flows import request_fields as fields

Form = Mapping[str, Any]

_OBTAIN: Mapping[str, tuple[str, ...]] = {
    "paper": ("post", "courier", "pickup", "fax"),
    "email": ("chat", "email"),
    "disc": ("post", "courier", "pickup"),
}
ORGANISATIONS = ("business", "research", "charity", "legal_service", "other")  # as table three counts them
PAPERS = ("resident_id", "passport", "hk_macao_permit", "taiwan_permit", "foreign_permanent")


def _always(_form: Form) -> bool:
    return True


def _no_options(_form: Form) -> tuple[str, ...]:
    return ()


def _obtain_options(form: Form) -> tuple[str, ...]:
    return _OBTAIN[form["supply_form"]]


_OF_THE_PERSON = frozenset({"name", "identity_kind", "identity"})


def _is_citizen(form: Form) -> bool:
    return form.get("applicant_kind") == "natural"


def _is_organisation(form: Form) -> bool:
    return form.get("applicant_kind") in ORGANISATIONS


def _obtains_by(*ways: str) -> Callable[[Form], bool]:
    return lambda form: form.get("obtain_by") in ways


def _has_agent(form: Form) -> bool:
    return form.get("agent") == "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question of the form; its answer is kept under its name.

    Sentences: `request_form.<name>.ask`, `.label` for the summary, `.<option>` for each button.
    """

    name: str
    needed: Callable[[Form], bool] = _always
    options: Callable[[Form], tuple[str, ...]] = _no_options
    read: Callable[[Form], fields.Reader] | None = None  # how typed words become the answer; None: only buttons
    may_skip: bool = False
    takes_files: bool = False
    is_long: bool = False  # the words may themselves be a question
    shown: bool = True  # in the summary, to be changed there
    default: str = ""  # an option taken without asking; the summary shows it and lets it be changed


def _pick(*options: str) -> Callable[[Form], tuple[str, ...]]:
    return lambda _form: options


def _typed(reader: fields.Reader) -> Callable[[Form], fields.Reader]:
    return lambda _form: reader


STEPS: tuple[Step, ...] = (
    Step(name="wanted", read=_typed(fields.read_wanted), is_long=True),
    Step(name="detail", read=_typed(fields.read_wanted), needed=lambda form: "detail" in form, is_long=True),
    Step(name="supply_form", options=_pick("email", "paper", "disc")),
    Step(name="obtain_by", options=_obtain_options),
    Step(name="accept_other", options=_pick("yes", "no"), default="yes"),
    Step(name="applicant_kind", options=_pick("natural", *ORGANISATIONS)),
    Step(name="consent", options=_pick("agree"), shown=False),
    Step(name="name", read=_typed(fields.read_name)),
    Step(name="identity_kind", options=_pick(*PAPERS), needed=_is_citizen, shown=False),
    Step(
        name="identity",
        read=lambda form: fields.identity_reader(
            "credit_code" if _is_organisation(form) else form.get("identity_kind", "")
        ),
        takes_files=True,
    ),
    Step(name="legal_representative", read=_typed(fields.read_name), needed=_is_organisation),
    Step(name="contact_person", read=_typed(fields.read_name), needed=_is_organisation),
    Step(name="address", read=_typed(fields.read_address), needed=_obtains_by("post", "courier")),
    Step(name="email", read=_typed(fields.read_email), needed=_obtains_by("email")),
    Step(name="fax", read=_typed(fields.read_fax), needed=_obtains_by("fax")),
    Step(name="phone", read=_typed(fields.read_contact)),
    Step(name="agent", options=_pick("self", "agent")),
    Step(name="agent_name", read=_typed(fields.read_name), needed=_has_agent),
    Step(name="agent_identity", read=_typed(fields.read_resident_id), needed=_has_agent, takes_files=True),
    Step(name="agent_phone", read=_typed(fields.read_contact), needed=_has_agent),
    Step(name="authority", needed=_has_agent, takes_files=True, may_skip=True),
    Step(name="help", options=_pick("none"), read=_typed(fields.read_help)),
    Step(name="materials", takes_files=True, may_skip=True),
)
BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}


def next_step(form: Form) -> Step | None:
    """Return the first step that is needed and not answered; None when the form is complete."""
    return next((step for step in STEPS if step.needed(form) and not _is_answered(step, form)), None)


def step_before(form: Form, name: str) -> Step | None:
    """Return the answered step that came before `name`, if there is one."""
    names = [step.name for step in STEPS]
    earlier = [step for step in STEPS[: names.index(name)] if step.needed(form) and _is_answered(step, form)]
    return earlier[-1] if earlier else None


def settled(form: Form, earlier: Form) -> dict[str, Any]:
    """Return the form without answers that its other answers made moot (an address once nothing is posted).

    Args:
        form: the answers as they are now.
        earlier: the answers before; a citizen who turns out to be a company is asked for name and papers anew.
    """
    kept = dict(form)
    if earlier.get("applicant_kind") and _is_citizen(earlier) != _is_citizen(form):
        kept = {name: value for name, value in kept.items() if name not in _OF_THE_PERSON}
    if kept.get("obtain_by") and kept["obtain_by"] not in _OBTAIN.get(kept.get("supply_form", ""), ()):
        del kept["obtain_by"]
    if not _is_citizen(kept):
        kept.pop("identity_kind", None)
    return {name: value for name, value in kept.items() if name not in BY_NAME or BY_NAME[name].needed(kept)}


def answer_of(step: Step, form: Form) -> Any:  # noqa: ANN401 - JSON value of a field
    """Return the answer to a step, or its default; None while it is to be asked."""
    return form.get(step.name) if step.name in form else step.default or None


def _is_answered(step: Step, form: Form) -> bool:
    return answer_of(step, form) is not None
