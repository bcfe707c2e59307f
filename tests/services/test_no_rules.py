"""No rule of law is written in a service: no bare number above one, no name of a state."""

import ast
from pathlib import Path

import pytest

from requests_db.statute.workflow import State

SERVICES = Path(__file__).parents[2] / "requests_db" / "services"
FILES = sorted(SERVICES.glob("*.py"))


def unnamed_numbers(tree: ast.Module) -> list[int]:
    """Return whole numbers above one that are not the value of a constant with a name, or a default of a setting."""
    named: set[int] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if all(isinstance(target, ast.Name) and target.id.isupper() for target in targets):
                named.update(id(inner) for inner in ast.walk(node))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1 and id(node) not in named
    ]


def state_names(tree: ast.Module) -> list[str]:
    """Return the states that code names one by one."""
    return [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "State"
        if node.attr in State.__members__
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_service_has_no_unnamed_number_and_no_state_by_name(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))

    assert unnamed_numbers(tree) == []
    assert state_names(tree) == []
