"""Entering requests that came by post, counter or fax, or were made orally (登记来件)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from handlers.console.case_page import incomplete_text
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.guard import status_of
from handlers.console.pages import refusal_text, render
from handlers.console.uploads import keep_uploads
from requests_db.services.actors import Actor
from requests_db.services.errors import InvalidInput, Refusal
from requests_db.services.files import MAX_FILE_BYTES
from requests_db.services.intake import Receipt, register_request
from requests_db.services.request_form import (
    APPLICANT_KINDS,
    IDENTITY_KINDS,
    IN_CHAT,
    NATURAL,
    ORAL,
    SUPPLY_FORMS,
    WAYS_OF_OBTAINING,
    Agent,
    Applicant,
    Contact,
    Identity,
    RegisterRequest,
    Wanted,
)
from requests_db.services.resubmission import OtherContent
from requests_db.services.retrying import in_unit
from requests_db.statute.deadlines import Channel
from requests_db.store.unit_of_work import UnitOfWork

Tokens = tuple[str, ...]

WAYS = tuple(way for way in WAYS_OF_OBTAINING if way != IN_CHAT)  # who asks on paper has no chat to fetch it in
CHANNELS = (*(channel.value for channel in Channel), ORAL)
FIELD_OF_FAULT: Mapping[str, str] = {
    "wanted": "name",
    "applicant.kind": "applicant_kind",
    "applicant.name": "applicant_name",
    "applicant.identity": "identity_number",
    "applicant.identity.kind": "identity_kind",
    "applicant.identity.number": "identity_number",
    "applicant.contact": "phone",
    "applicant.agent": "agent_name",
    "applicant.agent.name": "agent_name",
    "applicant.agent.identity.number": "agent_identity",
    "applicant.agent.phone": "agent_phone",
}
UPLOADS: Mapping[str, str] = {"material": "files", "identity": "identity_files", "authority": "authority_files"}


async def show(request: web.Request) -> web.Response:
    """Show the empty form."""
    return _page(request, Form())


async def take(request: web.Request) -> web.Response:
    """Enter the request and show its receipt, access code included, to be handed to the applicant."""
    form = await read_form(request, max_file_bytes=MAX_FILE_BYTES)
    actor = actor_of(request)
    command = read_request(form, agency_id=actor.agency_id or 0)

    async def work(unit: UnitOfWork) -> Receipt:
        kept = {kind: await _kept(unit, form, actor, kind=kind, name=name) for kind, name in UPLOADS.items()}
        return await register_request(unit, with_files(command, **kept), actor)

    try:
        form.settle()
        receipt = await in_unit(deps_of(request).units, work)
    except FormFaults:
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        form.take({FIELD_OF_FAULT.get(name, name.rsplit(".", 1)[-1]): why for name, why in refusal.fields.items()})
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except OtherContent as refusal:
        return _page(request, form, status=status_of(refusal), refused=refusal_text(request, refusal))
    deps = deps_of(request)
    return render(
        request,
        "registered.html",
        status=HTTPStatus.CREATED,
        receipt=receipt,
        is_oral=command.channel == ORAL,
        incomplete=incomplete_text(receipt.lacking, receipt.notice_due, deps.wording, today=deps.units.clock.today()),
    )


def read_request(form: Form, *, agency_id: int) -> RegisterRequest:
    """Return the command the form describes, noting what cannot be read."""
    return RegisterRequest(
        agency_id=agency_id,
        wanted=_wanted(form),
        applicant=_applicant(form),
        channel=form.choice("channel", CHANNELS, required=True),
        submitted_on=form.needed_day("submitted_on"),
        received_on=form.day("received_on"),
        arrived_on=form.day("arrived_on"),
        taken_down_by=form.text("taken_down_by"),
        submit_key=form.text("submit_key"),
        is_incomplete=form.flag("is_incomplete"),
    )


def with_files(
    command: RegisterRequest, *, material: Tokens, identity: Tokens = (), authority: Tokens = ()
) -> RegisterRequest:
    """Return the command with its files named; a power of attorney names an agent, whose name is then asked for."""
    applicant = command.applicant
    agent = applicant.agent or (Agent(name="") if authority else None)
    applicant = replace(
        applicant,
        identity=replace(applicant.identity, file_tokens=identity),
        agent=replace(agent, authority_tokens=authority) if agent else None,
    )
    return replace(command, material_tokens=material, applicant=applicant)


async def _kept(unit: UnitOfWork, form: Form, actor: Actor, *, kind: str, name: str) -> Tokens:
    """Keep the files of one field; a file we cannot take is told at that field."""
    try:
        return await keep_uploads(unit, form, actor, kind=kind, name=name)
    except Refusal as refusal:
        form.fault(name, refusal.key)
        raise FormFaults(form.faults) from refusal


def _wanted(form: Form) -> Wanted:
    return Wanted(
        name=form.text("name", limit=500),
        document_number=form.text("document_number"),
        index_number=form.text("index_number"),
        features=form.long_text("features"),
        supply_form=form.choice("supply_form", SUPPLY_FORMS),
        obtain_by=form.choice("obtain_by", WAYS),
        accept_other=form.flag("accept_other"),
        help_needed=form.text("help_needed", limit=500),
    )


def _applicant(form: Form) -> Applicant:
    return Applicant(
        kind=form.choice("applicant_kind", APPLICANT_KINDS, required=True),
        name=form.text("applicant_name", required=True),
        identity=Identity(kind=form.choice("identity_kind", IDENTITY_KINDS), number=form.text("identity_number")),
        contact=Contact(
            phone=form.text("phone"),
            email=form.text("email"),
            address=form.text("address", limit=500),
            postcode=form.text("postcode"),
            contact_person=form.text("contact_person"),
        ),
        legal_representative=form.text("legal_representative"),
        agent=_agent(form),
    )


def _agent(form: Form) -> Agent | None:
    """Return who acts for the applicant, once anything of an agent is filled in."""
    agent = Agent(
        name=form.text("agent_name"),
        identity=Identity(kind=form.choice("agent_identity_kind", IDENTITY_KINDS), number=form.text("agent_identity")),
        phone=form.text("agent_phone"),
    )
    return agent if agent != Agent(name="") else None


def _page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK, refused: str = "") -> web.Response:
    """Show the form; after a refusal it is a new submission, with a key of its own."""
    say = deps_of(request).wording.text
    words = {
        "channels": ("channel", CHANNELS),
        "kinds": ("applicant_kind", APPLICANT_KINDS),
        "identity_kinds": ("identity_kind", IDENTITY_KINDS),
        "supply_forms": ("supply_form", SUPPLY_FORMS),
        "ways": ("obtain_by", WAYS),
    }
    offers = {name: [(key, say(f"desk.word.{group}.{key}")) for key in keys] for name, (group, keys) in words.items()}
    submit_key = ("" if refused else form.typed("submit_key")) or f"desk:{secrets.token_urlsafe()}"
    return render(
        request,
        "register.html",
        status=status,
        form=form,
        refused=refused,
        submit_key=submit_key,
        natural=NATURAL,
        **offers,
    )
