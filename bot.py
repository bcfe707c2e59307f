"""The composition root: who is plugged into whom. Nothing imports it but tests.

`build(settings, **replacements)` makes a house; `main()` gives it the command line. Everything below receives its
parts as arguments, so tests build the same house with other parts.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.cli.app import command_line
from handlers.cli.running import Passwords
from handlers.console.application import add_console
from handlers.console.deps import ConsoleDeps
from handlers.dialogue.engine import after_order, next_turn
from handlers.dialogue.messages import ChannelName, Inbound, Reply
from handlers.dialogue.notices import render
from handlers.dialogue.orders import OrderDeps, look_round, perform
from handlers.dialogue.points import Probe, no_probe
from handlers.dialogue.sending import Sender
from handlers.dialogue.turn import TurnParts, take_turn
from handlers.health import add_health
from handlers.key_file import encryption_keys
from handlers.logs import configure_logs
from handlers.mail.sender import MailSender, MailServer
from handlers.papers.receipt import receipt_page
from handlers.serving import run_until_stopped, serving, stop_on_signals, wait_at_most
from handlers.settings import Settings
from handlers.webchat.routes import WebChatDeps, add_webchat
from handlers.wording import Wording
from handlers.worker.bell import DoorBell
from handlers.worker.chores import Chore
from handlers.worker.delivery import Delivery
from handlers.worker.due import fire_due
from handlers.worker.loop import DIGESTS_EVERY, RECONCILE_EVERY, REMINDERS_EVERY, SWEEP_EVERY, Worker
from handlers.worker.reconcile import reconcile, sweep
from handlers.worker.seat import a_seat
from knowledge.answers import Answerer
from knowledge.catalogue import Catalogue
from knowledge.catalogue_base import Veil
from knowledge.life_cycle import Synonym
from knowledge.live import LiveIndex
from knowledge.live_router import ROUTER_FILE, LiveRouter
from knowledge.readers import read_paths
from knowledge.synonyms import SynonymTable
from knowledge.tables import VEILED
from requests_db.clock import Clock, SystemClock
from requests_db.services import digests, reminders
from requests_db.services.agency import AgencyPlan, agencies, read_agency_file
from requests_db.services.calendar_import import recount_where_stale
from requests_db.services.founding import found
from requests_db.services.mail_notices import CHANNEL as MAIL
from requests_db.services.mail_notices import MailService
from requests_db.services.retrying import in_unit
from requests_db.store.key_ring import open_digester
from requests_db.store.key_rotation import KeyUse, SealedColumn, key_use, reseal_all, sealed_columns
from requests_db.store.schema import upgrade
from requests_db.store.secrets import FieldCipher
from requests_db.store.unit_of_work import UnitOfWork, Units, make_engine

if TYPE_CHECKING:
    from handlers.telegram.channel import TelegramChannel

HERE = Path(__file__).parent
SAMPLE_AGENCY = HERE / "handlers" / "sample_agency.toml"
STARTER_KNOWLEDGE = HERE / "knowledge" / "starter"
STARTER_AUTHOR = "公开服务台"
INDEX_FOLDER = "index"  # of DATA_DIR
CATCH_UP_SECONDS = 1.0
REQUEST_LIMIT_BYTES = 24 * 1024 * 1024  # one file of 20 MB with its wrapping
SEALED: tuple[SealedColumn, ...] = (*sealed_columns(), *VEILED)  # whatever a key of field encryption covers

log = logging.getLogger("gongkai.house")


class House:
    """All parts of one process, put together.

    Args:
        settings: how this installation is set up.
        clock: what everybody takes the time from.
        probe: told at the named points of a message's way; in service it does nothing.
    """

    def __init__(self, settings: Settings, *, clock: Clock, probe: Probe) -> None:
        self.settings = settings
        self.clock = clock
        self.wording = Wording.load()
        self.synonyms = SynonymTable()
        self.live = LiveIndex(self._catalogue, on_synonyms=self._take_synonyms, folder=settings.data_dir / INDEX_FOLDER)
        self.router = LiveRouter(settings.data_dir / ROUTER_FILE)
        self.units: Units
        self._engine: AsyncEngine = make_engine(settings.database)
        self._probe = probe
        self._bell = DoorBell()

    @property
    def answerer(self) -> Answerer:
        """Answers from the live index."""
        return Answerer(self.live.index, synonyms=self.synonyms, router=self.router.router)

    async def open(self) -> None:
        """Create or upgrade the database and open its keys."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        cipher = FieldCipher(encryption_keys(self.settings))
        await upgrade(self._engine)
        digester = await open_digester(self._engine, cipher, now=self.clock.now())
        self.units = Units(
            self._engine,
            clock=self.clock,
            cipher=cipher,
            digester=digester,
            companions=self._companions(),
        )

    async def furnish(self, plan: AgencyPlan | None = None) -> Passwords:
        """Set up what is missing: the agency of `plan` or the sample, starter knowledge, an administrator.

        Returns:
            Every account made now, with its one-time password.
        """
        sample = read_agency_file(SAMPLE_AGENCY.read_text("utf-8"))

        async def work(unit: UnitOfWork) -> Passwords:
            is_first_start = not await agencies(unit)
            passwords = await found(unit, plan, sample=sample)
            catalogue = unit.companion(Catalogue)
            if is_first_start or not await catalogue.count():
                starter = await asyncio.to_thread(read_paths, [STARTER_KNOWLEDGE])
                await catalogue.import_entries(starter.entries, author=STARTER_AUTHOR)
            return passwords

        passwords = await in_unit(self.units, work)
        await recount_where_stale(self.units)  # own days, or notices carried in the code, may have changed since
        return passwords

    async def load_answers(self) -> None:
        """Take the router fitted last, the stored index, and from the catalogue what differs."""
        await self._look_at_router()
        await self.live.load()

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    async def key_use(self) -> KeyUse:
        """Count the sealed values by the key they are under."""
        return await key_use(self._engine, FieldCipher(encryption_keys(self.settings)), SEALED)

    async def rotate_keys(self) -> int:
        """Put every sealed value under the newest key; return how many were under another."""
        return await reseal_all(self._engine, FieldCipher(encryption_keys(self.settings)), SEALED)

    def turn_parts(self) -> TurnParts:
        """Return what a turn of the dialogue is made of."""
        deps = OrderDeps(wording=self.wording, answers=lambda: self.answerer, print_receipt=receipt_page)
        return TurnParts(
            units=self.units,
            look_round=lambda unit: look_round(unit, deps),
            next_turn=next_turn,
            after_order=after_order,
            perform=lambda unit, conversation, order: perform(unit, conversation, order, deps),
            render=self._render,
            probe=self._probe,
            ring=self._bell.ring,
        )

    def web_app(self, telegram: "TelegramChannel | None" = None) -> web.Application:
        """Return the web application: chat, desk, health, and Telegram's webhook where it is set."""
        parts = self.turn_parts()
        secure = self.settings.public_url.startswith("https://")

        async def say(inbound: Inbound) -> tuple[Reply, ...]:
            return await take_turn(parts, inbound)

        app = web.Application(client_max_size=REQUEST_LIMIT_BYTES)
        add_health(app, self.units)
        add_webchat(
            app,
            WebChatDeps(
                units=self.units,
                take_turn=say,
                wording=self.wording,
                secure_cookies=secure,
                trusted_proxies=self.settings.trusted_proxies,
            ),
        )
        add_console(
            app,
            ConsoleDeps(
                units=self.units,
                wording=self.wording,
                public_url=self.settings.public_url,
                secure_cookies=secure,
                trusted_proxies=self.settings.trusted_proxies,
            ),
        )
        if telegram is not None:
            telegram.add_routes(app)
        return app

    async def serve(self, role: str, announce: Callable[[str], None]) -> None:
        """Run the parts of `role` until told to stop.

        Args:
            role: all, web, worker or telegram.
            announce: tells people the address once the web door is open.
        """
        stop = stop_on_signals()
        async with AsyncExitStack() as stack:
            name = stack.enter_context(a_seat(self.settings.data_dir, role))
            telegram = self._telegram_channel(name)
            parts: list[Coroutine[object, object, None]] = [self._follow_catalogue(stop)]
            if role in {"all", "web"}:
                await stack.enter_async_context(
                    serving(self.web_app(telegram), host=self.settings.host, port=self.settings.port)
                )
                announce(self.settings.address)
            if role in {"all", "worker"}:
                parts.append(self._work(telegram, name).run(stop))
            if telegram is not None:
                stack.push_async_callback(telegram.close)  # last, once what is on its way has been delivered
                parts.append(self._run_telegram(telegram, role, stop))
            await run_until_stopped(parts, stop)

    def _telegram_channel(self, name: str) -> "TelegramChannel | None":
        token = self.settings.telegram_token.get_secret_value()
        if not token:
            return None
        from handlers.telegram.channel import TelegramChannel, TelegramSettings  # a large library, only with a token

        settings = TelegramSettings(
            token=token,
            api_base_url=self.settings.telegram_api_base_url,
            proxy=self.settings.outbound_proxy,
            public_url=self.settings.public_url,
            webhook_secret=self.settings.telegram_webhook_secret.get_secret_value(),
        )
        return TelegramChannel(settings, self.turn_parts(), self.wording, holder=name)

    def _companions(self) -> dict[type, Callable[[UnitOfWork], object]]:
        offered: dict[type, Callable[[UnitOfWork], object]] = {Catalogue: _catalogue_of}
        if self.settings.sends_mail:
            offered[MailService] = lambda _unit: MailService()
        return offered

    def _work(self, telegram: "TelegramChannel | None", name: str) -> Worker:
        senders: dict[str, Sender] = {}
        if telegram is not None:
            senders[ChannelName.TELEGRAM.value] = telegram.sender
        if self.settings.sends_mail:
            senders[MAIL] = MailSender(_mail_server(self.settings), self.units, self.wording)
        delivery = Delivery(self.units, senders, render=self._render, worker=name, probe=self._probe)
        return Worker(delivery, self._chores(), self._bell)

    def _chores(self) -> tuple[Chore, ...]:
        async def remind() -> int:
            return await fire_due(self.units, find=reminders.due_reminders, fire=reminders.fire, probe=self._probe)

        async def look_for_gaps() -> int:
            return await sweep(self.units)

        async def compare() -> int:
            return await reconcile(self.units)

        async def report() -> int:
            await in_unit(self.units, digests.plan_digests)
            return await fire_due(self.units, find=digests.due_digests, fire=digests.give_digest)

        return (
            Chore(name="reconciliation", every=RECONCILE_EVERY, work=compare),
            Chore(name="digests", every=DIGESTS_EVERY, work=report),
            Chore(name="reminders", every=REMINDERS_EVERY, work=remind),
            Chore(name="sweep", every=SWEEP_EVERY, work=look_for_gaps),
        )

    async def _run_telegram(self, channel: "TelegramChannel", role: str, stop: asyncio.Event) -> None:
        async with channel.connected(stop) as is_connected:
            receives = role in {"all", "telegram"} or (role == "web" and self.settings.uses_webhook)
            if is_connected and receives:
                await channel.receive(stop)
            await stop.wait()

    def _take_synonyms(self, pairs: tuple[Synonym, ...]) -> None:
        self.synonyms = SynonymTable().with_pairs((pair.term, pair.same_as) for pair in pairs)

    def _render(self, body: Mapping[str, Any], number: int) -> Reply:
        return render(self.wording, body, number=number)

    @asynccontextmanager
    async def _catalogue(self) -> AsyncIterator[Catalogue]:
        async with self.units.reading() as unit:
            yield unit.companion(Catalogue)

    async def _follow_catalogue(self, stop: asyncio.Event) -> None:
        await self._store_index()
        while not stop.is_set():
            try:
                await self.live.catch_up()
            except Exception:
                log.exception("catalogue.catch_up_failed")
            await self._look_at_router()
            await wait_at_most(stop, CATCH_UP_SECONDS)
        await self._store_index()

    async def _look_at_router(self) -> None:
        try:
            await asyncio.to_thread(self.router.look)
        except (OSError, ValueError) as error:
            log.warning("router.not_read: %s", error)

    async def _store_index(self) -> None:
        try:
            await self.live.store()
        except OSError as error:
            log.warning("index.not_stored: %s", error)


def _catalogue_of(unit: UnitOfWork) -> Catalogue:
    veil = Veil(
        close=lambda text: unit.cipher.seal_bytes(text.encode()).decode("ascii"),
        open=lambda text: unit.cipher.open_bytes(text.encode("ascii")).decode(),
    )
    return Catalogue(unit.session, lambda: unit.now, veil)


def _mail_server(settings: Settings) -> MailServer:
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        security=settings.smtp_tls,
    )


def build(settings: Settings, *, clock: Clock | None = None, probe: Probe = no_probe) -> House:
    """Return a house; `open` it before use and `close` it after."""
    return House(settings, clock=clock or SystemClock(settings.timezone), probe=probe)


def main() -> None:
    """Run the command line."""

    def make_house(settings: Settings) -> House:
        configure_logs(settings.log_format)
        return build(settings)

    command_line(make_house)()


if __name__ == "__main__":
    main()
