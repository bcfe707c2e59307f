"""The command a person types serves Telegram by its settings alone, and stops in order when asked."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from aiohttp.test_utils import unused_port

from tests.telegram_api import TOKEN, RunningBotApi, until

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0  # a busy machine needs its time to set up an empty house


async def test_serve_answers_over_telegram_and_stops_in_order(tmp_path: Path) -> None:
    async with RunningBotApi() as server:
        settings = {
            "DATA_DIR": str(tmp_path),
            "PORT": str(unused_port()),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": server.url,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "bot.py"),
            "serve",
            cwd=tmp_path,
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            user = server.api.user(100)
            user.says("/start")
            await until(lambda: server.api.said_to(100), seconds=START_SECONDS)
            await until(lambda: not server.api.updates, seconds=START_SECONDS)
            process.send_signal(signal.SIGTERM)
            out, log = await asyncio.wait_for(process.communicate(), START_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, log.decode()[-2000:]
    assert server.api.last_to(100).buttons
    assert TOKEN.partition(":")[2] not in out.decode() + log.decode()
    assert server.api.commands
