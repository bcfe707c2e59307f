"""Every sentence is used, every sentence used exists, and its places are filled."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.dialogue.flows.request_steps import BY_NAME, ORGANISATIONS, PAPERS, STEPS
from handlers.dialogue.flows.supplement import Kind
from handlers.dialogue.order_kinds import ListPurpose
from handlers.wording import Wording, WordingFault
from knowledge.entries import Validity
from requests_db.statute.workflow import TRANSITIONS, Effect

ROOT = Path(__file__).parents[2]
WORDING = Wording.load()
OURS = (
    "button",
    "menu",
    "input",
    "question",
    "request_form",
    "receipt",
    "follow_case",
    "supplement",
    "consultation",
    "staff_link",
)
REFUSALS = frozenset({"Refusal", "NotFound", "NotPermitted", "TooMany"})
REACHED = ("agency", "conversations", "files", "intake", "queries", "staff_chats", "supplements", "transitions")
SUPPLY_FORMS = ("email", "paper", "disc")


def _modules() -> Iterator[Path]:
    for folder in ("handlers", "requests_db/services"):
        yield from (ROOT / folder).rglob("*.py")


def _strings() -> set[str]:
    found: set[str] = set()
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def _patterns() -> list[tuple[str, str]]:
    """First and last fixed piece of every f-string that could be a key."""
    found = []
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                last = node.values[-1]
                found.append((str(node.values[0].value), str(last.value) if isinstance(last, ast.Constant) else ""))
    return found


def _calls() -> Iterator[tuple[Path, str, set[str]]]:
    """Every call that names a key in full, with the facts it gives."""
    for path in (ROOT / "handlers" / "dialogue").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            key = node.args[0]
            is_plain = all(keyword.arg for keyword in node.keywords)
            if node.func.attr in ("words", "text") and isinstance(key, ast.Constant) and is_plain:
                yield path, str(key.value), {str(keyword.arg) for keyword in node.keywords}


def test_every_key_named_in_full_exists_and_gets_exactly_its_facts() -> None:
    wrong = []
    for path, key, facts in _calls():
        if not WORDING.has(key):
            wrong.append((path.name, key, "missing"))
        elif WORDING.places(key) != facts:
            wrong.append((path.name, key, WORDING.places(key) ^ facts))

    assert wrong == []


def _belongs_to_step(key: str) -> bool:
    """A sentence of a step of the form: its question, its label, its way round, or one of its buttons."""
    _, name, end = key.split(".")
    step = BY_NAME.get(name)
    if step is None:
        return False
    forms = [{"supply_form": form} for form in SUPPLY_FORMS]
    options = {option for form in forms for option in step.options(form)}
    said = {f"{word}{whom}" for word in ("ask", "hint") for whom in ("", "_natural", "_organisation")}
    return end in {*said, "label", *options} or (end == "skip" and step.may_skip)


def test_every_sentence_of_ours_is_used() -> None:
    strings, patterns = _strings(), [pair for pair in _patterns() if pair[0].count(".") > 1 or pair[0] == "supplement."]
    unused = [
        key
        for key in WORDING.keys()  # noqa: SIM118 - a method that takes a prefix, not a mapping
        if key.split(".")[0] in OURS
        and key not in strings
        and not any(key.startswith(first) and key.endswith(last) for first, last in patterns)
        and not (key.startswith("request_form.") and _belongs_to_step(key))
        and not key.endswith(".label")
    ]

    assert unused == []


def _refusal_keys() -> Iterator[str]:
    """The key of every refusal in the services that a citizen's message reaches."""
    for path in (ROOT / "requests_db" / "services" / f"{name}.py" for name in REACHED):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            key = node.args[0]
            if node.func.id in REFUSALS and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def test_every_refusal_a_citizen_can_meet_has_a_sentence() -> None:
    met = set(_refusal_keys())

    assert met
    assert [key for key in sorted(met) if not WORDING.has(f"refusal.{key}")] == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_of_the_form_can_be_asked_and_shown(step) -> None:
    forms = [{"applicant_kind": kind, "supply_form": form} for kind in ("natural", "business") for form in SUPPLY_FORMS]
    options = {option for form in forms for option in step.options(form)}

    assert WORDING.has(f"request_form.{step.name}.ask")
    assert WORDING.has(f"request_form.{step.name}.label") or not step.shown
    hints = {whom for whom in ("", "_natural", "_organisation") if WORDING.has(f"request_form.{step.name}.hint{whom}")}
    assert hints in ({""}, {"_natural", "_organisation"})
    assert WORDING.has(f"request_form.{step.name}.skip") or not step.may_skip
    assert [o for o in options if step.name != "consent" and not WORDING.has(f"request_form.{step.name}.{o}")] == []


def test_every_closed_list_has_its_sentences() -> None:
    wanted = [
        *(f"request_form.applicant_kind.{kind}" for kind in ORGANISATIONS),
        *(f"request_form.identity_kind.{kind}" for kind in PAPERS),
        *(f"follow_case.list.{purpose.value}" for purpose in ListPurpose),
        *(f"follow_case.none.{purpose.value}" for purpose in ListPurpose),
        *(f"supplement.{kind.value}.{end}" for kind in Kind for end in ("ask", "done")),
        *(f"question.outdated.{validity.value}" for validity in Validity),
    ]

    assert [key for key in wanted if not WORDING.has(key)] == []


def test_every_step_an_applicant_is_told_of_has_its_own_sentence() -> None:
    told = {row.action.value for row in TRANSITIONS if Effect.NOTIFY_APPLICANT in row.effects}

    assert [action for action in sorted(told) if not WORDING.has(f"notice.case.{action}")] == []


def test_a_missing_sentence_or_fact_is_a_fault() -> None:
    wording = Wording({"a.b.c": "{name}，您好"})

    assert wording.text("a.b.c", name="{x}", other=1) == "{x}，您好"
    with pytest.raises(WordingFault):
        wording.text("a.b.c")
    with pytest.raises(WordingFault):
        wording.text("a.b.d")


def test_no_sentence_speaks_of_a_purpose_that_must_be_given() -> None:
    assert [
        key
        for key in WORDING.keys("request_form")
        if "用途" in WORDING.text(key, **dict.fromkeys(WORDING.places(key), ""))
    ] == []
