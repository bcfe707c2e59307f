"""What a flow sees of one message, and how it answers: Surroundings, Scene, Said, Turn.

Everything here is a value. A flow gets a `Scene`, reads what was `Said`, and returns a `Turn`: the new state, what
to say, and what to have done. This module must not know any single flow.
"""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, Self

from handlers.dialogue.messages import Attachment, Choice, Inbound, Reply, ReplyStatus, Source
from handlers.dialogue.order_kinds import Order
from handlers.dialogue.reading import CaseKey, case_key_in, reference_in
from handlers.dialogue.state import DialogueState, OpenPrompt
from handlers.wording import Wording
from knowledge.answers import Answer, AskContext

CANCEL = "cancel"
_PROMPT_ID_LENGTH = 6  # base32 characters: 30 bits, enough to tell a stale button of one conversation


class Answers(Protocol):
    """What the dialogue asks of the knowledge base (答疑)."""

    def ask(self, text: str, context: AskContext) -> Answer:
        """Return the answer to a message of any kind."""
        ...

    def quote(self, entry_id: int | str, context: AskContext) -> Answer:
        """Return the answer that quotes a chosen entry."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCard:
    """What the public is told about an agency (机关名片)."""

    agency_id: int
    code: str
    name: str
    is_sample: bool = False
    region: str = ""
    places: tuple[str, ...] = ()  # where places lie that are written without it (杭州市/西湖区)
    ref_prefix: str = ""  # its numbers begin with it
    phone: str = ""
    address: str = ""
    opening_hours: str = ""
    retention: str = ""  # how long personal data is kept, in the agency's words
    privacy_contact: str = ""  # whom to ask to have it deleted
    consultation_days: int = 3  # working days, house target

    @property
    def regions(self) -> tuple[str, ...]:
        """Its own region and the places it knows, by names that tell where they lie."""
        return tuple(name for name in (self.region, *self.places) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is the same for everybody at this moment. `today` is a legal day in the authority's zone."""

    answers: Answers
    wording: Wording
    agencies: tuple[AgencyCard, ...]
    today: date
    sends_mail: bool = False  # false: e-mail is written by staff, nothing is mailed by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message says to the open step: a pressed button, words, files."""

    key: str = ""  # of the pressed, typed or counted button
    text: str = ""  # cleaned words; empty when a button was meant
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What comes of a message: the new state, what is said, and what is to be done (orders, in this order)."""

    state: DialogueState
    replies: tuple[Reply, ...] = ()
    orders: tuple[Order, ...] = ()

    def led_by(self, *replies: Reply) -> Self:
        """Return the same turn with `replies` said first."""
        return replace(self, replies=(*replies, *self.replies))

    def after(self, *orders: Order) -> Self:
        """Return the same turn with `orders` added."""
        return replace(self, orders=(*self.orders, *orders))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One message in its place: the state it meets and everything around it."""

    state: DialogueState
    inbound: Inbound
    around: Surroundings

    def words(self, key: str, **facts: object) -> str:
        """Return the sentence of a wording key."""
        return self.around.wording.text(key, **facts)

    def having(self, **changes: Any) -> Self:  # noqa: ANN401 - fields of the state
        """Return the scene with fields of its state changed."""
        return replace(self, state=replace(self.state, **changes))

    def day(self, on: date) -> str:
        """Return a legal day as people read it."""
        return self.words("receipt.receipt.day", year=on.year, month=on.month, day=on.day)

    def marked(self, name: str, is_sample: bool) -> str:
        """Return an agency's name, marked where it is the sample and the name does not say so itself."""
        mark = self.words("menu.greeting.sample_mark")
        return f"{name}{mark}" if is_sample and mark not in name else name

    @property
    def context(self) -> AskContext:
        """What surrounds a question asked here."""
        agency = self.agency
        return AskContext(
            today=self.around.today,
            topic=self.state.topic or None,
            # The sample stands for no real place: what is published for any place may answer there.
            region=agency.region if agency is not None and not agency.is_sample else "",
            regions=tuple(name for one in self.around.agencies if not one.is_sample for name in one.regions),
        )

    @property
    def agency(self) -> AgencyCard | None:
        """The agency spoken to: the only one, or the one chosen; None while that is open or there is none."""
        agencies = self.around.agencies
        if len(agencies) == 1:
            return agencies[0]
        return next((one for one in agencies if one.code == self.state.agency_code), None)

    def reference(self, text: str) -> str:
        """Return the number of a request named in the text, with the agency's prefix where it was left out."""
        return reference_in(text, self._prefix_in(text))

    def case_key(self, text: str) -> CaseKey | None:
        """Return the number and access code of a request where the text names both."""
        return case_key_in(text, self._prefix_in(text))

    def _prefix_in(self, text: str) -> str:
        """Return the prefix of the agency whose numbers are meant: the one written, else that of the one spoken to."""
        written = (one.ref_prefix for one in self.around.agencies if one.ref_prefix and one.ref_prefix in text)
        return next(written, self.agency.ref_prefix if self.agency is not None else "")

    def info(self, text: str, *, status: ReplyStatus = ReplyStatus.INFO) -> Reply:
        """Return a reply that asks nothing."""
        return Reply(text=text, status=status)

    def stay(self, *replies: Reply) -> Turn:
        """Return the turn that says something and leaves everything as it is."""
        return Turn(state=self.state, replies=replies)

    def finish(self, *replies: Reply) -> Turn:
        """Return the turn that closes the open flow; an unfinished request stays and is mentioned."""
        state = replace(self.state, flow="", step="", slots={}, prompt=None)
        if not self.state.form.get("wanted"):
            return Turn(state=state, replies=replies)
        return Turn(state=state, replies=(*replies, self.info(self.words("input.form.waiting"))))

    def ask(  # noqa: PLR0913 - one call says everything about one prompt
        self,
        text: str,
        labels: Mapping[str, str],
        *,
        flow: str,
        step: str = "",
        slots: Mapping[str, Any] | None = None,
        status: ReplyStatus = ReplyStatus.PROMPT,
        is_pick: bool = True,
        citations: tuple[Source, ...] = (),
        attachments: tuple[Attachment, ...] = (),
    ) -> Turn:
        """Return the turn that opens a prompt; 取消 is added where it is missing.

        Args:
            text: what is asked, ready to be shown.
            labels: key of each button and what is written on it, in order.
            flow: name of the flow that takes the answer.
            step: its step.
            slots: what the flow remembers; None keeps what it has.
            status: how the reply is classed.
            is_pick: whether a typed number picks a button; false where numbers are answers.
            citations: sources shown with it.
            attachments: files shown with it.
        """
        shown = dict(labels)
        if CANCEL not in shown:
            shown[CANCEL] = self.words("button.cancel")
        prompt = OpenPrompt(id=self._fresh_id(), text=text, labels=shown, status=status.value, is_pick=is_pick)
        state = replace(
            self.state,
            flow=flow,
            step=step,
            slots=dict(self.state.slots if slots is None else slots),
            prompt=prompt,
        )
        reply = replace(shown_again(prompt), citations=citations, attachments=attachments)
        return Turn(state=state, replies=(reply,))

    def again(self, *before: Reply) -> Turn:
        """Return the turn that shows the open prompt once more, after `before`."""
        prompt = self.state.prompt
        return self.stay(*before, shown_again(prompt)) if prompt else self.stay(*before)

    def _fresh_id(self) -> str:
        """Return a prompt id: derived, so that a message tried again yields the same button."""
        last = self.state.prompt.id if self.state.prompt else ""
        seed = f"{self.inbound.conversation_key}|{self.inbound.message_id}|{last}|{self.state.flow}.{self.state.step}"
        digest = hashlib.sha256(seed.encode()).digest()
        return b32encode(digest).decode().lower()[:_PROMPT_ID_LENGTH]


def shown_again(prompt: OpenPrompt) -> Reply:
    """Return the reply that shows `prompt`."""
    choices = tuple(Choice(code=f"{prompt.id}:{key}", label=label) for key, label in prompt.labels.items())
    return Reply(text=prompt.text, status=ReplyStatus(prompt.status), choices=choices)


def source_of(answer: Answer) -> tuple[Source, ...]:
    """Return the citations of an answer as they are shown."""
    return tuple(
        Source(
            title=one.title,
            document_number=one.document_number,
            issuer=one.issuer,
            published_on=one.published_on,
            url=one.url,
            validity=one.validity.value,
        )
        for one in answer.citations
    )
