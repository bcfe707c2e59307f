"""Narrowing an answer to one place or body (只看某地的, 只看某部门的), where guesses come from several."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.dialogue.scene import Scene
from knowledge.answers import Answer, AskContext
from knowledge.scopes import Scope, ScopeKind


def labels(scene: Scene, answer: Answer) -> Mapping[str, str]:
    """Return a button for each place or body that no offered title names already."""
    titles = "".join(one.title for one in answer.suggestions)
    return {
        f"n{place}": scene.words("question.button.narrow", name=scope.name)
        for place, scope in enumerate(answer.scopes, start=1)
        if f"（{scope.name}）" not in titles
    }


def slots(answer: Answer) -> dict[str, Any]:
    """Return what the prompt remembers of the scopes it offers."""
    return {"scopes": [[scope.kind.value, scope.name] for scope in answer.scopes]} if answer.scopes else {}


def wording(answer: Answer) -> str:
    """Return the sentence under which guesses are offered: regions differ, or we are not sure."""
    return "regions" if any(scope.kind is ScopeKind.REGION for scope in answer.scopes) else "text"


def chosen(scene: Scene, key: str) -> Scope | None:
    """Return the place or body whose button was pressed."""
    offered = scene.state.slots.get("scopes", [])
    if not key.startswith("n") or not key[1:].isdigit() or int(key[1:]) > len(offered):
        return None
    kind, name = offered[int(key[1:]) - 1]
    return Scope(ScopeKind(kind), name)


def context(scene: Scene, scope: Scope) -> AskContext:
    """Return what surrounds the question when it is asked again of one place or body."""
    if scope.kind is ScopeKind.REGION:
        return replace(scene.context, region=scope.name)
    return replace(scene.context, department=scope.name)


def topic(scope: Scope, answer: Answer) -> str:
    """Return the topic of the narrowed answer, so that the next question stays with the place."""
    return answer.topic if scope.name in answer.topic else f"{scope.name}{answer.topic}"
