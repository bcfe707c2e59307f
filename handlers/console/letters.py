"""Letters of a case at the desk: choose one, fill it in, look at it, keep it, let the sealed copy take its place."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus

from aiohttp import web
from markupsafe import Markup

from handlers.console.capacities import WRITERS
from handlers.console.case_page import CASES, seen_page
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.guard import status_of
from handlers.console.letter_forms import LetterForm, Typed, letter_form, read_letter
from handlers.console.offers import WAYS, ways_of
from handlers.console.pages import back_to, refusal_text, render
from handlers.papers.case_facts import case_facts, parties_of
from handlers.papers.letter_choice import letters_for
from handlers.papers.letter_values import LetterFacts, MissingFacts, document_number
from handlers.papers.letters import preview_html, write_letter
from handlers.papers.stationery import FORMS, NOTICES, REPLIES, Stationery
from requests_db.services import letters as kept
from requests_db.services.agency import agency
from requests_db.services.case_page import case_page
from requests_db.services.errors import InvalidInput, NotFound, Refusal
from requests_db.services.files import MAX_FILE_BYTES
from requests_db.services.letters import KeptLetter, NewLetter, kept_letters
from requests_db.services.office_layouts import layouts_of
from requests_db.services.retrying import in_unit
from requests_db.statute.deadlines import ConsultKind
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.workflow import Action
from requests_db.store.case_views import CasePage
from requests_db.store.unit_of_work import UnitOfWork

PREVIEW, KEEP = "preview", "keep"
GIVE, SEAL = "give", "seal"
GROUPS = (NOTICES, REPLIES, FORMS)


async def show(request: web.Request) -> web.Response:
    """Show the letters of a case and those that may be written; `?give=` and `?seal=` open a form for one of them."""
    return await _overview(request, Form(), deed=next((word for word in (GIVE, SEAL) if word in request.query), ""))


async def write(request: web.Request) -> web.Response:
    """Show the form of a letter, filled with what the case knows."""
    return await _form_page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Show a filled letter as it will be printed, or keep it with the case; with faults the form keeps its words."""
    deps = deps_of(request)
    form = await read_form(request, max_file_bytes=0)
    page = await seen_page(deps.units, actor_of(request), _case_id(request))
    letter = await _letter(request, page, form)
    typed = read_letter(form, letter, today=deps.units.clock.today())
    deed = form.choice("deed", (PREVIEW, KEEP), required=True)
    version = form.number("version", required=True)
    try:
        form.settle()
        shown = await in_unit(deps.units, lambda unit: _make(request, unit, letter, typed, deed, version))
    except FormFaults:
        return await _form_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except MissingFacts as missing:
        return await _lacking(request, form, letter, missing)
    except NotFound:
        raise
    except Refusal as refusal:
        text = refusal_text(request, refusal)
        return await _form_page(request, form, status=status_of(refusal), refused=text)
    if deed == KEEP:
        raise back_to(f"{CASES}/{page.line.id}/letters", done="letter_keep")
    return await _form_page(request, form, preview=shown)


async def give(request: web.Request) -> web.StreamResponse:
    """Record that a letter was given out; the applicant's own letter reaches the chat where that is the way."""
    form = await read_form(request, max_file_bytes=0)
    on = form.needed_day("on")
    async with deps_of(request).units.reading() as unit:
        way = form.choice("way", await ways_of(unit, _case_id(request)), required=True)
    number = form.text("proof")
    proof = {"way": way, **({"number": number} if number else {})}

    async def work(unit: UnitOfWork) -> None:
        actor, token = actor_of(request), request.match_info["file"]
        await kept.give_letter(unit, actor, _case_id(request), token, on=on, proof=proof)

    return await _done(request, form, GIVE, work)


async def seal(request: web.Request) -> web.StreamResponse:
    """Let the office's own sealed PDF or OFD take a letter's place."""
    form = await read_form(request, max_file_bytes=MAX_FILE_BYTES)
    uploads = form.files("sealed")
    if not uploads:
        form.fault("sealed", "required")

    async def work(unit: UnitOfWork) -> None:
        actor, token, file = actor_of(request), request.match_info["file"], uploads[0]
        await kept.replace_letter(unit, actor, _case_id(request), token, file.content, name=file.name)

    return await _done(request, form, SEAL, work)


async def _done(
    request: web.Request, form: Form, deed: str, work: Callable[[UnitOfWork], Awaitable[None]]
) -> web.StreamResponse:
    try:
        form.settle()
        await in_unit(deps_of(request).units, work)
    except (FormFaults, InvalidInput) as refusal:
        form.take(refusal.faults if isinstance(refusal, FormFaults) else refusal.fields)
        return await _overview(request, form, deed=deed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotFound:
        raise
    except Refusal as refusal:
        form.fault("sealed", refusal.key)
        return await _overview(request, form, deed=deed, status=status_of(refusal))
    raise back_to(f"{CASES}/{_case_id(request)}/letters", done=f"letter_{deed}")


async def _make(
    request: web.Request, unit: UnitOfWork, letter: LetterForm, typed: Typed, deed: str, version: int | None
) -> str:
    """Return the letter on screen, or keep it as a file; either way the look at the applicant's data is recorded."""
    deps, actor, case_id = deps_of(request), actor_of(request), _case_id(request)
    reason = deps.wording.text("desk.letters.reason", title=letter.title)
    applicant = await kept.open_for_letter(unit, actor, case_id, reason=reason, expected_version=version)
    profile = await agency(unit, actor.agency_id or 0)
    number = typed.document_number or (deps.wording.text("desk.letters.number_later") if letter.is_numbered else "")
    if deed == KEEP and letter.is_numbered and not typed.document_number:
        year = typed.issued_on.year
        running = await kept.next_number(unit, profile, year)
        number = document_number(year, running, profile.paper_pattern, profile.ref_prefix)
    facts = case_facts(
        letter.kind,
        await case_page(unit, actor, case_id),
        profile,
        applicant,
        issued_on=typed.issued_on,
        document_number=number,
        addressee=typed.addressee,
        party=letter.party,
        typed=typed.facts,
    )
    facts = replace(facts, addressee_is_person=typed.addressee_is_person)
    own = await layouts_of(unit, profile.id)
    stationery = deps.stationery.with_layouts(own)
    if deed == PREVIEW:
        return _preview(letter.kind, facts, stationery, own)
    new = NewLetter(
        kind=letter.kind,
        title=letter.title,
        number=number,
        content=write_letter(letter.kind, facts, stationery),
        name=f"{letter.title}{number}.docx",
        is_for_applicant=letter.is_for_applicant,
    )
    return await kept.keep_letter(unit, actor, case_id, new)


def _preview(kind: str, facts: LetterFacts, stationery: Stationery, own: Mapping[str, bytes]) -> str:
    """Return a letter on screen: on the office's own layout as it will be printed, else on ours."""
    if kind not in own and stationery.make_of(kind) not in own:
        return preview_html(kind, facts, stationery)
    from handlers.papers.word_preview import shown_html  # its library is loaded with the first Word file

    return shown_html(write_letter(kind, facts, stationery))


async def _overview(request: web.Request, form: Form, *, deed: str, status: int = HTTPStatus.OK) -> web.Response:
    deps = deps_of(request)
    page = await seen_page(deps.units, actor_of(request), _case_id(request))
    letters = kept_letters(page.history, page.files)
    token = request.query.get(deed, "") or request.match_info.get("file", "")
    chosen = next((one for one in letters if one.token == token), None) if deed else None
    may_write = bool(WRITERS & actor_of(request).roles)
    async with deps.units.reading() as unit:
        ways = await ways_of(unit, page.line.id)
    return render(
        request,
        "letters.html",
        status=status,
        form=form,
        case=page.line,
        address=f"{CASES}/{page.line.id}/letters",
        letters=letters,
        chosen=chosen if may_write else None,
        deed=deed,
        may_write=may_write,
        ways=[(way, deps.wording.text(f"desk.word.way.{way}")) for way in ways],
        way_words={way: deps.wording.text(f"desk.word.way.{way}") for way in WAYS},
        suggested=_named(request, _suggested(page, letters)),
        groups=[(group, _named(request, _kinds_in(request, group))) for group in GROUPS],
    )


async def _form_page(
    request: web.Request,
    form: Form,
    *,
    status: int = HTTPStatus.OK,
    preview: str = "",
    refused: str = "",
) -> web.Response:
    page = await seen_page(deps_of(request).units, actor_of(request), _case_id(request))
    letter = await _letter(request, page, form)
    return render(
        request,
        "letter.html",
        status=status,
        form=form,
        case=page.line,
        version=page.version,
        back=f"{CASES}/{page.line.id}/letters",
        letter=letter,
        labels={asked.name: asked.label for asked in letter.asked},
        preview=Markup(preview),  # noqa: S704 - made by preview_html, which escapes every text
        refused=refused,
    )


async def _lacking(request: web.Request, form: Form, letter: LetterForm, missing: MissingFacts) -> web.Response:
    """Tell what the letter still lacks: at its field, or, where no field asks it, in one sentence."""
    deps = deps_of(request)
    fields = {asked.name for asked in letter.asked}
    others = []
    for name in missing.names:
        if name in fields:
            form.fault(name, "required")
        else:
            others.append((deps.stationery.place_kind(name) or ("", name))[1])
    refused = deps.wording.text("desk.letters.lacking", names="、".join(others)) if others else ""
    return await _form_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, refused=refused)


async def _letter(request: web.Request, page: CasePage, form: Form) -> LetterForm:
    """Return the form of the letter asked for, for the party chosen by its address or kept in the form.

    Raises:
        HTTPNotFound: there is no such kind, or nobody of this case was asked by the letter named as `party`.
    """
    deps, kind = deps_of(request), request.match_info["kind"]
    if kind not in deps.stationery.kinds():
        raise web.HTTPNotFound
    async with deps.units.reading() as unit:
        profile = await agency(unit, actor_of(request).agency_id or 0)
    party = form.typed("party") or request.query.get("party", "")
    if party and party not in {one.letter for one in parties_of(kind, page)}:
        raise web.HTTPNotFound
    return letter_form(kind, page, profile, deps.stationery, today=deps.units.clock.today(), party=party)


def _suggested(page: CasePage, letters: tuple[KeptLetter, ...]) -> tuple[str, ...]:
    """Return the kinds that what was done last and what may be done next call for, without those kept already."""
    outcome = str(page.draft.get("outcome") or "")
    done = (kind for line in reversed(page.history) for kind in _called_for(line.action, line.facts, outcome))
    coming = (kind for one in page.permitted for kind in _called_for(one.action, {}, outcome))
    present = {letter.kind for letter in letters}
    return tuple(kind for kind in dict.fromkeys((*done, *coming)) if kind not in present)


def _called_for(action: Action, facts: Mapping[str, object], outcome: str) -> tuple[str, ...]:
    word = str(facts.get("kind", ""))
    consulted = ConsultKind(word) if action is Action.SEND_OPINION_LETTER and word in set(ConsultKind) else None
    return letters_for(action, outcome=outcome, consulted=consulted)


def _kinds_in(request: web.Request, group: str) -> Iterator[str]:
    stationery = deps_of(request).stationery
    return (kind for kind in stationery.kinds() if kind in stationery.texts[group])


def _named(request: web.Request, kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return kinds with their titles; replies share one title and are told apart by their outcome."""
    stationery = deps_of(request).stationery
    return [(kind, _title(stationery.section(kind)["title"], kind)) for kind in kinds]


def _title(title: str, kind: str) -> str:
    return f"{title}（{OUTCOMES[kind].label}）" if kind in OUTCOMES else title


def _case_id(request: web.Request) -> int:
    return int(request.match_info["case"])
