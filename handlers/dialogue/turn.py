"""One message is one transaction: found, stored, understood, carried out, answered, committed; or nothing of it.

A repeat is answered with the stored replies. Delivery happens afterwards and elsewhere.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialogue.incidents import report
from handlers.dialogue.messages import Inbound, Reply
from handlers.dialogue.order_kinds import Order, OrderResult
from handlers.dialogue.points import Bell, Point, Probe, no_bell, no_probe
from handlers.dialogue.scene import Surroundings, Turn
from handlers.dialogue.state import DialogueState
from requests_db.services import conversations
from requests_db.services.conversations import ConversationView, Received
from requests_db.services.retrying import UnitOfWork, Units, in_unit

MOST_ORDERS = 20  # of one message; more means that two flows order each other about


class BodyMismatch(Exception):
    """The message id was used before, for another message."""


class TurnFailed(Exception):
    """The message could not be handled and nothing of it was stored; it may be sent again."""

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident


class RunawayTurn(Exception):
    """The dialogue went on ordering without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnParts:
    """What a turn is made of; put together by the composition root."""

    units: Units
    look_round: Callable[[UnitOfWork], Awaitable[Surroundings]]  # agencies and answers at this moment
    next_turn: Callable[[DialogueState, Inbound, Surroundings], Turn]
    after_order: Callable[[DialogueState, Order, OrderResult, Inbound, Surroundings], Turn]
    perform: Callable[[UnitOfWork, ConversationView, Order], Awaitable[OrderResult]]
    render: Callable[[Mapping[str, Any], int], Reply]  # a stored body and its number → what is shown
    probe: Probe = no_probe
    ring: Bell = no_bell  # wakes delivery after a commit


async def take_turn(parts: TurnParts, inbound: Inbound) -> tuple[Reply, ...]:
    """Handle one message and return what is said to it, notices to the same conversation included.

    Raises:
        BodyMismatch: the id was used before with another body.
        TurnFailed: an unexpected fault; nothing was stored, the channel may repeat the message.
    """

    async def work(unit: UnitOfWork) -> tuple[Reply, ...]:
        return await _one_turn(parts, unit, inbound)

    return await _guarded(parts, work)


async def answer_plainly(parts: TurnParts, inbound: Inbound, *replies: Reply) -> tuple[Reply, ...]:
    """Store a message and answer it with ready replies; the dialogue stays where it is.

    For what never reaches the dialogue: a file nobody can keep, a message that fails every time.

    Raises:
        BodyMismatch: the id was used before with another body.
        TurnFailed: an unexpected fault; nothing was stored.
    """

    async def work(unit: UnitOfWork) -> tuple[Reply, ...]:
        conversation, received = await _receive(parts, unit, inbound)
        if received.is_repeat:
            return await _stored(parts, unit, conversation.id, received)
        return await _say(parts, unit, conversation, received, replies)

    return await _guarded(parts, work)


async def _guarded(parts: TurnParts, work: Callable[[UnitOfWork], Awaitable[tuple[Reply, ...]]]) -> tuple[Reply, ...]:
    """Do `work` in one retried unit; turn an unexpected fault into an incident number."""
    try:
        said = await in_unit(parts.units, work)
    except BodyMismatch:
        raise
    except Exception as error:
        raise TurnFailed(report(error, "turn")) from error
    parts.probe(Point.TURN_COMMITTED)
    parts.ring()
    return said


async def _one_turn(parts: TurnParts, unit: UnitOfWork, inbound: Inbound) -> tuple[Reply, ...]:
    conversation, received = await _receive(parts, unit, inbound)
    if received.is_repeat:
        return await _stored(parts, unit, conversation.id, received)
    turn, replies = await _converse(parts, unit, conversation, inbound)
    said = await _say(parts, unit, conversation, received, replies)
    await conversations.save_dialogue(unit, conversation, turn.state.to_json())
    parts.probe(Point.DIALOGUE_SAVED)
    return said


async def _receive(parts: TurnParts, unit: UnitOfWork, inbound: Inbound) -> tuple[ConversationView, Received]:
    """Find the conversation and put the message into its inbox.

    Raises:
        BodyMismatch: the id was used before with another body.
    """
    conversation = await conversations.find_or_create(unit, inbound.channel.value, inbound.conversation_key)
    parts.probe(Point.CONVERSATION_FOUND)
    received = await conversations.receive(unit, conversation.id, inbound.message_id, inbound.body())
    if not received.same_body:
        raise BodyMismatch
    parts.probe(Point.MESSAGE_STORED)
    return conversation, received


async def _converse(
    parts: TurnParts, unit: UnitOfWork, conversation: ConversationView, inbound: Inbound
) -> tuple[Turn, tuple[Reply, ...]]:
    """Let the dialogue decide and have its orders carried out, until it has none left.

    Raises:
        RunawayTurn: there is no end to the orders.
    """
    around = await parts.look_round(unit)
    turn = parts.next_turn(DialogueState.from_json(conversation.dialogue), inbound, around)
    parts.probe(Point.TURN_DECIDED)
    replies, waiting = list(turn.replies), deque(turn.orders)
    for _ in range(MOST_ORDERS):
        if not waiting:
            return turn, tuple(replies)
        order = waiting.popleft()
        result = await parts.perform(unit, conversation, order)
        parts.probe(Point.ORDER_PERFORMED)
        turn = parts.after_order(turn.state, order, result, inbound, around)
        replies.extend(turn.replies)
        waiting.extend(turn.orders)
    raise RunawayTurn


async def _say(
    parts: TurnParts,
    unit: UnitOfWork,
    conversation: ConversationView,
    received: Received,
    replies: tuple[Reply, ...],
) -> tuple[Reply, ...]:
    """Store the replies and return them with their numbers, after notices this message brought about."""
    numbers = await conversations.say(unit, conversation.id, [reply.to_json() for reply in replies])
    if not numbers:
        return ()
    first, last = conversation.last_number + 1, numbers[-1]
    await conversations.link_numbers(unit, received.inbox_id, first=first, last=last)
    parts.probe(Point.REPLIES_STORED)
    if numbers[0] == first:
        return tuple(replace(reply, number=number) for reply, number in zip(replies, numbers, strict=True))
    return await _stored(parts, unit, conversation.id, replace(received, first_number=first, last_number=last))


async def _stored(parts: TurnParts, unit: UnitOfWork, conversation_id: int, received: Received) -> tuple[Reply, ...]:
    said = await conversations.replies_between(unit, conversation_id, received.first_number, received.last_number)
    return tuple(parts.render(one.body, one.number) for one in said)
