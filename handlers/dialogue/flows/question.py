"""A question and its answer (答疑): quoted text with its source, or an honest next step.

The answer itself comes from the knowledge base; here it is only presented, status by status.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handlers.dialogue.about_office import asks_for_contact, asks_who_we_are, names_the_office
from handlers.dialogue.courtesy import courtesy_in, reply_words
from handlers.dialogue.flows import bare_question, consultation, follow_case, going_on, menu, narrowing, request_form
from handlers.dialogue.flows.quoting import QUOTED, caution, page_of, quotation
from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.order_kinds import FindMostAsked, NoteQuestion, OrderResult
from handlers.dialogue.scene import CANCEL, AgencyCard, Said, Scene, Turn, source_of
from knowledge.answers import Answer, AnswerStatus, Suggestion
from knowledge.courtesy import asks_leave
from knowledge.guard import asks_to_do_harm, speaks_of_danger
from knowledge.intents import Intent

NAME = "question"
_UNSURE = (AnswerStatus.SUGGESTED, AnswerStatus.NO_ANSWER)
_WORTH_GUESSING = 0.3  # confidence under which guesses at a bare follow-up are no better than chance


def ask_for_question(scene: Scene) -> Turn:
    """Invite a question, beside what others ask."""
    return scene.stay().after(FindMostAsked())


def offer_most_asked(scene: Scene, result: OrderResult) -> Turn:
    """Invite a question; what was asked most this week is one tap away, in the titles it was published under."""
    found = result.value if isinstance(result.value, tuple) else ()
    answers = {number: _by_title(scene, number) for number in found}
    offered = {number: one for number, one in answers.items() if one.status is AnswerStatus.ANSWERED}
    labels = {f"h{place}": one.citations[0].title for place, one in enumerate(offered.values(), start=1)}
    words = scene.words("question.open.ask_or_pick" if labels else "question.open.ask")
    return scene.ask(words, labels, flow=NAME, slots={"most_asked": list(offered)}, is_pick=bool(labels))


def answer_text(scene: Scene, text: str) -> Turn:
    """Answer a free message, whatever it wants."""
    if courtesy_in(text):
        return menu.open_menu(scene, reply_words(scene, text), status=ReplyStatus.CHITCHAT)
    if asks_leave(text):
        return ask_for_question(scene)
    if asks_who_we_are(text):
        return menu.introduce(scene)
    kind = bare_question.kind_of(text)
    if kind in going_on.KINDS and (turn := _go_on(scene, text, kind)):
        return turn
    answer = scene.around.answers.ask(text, scene.context)
    if answer.parts:
        return _answer_parts(scene, answer)
    if scene.agency is not None and _is_for_its_card(scene, text, answer):
        return _tell_contact(scene, scene.agency)
    if answer.status in _UNSURE and kind and not _stays_with_topic(scene, answer):
        return bare_question.lead_on(scene, text)
    return _present(scene.having(topic=answer.topic), answer, text)


def _go_on(scene: Scene, text: str, kind: str) -> Turn | None:
    """Return what 然后呢, 怎么办 or 为什么 gets; None where it has a topic to be searched with."""
    is_read = going_on.has_read(scene)
    if kind == "next":  # it has no word to search by
        return going_on.go_on(scene, text, kind) if is_read else bare_question.lead_on(scene, text)
    answer = scene.around.answers.ask(text, scene.context)
    if going_on.leads_elsewhere(scene, answer):
        return None
    if is_read:
        return going_on.go_on(scene, text, kind)
    return bare_question.lead_on(scene, text) if answer.status in QUOTED else None


def take(scene: Scene, said: Said) -> Turn:
    """Take what follows an answer: a button, or the next question."""
    if said.key.startswith("s") and said.key[1:].isdigit():
        return _chosen(scene, int(said.key[1:]) - 1)
    if meant := bare_question.meant(scene, said.key):
        return answer_text(scene, meant)
    if scope := narrowing.chosen(scene, said.key):
        answer = scene.around.answers.ask(scene.state.asked, narrowing.context(scene, scope))
        return _present(scene.having(topic=narrowing.topic(scope, answer)), answer, scene.state.asked)
    if said.key.startswith("w") and said.key[1:].isdigit():
        return _whole(scene, int(said.key[1:]) - 1)
    if said.key.startswith("h") and said.key[1:].isdigit():
        return _often_asked(scene, int(said.key[1:]) - 1)
    act = _BUTTONS.get(said.key or _TYPED.get(said.text, ""))
    if act is not None:
        return act(scene)
    return answer_text(scene, bare_question.completed(scene, said.text))


def _stays_with_topic(scene: Scene, answer: Answer) -> bool:
    """Return whether the guesses at a follow-up are worth more than the likely meanings of its bare words."""
    if not scene.state.topic or answer.confidence < _WORTH_GUESSING:
        return False
    return answer.hits[0].entry_id != scene.state.entry_id  # what was just read is no new answer


def _present(scene: Scene, answer: Answer, text: str) -> Turn:
    if answer.status is AnswerStatus.ROUTED:
        return _route(scene, answer, text)
    if answer.status is AnswerStatus.CHITCHAT:
        return _chat(scene, answer)
    if answer.status is AnswerStatus.UNSAFE:
        return scene.ask(
            scene.words(f"question.unsafe.{_why_unsafe(text)}"),
            _labels(scene, "human"),
            flow=NAME,
            slots={},
            status=ReplyStatus.UNSAFE,
        )
    return _answered(scene, answer).after(_note(answer))


def _why_unsafe(text: str) -> str:
    if speaks_of_danger(text):
        return "danger"
    return "harm" if asks_to_do_harm(text) else "orders"


def _answered(scene: Scene, answer: Answer) -> Turn:
    entry_id = answer.hits[0].entry_id if answer.hits else None
    scene = scene.having(asked=answer.cleaned, entry_id=entry_id, has_met=True)
    if answer.status is AnswerStatus.SUGGESTED:
        return _suggest(scene, answer)
    if answer.status is AnswerStatus.NO_ANSWER:
        return _ask_on(scene, scene.words("question.no_answer.text"), answer.status, "human", "apply", "rephrase")
    shown = quotation(scene, answer)
    beside = [scene.words("question.outdated.beside")] if answer.suggestions else []
    return scene.ask(
        "\n\n".join((shown.text, *beside)),
        {
            **_labels(scene, *(("full",) if answer.rest else ())),
            **_labels_of_wholes(scene, answer.shortened),
            **_offered(answer),
            **_labels(scene, "useful", "useless", "apply", "human"),
        },
        flow=NAME,
        slots={
            "wholes": [one.entry_id for one in answer.shortened],
            "offered": [one.entry_id for one in answer.suggestions],
        },
        status=ReplyStatus(answer.status.value),
        citations=shown.citations,
    )


def _labels_of_wholes(scene: Scene, entries: Sequence[Suggestion]) -> Mapping[str, str]:
    return {
        f"w{place}": scene.words("question.button.whole", title=one.title) for place, one in enumerate(entries, start=1)
    }


def _suggest(scene: Scene, answer: Answer) -> Turn:
    labels = {
        **_offered(answer),
        **narrowing.labels(scene, answer),
        "rephrase": scene.words("question.button.none_of_these"),
        **_labels(scene, "apply", "human"),
    }
    return scene.ask(
        scene.words(f"question.suggested.{narrowing.wording(answer)}"),
        labels,
        flow=NAME,
        slots={"offered": [one.entry_id for one in answer.suggestions], **narrowing.slots(answer)},
        status=ReplyStatus.SUGGESTED,
    )


def _offered(answer: Answer) -> Mapping[str, str]:
    return {f"s{place}": one.title for place, one in enumerate(answer.suggestions, start=1)}


def _chosen(scene: Scene, place: int) -> Turn:
    offered = scene.state.slots.get("offered", [])
    if place >= len(offered):
        return scene.again()
    answer = scene.around.answers.quote(offered[place], scene.context)
    turn = _answered(scene.having(entry_id=offered[place]), replace(answer, cleaned=scene.state.asked, hits=()))
    return replace(turn, state=replace(turn.state, entry_id=offered[place]))


def _often_asked(scene: Scene, place: int) -> Turn:
    """Quote what others ask; a tap on it is not counted as one more question."""
    offered = scene.state.slots.get("most_asked", [])
    if place >= len(offered):
        return scene.again()
    answer = _by_title(scene, offered[place])
    return _answered(scene.having(topic=answer.topic), answer)


def _by_title(scene: Scene, entry_id: int | str) -> Answer:
    return scene.around.answers.quote(entry_id, replace(scene.context, topic=None))


def _is_for_its_card(scene: Scene, text: str, answer: Answer) -> bool:
    """Return whether a text asks how the office is reached; after an answer a bare 电话多少 may be about that."""
    is_of_topic = bool(scene.state.topic) and answer.status in QUOTED and not names_the_office(text)
    return asks_for_contact(text) and not is_of_topic


def _tell_contact(scene: Scene, agency: AgencyCard) -> Turn:
    unknown = scene.words("question.contact.unknown")
    text = scene.words(
        "question.contact.text",
        agency=agency.name,
        phone=agency.phone or unknown,
        address=agency.address or unknown,
        hours=agency.opening_hours or unknown,
    )
    labels = _labels(scene, "human", "apply")
    return scene.ask(text, labels, flow=NAME, slots={}, status=ReplyStatus.INFO)


def _route(scene: Scene, answer: Answer, text: str) -> Turn:
    if answer.intent is Intent.APPLY:
        return request_form.begin(scene, text)
    if answer.intent is Intent.FOLLOW:
        return follow_case.begin(scene, scene.reference(text))
    if answer.intent is Intent.PERSON:
        return consultation.begin(scene)
    return _to_staff(scene.having(asked=answer.cleaned, has_met=True), answer).after(_note(answer))


def _to_staff(scene: Scene, answer: Answer) -> Turn:
    """Tell the channels for a complaint or a proposal; word left here reaches the staff and is answered here."""
    lines = [scene.words(_CHANNELS[answer.intent])]
    if answer.suggestions:
        lines.append(scene.words("question.suggested.beside"))
    return scene.ask(
        "\n\n".join(lines),
        {**_labels(scene, "leave_word"), **_offered(answer), **_labels(scene, "apply")},
        flow=NAME,
        slots={"kind": _TICKETS[answer.intent], "offered": [one.entry_id for one in answer.suggestions]},
        status=ReplyStatus.ROUTED,
    )


def _chat(scene: Scene, answer: Answer) -> Turn:
    if answer.intent is Intent.GREETING:
        if not scene.state.has_met:
            turn = menu.greet(scene)
            return replace(turn, replies=(replace(turn.replies[0], status=ReplyStatus.CHITCHAT),))
        return menu.open_menu(scene, scene.words("question.chitchat.hello"), status=ReplyStatus.CHITCHAT)
    return menu.open_menu(scene, scene.words("question.chitchat.text"), status=ReplyStatus.CHITCHAT)


def _answer_parts(scene: Scene, answer: Answer) -> Turn:
    """Answer a message that asks several things, one reply each; buttons belong to the last."""
    *first, last = (part for part in answer.parts)
    turn = _present(scene.having(topic=last.topic), last, last.cleaned)
    replies = tuple(
        quotation(scene, part, whole="question.answered.shortened_of_several")
        if part.status in QUOTED
        else _unanswered_part(scene, part)
        for part in first
    )
    return _with_wholes(scene, turn, first).led_by(*replies).after(*(_note(part) for part in first))


def _with_wholes(scene: Scene, turn: Turn, first: Sequence[Answer]) -> Turn:
    """Return the turn of the last part with a button for each text that was shortened before it."""
    cut = [one for part in first for one in _shortened(part)]
    prompt = turn.state.prompt
    if not cut or prompt is None or turn.state.flow != NAME:
        return turn
    known = turn.state.slots.get("wholes", [])
    added = {f"w{place}": label for place, label in enumerate(_labels_of_wholes(scene, cut).values(), len(known) + 1)}
    labels = {key: label for key, label in prompt.labels.items() if key != CANCEL} | added
    slots = {**turn.state.slots, "wholes": [*known, *(one.entry_id for one in cut)]}
    asked = replace(scene, state=turn.state).ask(
        prompt.text, labels, flow=NAME, slots=slots, status=turn.replies[0].status, citations=turn.replies[0].citations
    )
    return replace(turn, state=asked.state, replies=asked.replies)


def _shortened(part: Answer) -> tuple[Suggestion, ...]:
    if not part.rest or not part.hits:
        return part.shortened
    return (Suggestion(entry_id=part.hits[0].entry_id, title=part.citations[0].title),)


def _unanswered_part(scene: Scene, part: Answer) -> Reply:
    return Reply(
        text=scene.words("question.no_answer.part", question=part.cleaned), status=ReplyStatus(part.status.value)
    )


def _full(scene: Scene) -> Turn:
    return scene.again() if scene.state.entry_id is None else _read_on(scene, 0)


def _whole(scene: Scene, place: int) -> Turn:
    """Show the whole text of one of several sources quoted together."""
    wholes = scene.state.slots.get("wholes", [])
    return _read_on(scene.having(entry_id=wholes[place]), 0) if place < len(wholes) else scene.again()


def _read_on(scene: Scene, start: int) -> Turn:
    """Show the whole text of the entry quoted last from a character on, page by page, each under its caution."""
    answer = scene.around.answers.quote(scene.state.entry_id or 0, scene.context)
    text = answer.rest or answer.text
    page = page_of(text, start)
    left = len(text) - start - len(page)
    lines = [*caution(scene, answer), page.strip("\n")]
    if left:
        lines.append(scene.words("question.full.left", count=left))
    keys = ("more",) if left else ()
    return scene.ask(
        "\n\n".join(lines),
        _labels(scene, *keys, "useful", "useless", "apply", "human"),
        flow=NAME,
        slots={"read": start + len(page)},
        status=ReplyStatus(answer.status.value),
        citations=source_of(answer),
    )


def _useful(scene: Scene) -> Turn:
    return scene.finish(scene.info(scene.words("question.useful.thanks"))).after(_verdict(scene, "useful"))


def _useless(scene: Scene) -> Turn:
    turn = _ask_on(scene, scene.words("question.useless.next"), AnswerStatus.NO_ANSWER, "human", "apply", "rephrase")
    return turn.after(_verdict(scene, "useless"))


def _ask_on(scene: Scene, text: str, status: AnswerStatus, *keys: str) -> Turn:
    return scene.ask(text, _labels(scene, *keys), flow=NAME, slots={}, status=ReplyStatus(status.value))


def _labels(scene: Scene, *keys: str) -> Mapping[str, str]:
    return {key: scene.words(f"question.button.{key}") for key in keys}


def _note(answer: Answer) -> NoteQuestion:
    answered = answer.status in QUOTED
    is_met = answered or answer.status is AnswerStatus.ROUTED
    return NoteQuestion(
        question=answer.cleaned,
        verdict="asked" if is_met else "unanswered",
        status=answer.status.value,
        entry_id=answer.hits[0].entry_id if answered and answer.hits else None,
    )


def _verdict(scene: Scene, verdict: str) -> NoteQuestion:
    return NoteQuestion(
        question=scene.state.asked,
        verdict=verdict,
        status=AnswerStatus.ANSWERED.value,
        entry_id=scene.state.entry_id,
    )


# What a letter wants → the sentence that names the channels for it.
_CHANNELS: Mapping[Intent, str] = {
    Intent.COMPLAINT: "question.complaint.text",
    Intent.PROPOSAL: "question.proposal.text",
}
# What a letter wants → the kind of ticket the words left with staff become.
_TICKETS: Mapping[Intent, str] = {Intent.COMPLAINT: "complaint", Intent.PROPOSAL: "suggestion"}
# Words that answer an answer, where its button is no longer shown.
_TYPED: Mapping[str, str] = {
    "没用": "useless",
    "没有用": "useless",
    "有用": "useful",
    "显示全文": "full",
    "全文": "full",
    "接着看": "more",
    "继续看": "more",
}
_BUTTONS: Mapping[str, Callable[[Scene], Turn]] = {
    "full": _full,
    "more": lambda scene: _read_on(scene, int(scene.state.slots.get("read", 0))),
    "useful": _useful,
    "useless": _useless,
    "rephrase": lambda scene: offer_most_asked(scene, OrderResult()),
    "matter": bare_question.ask_for_matter,
    "apply": lambda scene: request_form.begin(scene, scene.state.asked),
    "human": lambda scene: consultation.begin(scene),
    "leave_word": lambda scene: consultation.begin(scene, kind=scene.state.slots.get("kind", "complaint")),
}
