"""One message, one turn: pure.

`next_turn` reads a message against the state and hands it to the open flow; `after_order` goes on once an order was
carried out. Neither touches a database or reads a clock: `handlers/dialogue/converse.py` drives both.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers.dialogue.flows import (
    consultation,
    follow_case,
    menu,
    question,
    request_form,
    request_summary,
    staff_link,
    supplement,
)
from handlers.dialogue.labels import mistyped_label, nearest_label, typed_label
from handlers.dialogue.messages import Inbound, ReplyStatus
from handlers.dialogue.order_kinds import (
    AddMaterial,
    FindMostAsked,
    FindSimilar,
    LinkStaff,
    ListCases,
    ListPurpose,
    NoteQuestion,
    OpenTicket,
    Order,
    OrderResult,
    SendCorrection,
    SendReasons,
    ShowCase,
    SubmitForm,
    Withdraw,
)
from handlers.dialogue.reading import (
    LONGEST_TEXT,
    Command,
    Spoken,
    clean_text,
    command_in,
    only_wonders,
    says_something,
)
from handlers.dialogue.scene import CANCEL, Said, Scene, Surroundings, Turn
from handlers.dialogue.state import DialogueState

_PERSONAL_FLOWS = frozenset({request_form.NAME, follow_case.NAME, supplement.NAME, consultation.NAME, staff_link.NAME})
_FILE_FLOWS = frozenset({request_form.NAME, supplement.NAME})

_TAKE: Mapping[str, Callable[[Scene, Said], Turn]] = {
    menu.NAME: lambda scene, said: _take_menu(scene, said),
    question.NAME: question.take,
    request_form.NAME: request_form.take,
    follow_case.NAME: lambda scene, said: _take_follow(scene, said),
    supplement.NAME: supplement.take,
    consultation.NAME: consultation.take,
    staff_link.NAME: staff_link.take,
}


def next_turn(state: DialogueState, inbound: Inbound, around: Surroundings) -> Turn:
    """Return what comes of a message.

    Args:
        state: where the conversation stands.
        inbound: the message.
        around: what is the same for everybody: answers, sentences, agencies, the day.
    """
    scene = Scene(state=state, inbound=inbound, around=around)
    return _led_on(scene, _kept_private(scene, _read(scene)))


def after_order(
    state: DialogueState, order: Order, result: OrderResult, inbound: Inbound, around: Surroundings
) -> Turn:
    """Return what comes of an order that was carried out or refused.

    Args:
        state: the state its turn ended with.
        order: what was to be done.
        result: what came of it.
        inbound: the message that brought it about.
        around: what is the same for everybody.
    """
    scene = Scene(state=state, inbound=inbound, around=around)
    if result.refusal is not None and not isinstance(order, ShowCase | NoteQuestion):
        return _led_on(scene, _refused(scene, result))
    return _led_on(scene, _landed(scene, order, result))


def _read(scene: Scene) -> Turn:
    inbound = scene.inbound
    if inbound.choice:
        return _pressed(scene)
    if len(inbound.text) > LONGEST_TEXT:
        return _unreadable(scene, "input.long.refused", longest=LONGEST_TEXT)
    text = clean_text(inbound.text)
    if inbound.is_edit and scene.state.flow not in ("", menu.NAME, question.NAME):
        return scene.again(scene.info(scene.words("input.edited.note")))
    if inbound.file_tokens:
        return _hear(scene, text)
    if not text:
        return _unreadable(scene, "input.empty.refused")
    if only_wonders(text):
        return _explain_here(scene)
    if not says_something(text):
        return _unreadable(scene, "input.wordless.refused")
    return _understand(scene, text)


def _understand(scene: Scene, text: str) -> Turn:
    """Take words for what they are: the label of an open button, the key to a request, a command, or free words."""
    key = scene.case_key(text)
    if key is not None:
        return follow_case.begin(scene, key.ref, code=key.code)
    labels = scene.state.prompt.labels if scene.state.prompt else {}
    spoken = None if typed_label(labels, text) else command_in(text)
    return _hear(scene, text) if spoken is None else _obey(scene, spoken)


def _hear(scene: Scene, text: str) -> Turn:
    """Hand typed words and files to the open flow."""
    files = scene.inbound.file_tokens
    if files and scene.state.flow not in _FILE_FLOWS:
        return supplement.files_arrived(scene, files, "" if command_in(text) else text)
    key = _meant_button(scene, text)
    if key == CANCEL:
        return _cancel(scene)
    take = _TAKE.get(scene.state.flow)
    is_following = scene.state.flow == follow_case.NAME
    if take is None or (is_following and not key and not follow_case.expects_words(scene, text)):
        return question.answer_text(scene, text)
    return take(scene, Said(key=key, text="" if key else text, files=files))


def _meant_button(scene: Scene, text: str) -> str:
    """Return the key of the button whose label, or in a list whose number, was typed."""
    prompt = scene.state.prompt
    if prompt is None:
        return ""
    key = typed_label(prompt.labels, text)
    if key or not prompt.is_pick:
        return key
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(prompt.labels):
        return tuple(prompt.labels)[int(text) - 1]
    near = nearest_label if scene.state.flow == request_form.NAME else mistyped_label
    return near(prompt.labels, text)


def _pressed(scene: Scene) -> Turn:
    prompt = scene.state.prompt
    prompt_id, _, key = scene.inbound.choice.partition(":")
    if prompt is None:
        return menu.open_menu(scene).led_by(scene.info(scene.words("input.stale.nothing_open")))
    if prompt_id != prompt.id or key not in prompt.labels:
        return scene.again(scene.info(scene.words("input.stale.again")))
    if key == CANCEL:
        return _cancel(scene)
    return _TAKE[scene.state.flow](scene, Said(key=key))


def _cancel(scene: Scene) -> Turn:
    if scene.state.flow == request_form.NAME:
        if scene.state.step == "leave":
            return request_form.keep(scene)
        return request_form.leave(scene)
    if scene.state.flow in ("", menu.NAME):
        return scene.finish(scene.info(scene.words("input.cancel.nothing_open")))
    return scene.finish(scene.info(scene.words("input.cancel.done")))


def _back(scene: Scene) -> Turn:
    if scene.state.flow == request_form.NAME:
        return request_form.back(scene)
    return menu.open_menu(scene)


def _take_menu(scene: Scene, said: Said) -> Turn:
    if not said.key:
        return question.answer_text(scene, said.text)
    return _COMMANDS[Command(said.key)](scene, "")


def _take_follow(scene: Scene, said: Said) -> Turn:
    return request_form.begin(scene) if said.key == "apply" else follow_case.take(scene, said)


def _obey(scene: Scene, spoken: Spoken) -> Turn:
    return _COMMANDS[spoken.command](scene, spoken.rest)


def _ask_command(scene: Scene, rest: str) -> Turn:
    return question.answer_text(scene, rest) if rest else question.ask_for_question(scene)


_COMMANDS: Mapping[Command, Callable[[Scene, str], Turn]] = {
    Command.START: lambda scene, _rest: menu.greet(scene),
    Command.HELP: lambda scene, _rest: menu.explain(scene),
    Command.MENU: lambda scene, _rest: menu.open_menu(scene),
    Command.ASK: _ask_command,
    Command.APPLY: request_form.begin,
    Command.RESUME: lambda scene, _rest: request_form.resume(scene),
    Command.CASES: lambda scene, rest: follow_case.begin(scene, rest.upper()),
    Command.CORRECT: lambda scene, _rest: follow_case.begin(scene, purpose=ListPurpose.CORRECT),
    Command.REASONS: lambda scene, _rest: follow_case.begin(scene, purpose=ListPurpose.REASONS),
    Command.ATTACH: lambda scene, _rest: follow_case.begin(scene, purpose=ListPurpose.ATTACH),
    Command.WITHDRAW: lambda scene, _rest: follow_case.begin(scene, purpose=ListPurpose.WITHDRAW),
    Command.HUMAN: lambda scene, _rest: consultation.begin(scene),
    Command.LINK: staff_link.begin,
    Command.PRIVACY: lambda scene, _rest: menu.privacy(scene),
    Command.CANCEL: lambda scene, _rest: _cancel(scene),
    Command.BACK: lambda scene, _rest: _back(scene),
}


def _unreadable(scene: Scene, key: str, **facts: object) -> Turn:
    reply = scene.info(scene.words(key, **facts), status=ReplyStatus.REFUSED)
    if scene.state.prompt is not None and scene.state.flow not in (menu.NAME, question.NAME):
        return scene.again(reply)
    return menu.open_menu(scene, reply.text, status=reply.status)  # an old answer need not be said once more


def _explain_here(scene: Scene) -> Turn:
    """Answer a lone question mark with the help of the open step, or with what can be done here."""
    if scene.state.flow == request_form.NAME:
        return request_form.explain_here(scene)
    if scene.state.flow in _PERSONAL_FLOWS and scene.state.prompt:
        return scene.again(scene.info(scene.words("input.wonder.help")))
    return menu.explain(scene)


def _refused(scene: Scene, result: OrderResult) -> Turn:
    """Say why not; what is open stays open."""
    refusal = result.refusal
    if refusal is None:
        raise ValueError("nothing was refused")
    key = f"refusal.{refusal.key}"
    if not scene.around.wording.has(key):
        key = "refusal.other"
    reply = scene.info(scene.words(key, **refusal.facts), status=ReplyStatus.REFUSED)
    return scene.again(reply)


def _landed(scene: Scene, order: Order, result: OrderResult) -> Turn:  # noqa: PLR0911 - one line per kind of order
    match order:
        case FindSimilar():
            return request_summary.similar_found(scene, result)
        case SubmitForm():
            return request_summary.submitted(scene, result)
        case ListCases():
            return follow_case.listed(scene, order, result)
        case ShowCase():
            return follow_case.shown(scene, order, result)
        case Withdraw():
            return follow_case.withdrawn(scene, order)
        case AddMaterial() | SendCorrection() | SendReasons():
            return supplement.sent(scene, order)
        case OpenTicket():
            return consultation.opened(scene, result)
        case LinkStaff():
            return staff_link.linked(scene)
        case NoteQuestion():
            return scene.stay()
        case FindMostAsked():
            return question.offer_most_asked(scene, result)


def _kept_private(scene: Scene, turn: Turn) -> Turn:
    """Return the turn, or in a group the advice to speak privately: personal data is never asked there."""
    if scene.inbound.is_private or (turn.state.flow not in _PERSONAL_FLOWS and not _is_personal(turn.orders)):
        return turn
    plain = replace(scene.state, flow="", step="", slots={}, form={}, prompt=None)
    return Turn(state=plain, replies=(scene.info(scene.words("input.group.private_only")),))


def _led_on(scene: Scene, turn: Turn) -> Turn:
    """Return the turn with the menu under its last words where nothing is open: there is always a next step."""
    if turn.state.prompt is not None or not turn.replies or not scene.inbound.is_private:
        return turn
    *before, last = turn.replies
    offered = menu.open_menu(replace(scene, state=turn.state), last.text, status=last.status)
    shown = replace(offered.replies[-1], citations=last.citations, attachments=last.attachments)
    return replace(turn, state=offered.state, replies=(*before, shown))


def _is_personal(orders: tuple[Order, ...]) -> bool:
    return any(not isinstance(order, NoteQuestion | FindMostAsked) for order in orders)
