"""A process at work: its door open, its parts side by side, until it is asked to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int) -> AsyncIterator[web.AppRunner]:
    """Listen with `app` for as long as the context lasts."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner
    finally:
        await runner.cleanup()


def stop_on_signals() -> asyncio.Event:
    """Return an event that is set when the process is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_until_stopped(parts: list[Coroutine[object, object, None]], stop: asyncio.Event) -> None:
    """Run all parts; when one fails, stop the others and fail likewise."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    finally:
        stop.set()


async def wait_at_most(stop: asyncio.Event, seconds: float) -> None:
    """Return after `seconds`, or at once when told to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
