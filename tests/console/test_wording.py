"""Every sentence of the desk exists where it is used and is used where it exists."""

import re
from pathlib import Path

from handlers.console.action_forms import ACTION_FORMS
from handlers.wording import Wording
from requests_db.statute.desk_queues import QueueName

CONSOLE = Path(__file__).parents[2] / "handlers" / "console"
WORDING = Wording.load()
SOURCES = {path: path.read_text("utf-8") for path in CONSOLE.rglob("*") if path.suffix in {".py", ".html"}}
# Keys put together at run time: prefix, and what may stand behind it.
FAMILIES = (
    r"desk\.field\.\w+",
    r"desk\.fault\.[\w.]+",
    r"desk\.fault_page\.(s\d+|other)",
    r"desk\.refusal\.[\w.]+",
    r"desk\.done\.\w+",
    r"desk\.frame\.to\.\w+",
    r"desk\.file_kind\.\w+",
    r"desk\.word\.\w+\.\w+",
    r"desk\.hint\.\w+\.\w+",
    r"desk\.action\.\w+\.\w+",
    r"desk\.erase\.reason\.\w+",
    r"desk\.variant\.\w+",
    r"desk\.queue\.empty\.\w+\.(title|text)",
    r"desk\.queue\.(by|any|field|sort|column)\.\w+",
    r"desk\.home\.steps\.\w+",
    r"desk\.case\.group\.\w+",
    r"desk\.stationery\.(make|fault|place)\.\w+",
    r"desk\.board\.(by|group|none|light|tab|told|export|cases)\.\w+",
    r"desk\.ledger\.((column|way|fate|what)\.\w+|total\w*)",
    r"desk\.report\.tile\.\w+",
    r"desk\.letters\.(group\.\w+|noted\w*|(give|seal)\w*)",
    r"desk\.tickets\.(name|kind|state)\.\w+",
    r"desk\.registered\.lacking\.applicant\.\w+",
    r"desk\.registered\.tell_(by|late)",
    r"desk\.tasks\.(kind|text)\.\w+",
    r"desk\.time_line\.kind\.\w+",
    r"desk\.reminders\.(fired|seen|planned)",
    r"desk\.knowledge\.(step|way|by|sync)\.\w+",
)
EMPTY = re.compile(r'empty\("([\w.]+)"\)')


def named_in_full() -> set[str]:
    found: set[str] = set()
    for source in SOURCES.values():
        found |= set(re.findall(r'"(desk\.[a-z_]+(?:\.[a-z_]+)+)"', source))
        for key in EMPTY.findall(source):
            found |= {f"{key}.title", f"{key}.text"}
            found.discard(key)
    return {key for key in found if not WORDING.has(f"{key}.title")}


def test_every_sentence_named_in_full_exists():
    assert {key for key in named_in_full() if not WORDING.has(key)} == set()


def test_every_sentence_that_exists_is_used():
    used = named_in_full()
    families = [re.compile(family) for family in FAMILIES]
    unused = {
        key
        for key in WORDING.keys("desk.")
        if key not in used and not any(family.fullmatch(key) for family in families)
    }
    assert unused == set()


def test_every_field_of_every_action_has_a_name():
    for fields in ACTION_FORMS.values():
        for field in fields:
            assert WORDING.has(f"desk.field.{field.name}"), field.name


def test_every_named_form_belongs_to_an_action_and_every_label_to_a_field():
    actions = {action.value: {field.name for field in fields} for action, fields in ACTION_FORMS.items()}
    for key in WORDING.keys("desk.action."):
        _, _, action, name = key.split(".")
        assert action in actions, key
        assert name == "lead" or name in actions[action], key


def test_every_queue_teaches_when_it_is_empty():
    for name in (*(each.value for each in QueueName), "search"):
        assert WORDING.has(f"desk.queue.empty.{name}.title"), name
        assert WORDING.has(f"desk.queue.empty.{name}.text"), name


def test_forms_in_templates_have_named_fields():
    names: set[str] = set()
    for path, source in SOURCES.items():
        if path.suffix == ".html" and path.name != "pieces.html":
            names |= set(re.findall(r'p\.(?:line|area|select|ticks|upload|password)\(form, "(\w+)"', source))
    assert {name for name in names if not WORDING.has(f"desk.field.{name}")} == set()
