"""The README names every setting, every command and every floor; it cannot rot quietly."""

from pathlib import Path

import pytest
import typer

from handlers.cli.app import command_line
from handlers.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_described(name):
    text = (ROOT / name).read_text("utf-8")

    missing = [field.upper() for field in Settings.model_fields if f"`{field.upper()}`" not in text]

    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_is_described(name):
    text = (ROOT / name).read_text("utf-8")
    root = typer.main.get_command(command_line(lambda settings: None))

    missing = [word for word in root.commands if f"`{word}" not in text]

    assert missing == []


def test_every_setting_stands_in_the_example_file():
    text = (ROOT / ".env.example").read_text("utf-8")

    assert [field for field in Settings.model_fields if f"#{field.upper()}=" not in text] == []
