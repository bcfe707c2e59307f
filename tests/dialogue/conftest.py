"""A desk with everything behind it: real services over both databases, real sentences, a small knowledge base."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.dialogue.engine import after_order, next_turn
from handlers.dialogue.messages import Inbound, Reply
from handlers.dialogue.notices import render
from handlers.dialogue.orders import OrderDeps, look_round, perform
from handlers.dialogue.turn import TurnParts, take_turn
from handlers.papers.receipt import receipt_page
from handlers.wording import Wording
from knowledge.answers import Answerer
from knowledge.catalogue import Catalogue
from knowledge.entries import IndexedEntry
from knowledge.index import KnowledgeIndex
from requests_db.clock import FrozenClock
from requests_db.services import conversations, files
from requests_db.store.key_ring import open_digester
from requests_db.store.secrets import FieldCipher
from requests_db.store.unit_of_work import Units
from tests.dialogue.engine_alone import ENTRIES
from tests.scripted_chat import ScriptedChat

ChatMaker = Callable[..., ScriptedChat]


@pytest.fixture
async def units(engine: AsyncEngine, clock: FrozenClock, cipher: FieldCipher) -> Units:
    """Units of work that carry the catalogue, as the composition root makes them."""
    digester = await open_digester(engine, cipher, now=clock.now())
    companions = {Catalogue: lambda unit: Catalogue(unit.session, lambda: unit.now)}
    return Units(engine, clock=clock, cipher=cipher, digester=digester, companions=companions)


@pytest.fixture
async def parts(units: Units) -> TurnParts:
    """Everything a turn is made of."""
    async with units.writing() as unit:
        catalogue = unit.companion(Catalogue)
        await catalogue.import_entries(ENTRIES, author="test")
        await unit.commit()
    index = KnowledgeIndex.build(IndexedEntry(entry_id=at, entry=entry) for at, entry in enumerate(ENTRIES, start=1))
    wording = Wording.load()
    deps = OrderDeps(wording=wording, answers=lambda: Answerer(index), print_receipt=receipt_page)
    return TurnParts(
        units=units,
        look_round=lambda unit: look_round(unit, deps),
        next_turn=next_turn,
        after_order=after_order,
        perform=lambda unit, who, order: perform(unit, who, order, deps),
        render=lambda body, number: render(wording, body, number=number),
    )


@pytest.fixture
def chat(parts: TurnParts, units: Units, clock: FrozenClock) -> ChatMaker:
    """Makes a scripted chat: `chat("key")`."""

    def make(key: str = "example-conversation") -> ScriptedChat:
        async def speak(inbound: Inbound) -> tuple[Reply, ...]:
            return await take_turn(parts, inbound)

        made = ScriptedChat(speak, upload=_uploader(units, key), key=key)
        made.at = clock.now()
        return made

    return make


def _uploader(units: Units, key: str) -> Callable[[bytes, str], Awaitable[str]]:
    async def upload(content: bytes, name: str) -> str:
        async with units.writing() as unit:
            view = await conversations.find_or_create(unit, "web", key)
            kept = await files.store_file(unit, content, name, "material", conversation_id=view.id)
            await unit.commit()
            return kept.token

    return upload
