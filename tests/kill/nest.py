"""A process that forks a real desk, watches it die, and forks it again.

Run as `python -m tests.kill.nest CONFIG`, told what to do by JSON lines on standard input, answering in JSON lines:

- {"kill_at": [point, …]}: the desk dies by SIGKILL when it reaches the first point; its successor at the second, …
- {"kill_after": seconds, "once_up": bool}: the desk is killed from outside after that time, wherever it is then;
  the time runs from now, or from when it is up.
- {"stop": true}: the desk is asked to stop in order; the nest ends.

Everything is imported once, before the forks, so that a death costs a tenth of a second and not two.
"""

import asyncio
import json
import math
import mmap
import os
import select
import signal
import sys
import time
import traceback
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bot
from handlers.dialogue.notices import render
from handlers.dialogue.points import Point, Probe
from handlers.serving import serving
from handlers.settings import read_settings
from handlers.telegram.channel import TelegramChannel, TelegramSettings, open_attachment
from handlers.telegram.pacing import Pacing
from handlers.telegram.sender import TelegramSender
from handlers.worker.bell import DoorBell
from handlers.worker.chores import Chore
from handlers.worker.delivery import Delivery
from handlers.worker.due import fire_due
from handlers.worker.loop import Worker
from handlers.worker.seat import a_seat
from requests_db.services import reminders
from tests.telegram_api import TOKEN

LOOK_SECONDS = 0.01
POINT_LENGTH = 64


class Armed:
    """The point at which the desk is to die and whether it is up, in memory that nest and desk share."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, POINT_LENGTH)
        self._up = mmap.mmap(-1, 1)

    @property
    def is_up(self) -> bool:
        """Whether the desk has begun to serve."""
        return self._up[:] == b"1"

    def note_up(self, *, is_up: bool = True) -> None:
        """Note whether the desk has begun to serve."""
        self._up[:] = b"1" if is_up else b"0"

    def set(self, point: str) -> None:
        self._memory[:] = point.encode().ljust(POINT_LENGTH, b"\0")

    def die_at(self, point: Point) -> None:
        """Die, if this is the point."""
        if self._memory[:].rstrip(b"\0") == point.encode():
            os.kill(os.getpid(), signal.SIGKILL)


class Nest:
    """Keeps one desk alive."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._armed = Armed()
        self._points: list[str] = []
        self._kill_after: float | None = None
        self._waits_for_up = False
        self._kill_at = math.inf
        self._desk = 0
        self._is_stopping = False

    def run(self) -> None:
        """Obey and watch until told to stop."""
        asyncio.run(furnish(self._config))
        self._hatch()
        tell({"ready": True})
        while self._desk:
            ready, _, _ = select.select([sys.stdin], [], [], LOOK_SECONDS)
            if ready:
                self._obey(json.loads(sys.stdin.readline() or '{"stop": true}'))
            self._kill_in_time()
            self._look()

    def _kill_in_time(self) -> None:
        """Start the time of a planned kill once it may run, and kill when it is over."""
        if self._kill_after is not None and (self._armed.is_up or not self._waits_for_up):
            self._kill_at = time.monotonic() + self._kill_after
            self._kill_after = None
        if time.monotonic() > self._kill_at:
            self._kill_at = math.inf
            os.kill(self._desk, signal.SIGKILL)

    def _obey(self, order: dict[str, Any]) -> None:
        if "kill_at" in order:
            self._points = list(order["kill_at"])
            self._armed.set(self._points[0])
            tell({"armed": True})
        if "kill_after" in order:
            self._kill_after = order["kill_after"]
            self._waits_for_up = order["once_up"]
        if "stop" in order:
            self._is_stopping = True
            os.kill(self._desk, signal.SIGTERM)

    def _look(self) -> None:
        """Notice a death, and hatch a successor unless the desk ended in order."""
        pid, status = os.waitpid(self._desk, os.WNOHANG)
        if not pid:
            return
        died = os.WIFSIGNALED(status)
        point = self._points.pop(0) if died and self._points else ""
        self._armed.set(self._points[0] if self._points else "")
        self._desk = 0
        if died and not self._is_stopping:
            self._hatch()
        tell({"died": died, "point": point, "status": status, "left": len(self._points)})

    def _hatch(self) -> None:
        self._armed.note_up(is_up=False)
        pid = os.fork()
        if pid:
            self._desk = pid
            return
        sys.stdin.close()
        code = 1
        try:
            with a_seat(Path(self._config["data_dir"]), "all") as name:
                asyncio.run(live(self._config, self._armed, name))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)


def a_house(config: dict[str, Any], probe: Probe) -> bot.House:
    """Return the house of the configuration."""
    settings = read_settings(
        _env_file=None,
        data_dir=Path(config["data_dir"]),
        database_url=config["database_url"],
        secret_keys=config["secret_key"],
    )
    return bot.build(settings, probe=probe)


async def furnish(config: dict[str, Any]) -> None:
    """Set up the database once, before the first desk."""
    house = a_house(config, lambda _point: None)
    await house.open()
    await house.furnish()
    await house.close()


async def live(config: dict[str, Any], armed: Armed, name: str) -> None:
    """Be a desk of that name: the web door, Telegram, delivery and reminders, until SIGTERM."""
    probe = armed.die_at
    house, stop, bell = a_house(config, probe), asyncio.Event(), DoorBell()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await house.open()
    await house.load_answers()
    parts = replace(house.turn_parts(), ring=bell.ring)
    settings = TelegramSettings(token=TOKEN, api_base_url=config["api_url"], poll_seconds=1)
    channel = TelegramChannel(settings, parts, house.wording, holder=name)
    sender = TelegramSender(
        channel.bot,
        wording=house.wording,
        open_attachment=lambda key, token: open_attachment(house.units, key, token),
        pacing=Pacing(rest=lambda _seconds: asyncio.sleep(0)),
    )
    delivery = Delivery(
        house.units,
        {"telegram": sender},
        render=lambda body, number: render(house.wording, body, number=number),
        worker=name,
        lease=timedelta(minutes=5),
        probe=probe,
    )

    async def remind() -> int:
        return await fire_due(house.units, find=reminders.due_reminders, fire=reminders.fire, probe=probe)

    chores = (Chore(name="reminders", every=timedelta(seconds=0.1), work=remind),)
    async with (
        serving(house.web_app(), host="127.0.0.1", port=config["port"]),
        channel.connected(stop),
        asyncio.TaskGroup() as group,
    ):
        group.create_task(Worker(delivery, chores, bell).run(stop))
        group.create_task(channel.receive(stop))
        armed.note_up()
    await channel.close()
    await house.close()


def tell(news: dict[str, Any]) -> None:
    """Answer in one line."""
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    Nest(json.loads(sys.argv[1])).run()
