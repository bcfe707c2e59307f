"""The statute stands on the standard library alone, knows no clock, and opens nothing when imported."""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "requests_db" / "statute"
FILES = sorted(PACKAGE.rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the floor"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_the_standard_library_and_the_statute_itself_are_imported(path: Path):
    foreign = {
        name
        for name in imported(ast.parse(path.read_text("utf-8")))
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("requests_db.statute")
    }

    assert foreign == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_in_the_statute_asks_what_day_it_is(path: Path):
    called = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}

    assert called.isdisjoint({"today", "now", "utcnow", "open", "read_text"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_stay_readable(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 400
