"""What citizens asked: questions left open, grouped by meaning, and the topics of the week."""

from datetime import timedelta

from aiohttp import web

from handlers.console.capacities import AUTHORS
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import read_form
from handlers.console.pages import back_to, render
from knowledge.catalogue import Catalogue
from knowledge.questions import FeedbackKind, QuestionGroup
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/knowledge/questions"
WEEK = timedelta(days=7)
MOST_GROUPS = 50  # groups of open questions on the page
MOST_TOPICS = 10
EVERY_GROUP = 5_000  # groups looked through for one that somebody acts on


async def show(request: web.Request) -> web.Response:
    """Show open questions and the topics of the week."""
    deps = deps_of(request)
    async with deps.units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        open_groups = await catalogue.unanswered(limit=MOST_GROUPS)
        topics = await catalogue.hot_topics(since=deps.units.clock.now() - WEEK, limit=MOST_TOPICS)
    return render(
        request,
        "asked.html",
        groups=[_shown(group) for group in open_groups],
        topics=topics,
        most=max((topic.count for topic in topics), default=1),
        may_write=bool(AUTHORS & actor_of(request).roles),
    )


async def resolve(request: web.Request) -> web.StreamResponse:
    """Settle a group of questions that need no entry of their own."""
    form = await read_form(request, max_file_bytes=0)
    asked = form.number("asked") or 0

    async def work(unit: UnitOfWork) -> None:
        catalogue = unit.companion(Catalogue)
        group = await group_of(catalogue, asked)
        if group is not None:
            await catalogue.resolve_feedback(group.feedback_ids, author=actor_of(request).label)

    await in_unit(deps_of(request).units, work)
    raise back_to(HERE, done="questions_resolved")


async def group_of(catalogue: Catalogue, feedback_id: int) -> QuestionGroup | None:
    """Return the open group that holds a question, None where it is settled or unknown."""
    groups = await catalogue.unanswered(limit=EVERY_GROUP)
    return next((group for group in groups if feedback_id in group.feedback_ids), None)


def _shown(group: QuestionGroup) -> dict[str, object]:
    useless = [member for member in group.members if member.kind is FeedbackKind.USELESS]
    return {
        "question": group.question,
        "count": group.count,
        "last_at": group.last_at,
        "wordings": list(dict.fromkeys(member.question for member in group.members)),
        "unanswered": group.count - len(useless),
        "useless": len(useless),
        "entry_id": next((member.entry_id for member in useless if member.entry_id is not None), None),
        "asked": group.members[0].feedback_id,
    }
