"""Writing a new entry and revising one: the form, what was typed kept, two authors never overwriting each other."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from handlers.console.asked import group_of
from handlers.console.deps import actor_of, deps_of
from handlers.console.entries import HERE
from handlers.console.entry_differences import Difference, differences
from handlers.console.entry_forms import MOST_QUESTIONS, WrittenEntry, filled_form, form_of, passages_of, read_entry
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from handlers.console.tickets import TICKETS
from handlers.entry_limits import keep_limits
from knowledge.catalogue import Catalogue
from knowledge.courtesy import without_courtesy
from knowledge.entries import Entry
from knowledge.errors import EntryConflict, EntryNotFoundError, KnowledgeError
from knowledge.life_cycle import CatalogueEntry
from knowledge.masking import mask_personal
from requests_db.services.agency import agency
from requests_db.services.agency_settings import UnitView
from requests_db.services.consultations import ticket_page
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork

CLAUSE = re.compile("[^，,。；;！!？?]+[，,。；;！!？?]*")
MASKED = re.compile(r"〔\D")  # opens what stands in place of something masked; a figure follows in document numbers
TITLE_OF_QUESTION = 60  # characters of a question that make a title


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offers:
    units: tuple[UnitView, ...]
    policies: tuple[tuple[int, str], ...]  # number and title
    item: CatalogueEntry | None = None  # the entry revised

    @property
    def codes(self) -> list[str]:
        """Codes of units that may own the entry; an entry keeps an owner that is no longer listed."""
        kept = [self.item.entry.owner_unit] if self.item and self.item.entry.owner_unit else []
        return list(dict.fromkeys([*(one.code for one in self.units), *kept]))


@dataclass(slots=True, kw_only=True)
class _Writing:
    """What the page of the form shows besides what was typed."""

    offers: _Offers
    asked: str = ""  # a question of citizens the entry is to answer
    against: tuple[Difference, ...] = field(default=())  # the present text against the one typed


async def show_new(request: web.Request) -> web.Response:
    """Show the form for a new entry, prefilled from citizens' questions or from the policy it is to interpret."""
    asked = request.query.get("asked", "")
    async with deps_of(request).units.reading() as unit:
        offers = await _offers(unit, request)
        values = {"owner_unit": _own_unit(offers, request)}
        if asked.isascii() and asked.isdigit():
            group = await group_of(unit.companion(Catalogue), int(asked))
            if group is not None:
                wordings = dict.fromkeys(member.question for member in group.members)
                values |= {"entry_title": group.question, "questions": "\n".join(list(wordings)[:MOST_QUESTIONS])}
        policy = next(
            (title for number, title in offers.policies if str(number) == request.query.get("interprets")), ""
        )
        if policy:
            title = deps_of(request).wording.text("desk.knowledge.interpretation_of", title=policy)
            values |= {
                "entry_title": title,
                "interprets": request.query["interprets"],
                "relied_on": f"《{policy.strip('《》')}》",
            }
    return _page(request, form_of(values), _Writing(offers=offers, asked=asked))


async def write(request: web.Request) -> web.StreamResponse:
    """Keep a new entry as a draft."""
    form = await read_form(request, max_file_bytes=0)
    actor, asked = actor_of(request), form.number("asked")
    async with deps_of(request).units.reading() as unit:
        offers = await _offers(unit, request)
    written = read_entry(form, units=offers.codes, policies=[number for number, _ in offers.policies], present=None)

    async def work(unit: UnitOfWork) -> CatalogueEntry:
        catalogue = unit.companion(Catalogue)
        item = await catalogue.draft(
            written.entry,
            author=actor.label,
            note=written.note,
            is_policy=written.is_policy,
            interprets_id=written.interprets_id,
            review_on=written.review_on,
        )
        group = await group_of(catalogue, asked) if asked else None
        if group is not None:
            await catalogue.resolve_feedback(group.feedback_ids, author=actor.label, entry_id=item.entry_id)
        return item

    try:
        form.settle()
        item = await in_unit(deps_of(request).units, work)
    except FormFaults:
        writing = _Writing(offers=offers, asked=form.typed("asked"))
        return _page(request, form, writing, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raise back_to(f"{HERE}/{item.entry_id}", done="entry_draft")


async def show_edit(request: web.Request) -> web.Response:
    """Show the form filled with an entry as it stands."""
    item, offers = await _entry(request)
    return _page(request, filled_form(item), _Writing(offers=offers))


async def revise(request: web.Request) -> web.StreamResponse:
    """Keep what was typed as the next version, a draft; where somebody was faster both texts are shown."""
    form = await read_form(request, max_file_bytes=0)
    item, offers = await _entry(request)
    expected, actor = form.number("version", required=True) or 0, actor_of(request)
    policies = [number for number, _ in offers.policies]
    written = read_entry(form, units=offers.codes, policies=policies, present=item.entry)

    async def work(unit: UnitOfWork) -> CatalogueEntry:
        saved = await _save(unit.companion(Catalogue), item, written, author=actor.label, expected=expected)
        await keep_limits(unit, (item.entry_id, item.interprets_id, written.interprets_id), actor)
        return saved

    try:
        form.settle()
        await in_unit(deps_of(request).units, work)
    except FormFaults:
        return _page(request, form, _Writing(offers=offers), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except KnowledgeError as refusal:
        form.fault("", str(refusal))
        against = differences(item.entry, written.entry) if isinstance(refusal, EntryConflict) else ()
        return _page(request, form, _Writing(offers=offers, against=against), status=HTTPStatus.CONFLICT)
    raise back_to(f"{HERE}/{item.entry_id}", done="entry_revise")


async def from_ticket(request: web.Request) -> web.StreamResponse:
    """Take the answer given to a question over as a draft; done twice it leads to the same draft."""
    actor = actor_of(request)

    async def work(unit: UnitOfWork) -> int:
        ticket = await ticket_page(unit, actor, int(request.match_info["ticket"]))
        catalogue = unit.companion(Catalogue)
        key = f"ticket:{ticket.line.id}"
        known = await catalogue.number_of(key)
        if known is not None or not ticket.answer:
            return known or 0
        profile = await agency(unit, actor.agency_id or 0)
        question = _as_asked(ticket.text)
        entry = Entry(
            key=key,
            title=question[:TITLE_OF_QUESTION],
            passages=passages_of(mask_personal(ticket.answer)),
            questions=(question[:TITLE_OF_QUESTION],),
            issuer=profile.name,
            published_on=unit.today,
            owner_unit=next((one.code for one in profile.units if one.id == ticket.line.unit_id), ""),
        )
        note = deps_of(request).wording.text("desk.knowledge.from_ticket", ref=ticket.line.ref)
        return (await catalogue.draft(entry, author=actor.label, note=note)).entry_id

    entry_id = await in_unit(deps_of(request).units, work)
    if not entry_id:
        raise back_to(f"{TICKETS}/{request.match_info['ticket']}", done="ticket_unanswered")
    raise back_to(f"{HERE}/{entry_id}", done="entry_from_ticket")


def _as_asked(text: str) -> str:
    """Return a citizen's words as a title: without courtesy and without the clauses in which something was masked."""
    masked = mask_personal(" ".join(text.split()))
    told = "".join(clause for clause in CLAUSE.findall(masked) if not MASKED.search(clause))
    return without_courtesy(told).strip("，,、；; ") or masked


async def _save(
    catalogue: Catalogue, item: CatalogueEntry, written: WrittenEntry, *, author: str, expected: int
) -> CatalogueEntry:
    saved = await catalogue.revise(
        item.entry_id,
        written.entry,
        author=author,
        expected=expected,
        note=written.note,
        is_policy=written.is_policy,
    )
    if written.review_on != saved.review_on:
        saved = await catalogue.plan_review(
            item.entry_id, written.review_on, author=author, expected=saved.lock_version
        )
    if written.interprets_id != saved.interprets_id:
        saved = await catalogue.link_interpretation(
            item.entry_id, written.interprets_id, author=author, expected=saved.lock_version
        )
    return saved


async def _entry(request: web.Request) -> tuple[CatalogueEntry, _Offers]:
    async with deps_of(request).units.reading() as unit:
        try:
            item = await unit.companion(Catalogue).get(int(request.match_info["entry"]))
        except EntryNotFoundError as error:
            raise web.HTTPNotFound from error
        return item, await _offers(unit, request, item)


async def _offers(unit: UnitOfWork, request: web.Request, item: CatalogueEntry | None = None) -> _Offers:
    syncs = await unit.companion(Catalogue).policy_syncs()
    own = item.entry_id if item else None
    return _Offers(
        units=(await agency(unit, actor_of(request).agency_id or 0)).units,
        policies=tuple((one.policy.entry_id, one.policy.entry.title) for one in syncs if one.policy.entry_id != own),
        item=item,
    )


def _own_unit(offers: _Offers, request: web.Request) -> str:
    return next((one.code for one in offers.units if one.id == actor_of(request).unit_id), "")


def _page(request: web.Request, form: Form, writing: _Writing, *, status: int = HTTPStatus.OK) -> web.Response:
    offers = writing.offers
    names = {one.code: one.name for one in offers.units}
    return render(
        request,
        "entry_form.html",
        status=status,
        form=form,
        item=offers.item,
        asked=writing.asked,
        against=writing.against,
        owners=[(code, names.get(code, code)) for code in offers.codes],
        policies=offers.policies,
        address=f"{HERE}/{offers.item.entry_id}/edit" if offers.item else f"{HERE}/new",
    )
