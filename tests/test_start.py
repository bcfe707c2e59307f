"""What a start does not wait for: libraries that only files, Telegram or a migration need."""

import os
import subprocess
import sys
from pathlib import Path

LATER = ("alembic", "docx", "docxtpl", "lxml", "openpyxl", "pypdf", "telegram", "trafilatura")
OPEN_AGAIN = """
import asyncio, sys
import bot
from handlers.settings import read_settings

async def start(folder):
    house = bot.build(read_settings(_env_file=None, data_dir=folder))
    await house.open()
    await house.furnish()
    await house.load_answers()
    house.web_app()
    await house.close()

asyncio.run(start(sys.argv[1]))
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""


def loaded_by_a_start(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AGAIN, str(folder), *LATER],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TELEGRAM_TOKEN": ""},
        text=True,
    )
    return done.stdout.split()


def test_a_start_loads_no_library_that_only_files_telegram_or_a_migration_need(tmp_path: Path) -> None:
    assert "alembic" in loaded_by_a_start(tmp_path)  # the first start makes the tables

    assert loaded_by_a_start(tmp_path) == []
