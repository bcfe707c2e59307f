"""How a command runs: settings read, house opened, work done, house closed, refusals told in one sentence."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, NoReturn, Protocol, TypeVar

import typer

from handlers.settings import BadSettings, Settings, read_settings
from handlers.wording import Wording
from knowledge.answers import Answerer
from knowledge.live import LiveIndex
from requests_db.clock import Clock
from requests_db.services.agency import AgencyPlan
from requests_db.services.errors import InvalidInput, Refusal
from requests_db.services.keeping import KeyUse, SealBroken
from requests_db.store.unit_of_work import Units

Result = TypeVar("Result")
Passwords = list[tuple[str, str]]  # user names with their one-time passwords
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
NO_KEY_FITS = (
    "有加密内容用现有密钥都打不开，没有改动它们。"
    "请把这个数据库原来的密钥加回（SECRET_KEYS 或 DATA_DIR 中的密钥文件）后再试。"
)


class ReportFormat(StrEnum):
    """In what form a report is written."""

    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"


class House(Protocol):
    """What commands need of the house; `bot.py` builds it."""

    settings: Settings
    units: Units
    clock: Clock
    wording: Wording
    live: LiveIndex

    @property
    def answerer(self) -> Answerer:
        """Answers from the live index."""
        ...

    async def open(self) -> None:
        """Create or upgrade the database and open its keys."""
        ...

    async def close(self) -> None:
        """Let go of the database."""
        ...

    async def key_use(self) -> KeyUse:
        """Count the sealed values by the key they are under."""
        ...

    async def rotate_keys(self) -> int:
        """Put every sealed value under the newest key; return how many were under another."""
        ...

    async def furnish(self, plan: AgencyPlan | None = None) -> Passwords:
        """Set up what is missing; return the accounts made with their one-time passwords."""
        ...

    async def load_answers(self) -> None:
        """Take the stored index, and from the catalogue what differs."""
        ...

    async def serve(self, role: str, announce: Callable[[str], None]) -> None:
        """Run until told to stop; `announce` is given the address once it is open."""
        ...


MakeHouse = Callable[[Settings], House]


def settings_or_exit() -> Settings:
    """Return the settings; where some are bad, print every fault and exit with status 2."""
    try:
        return read_settings()
    except BadSettings as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(2) from error


def with_house(make_house: MakeHouse, work: Callable[[House], Awaitable[Result]]) -> Result:
    """Return what `work` makes of an opened house; a refusal is told on standard error, status 1."""
    settings = settings_or_exit()

    async def run() -> Result:
        house = make_house(settings)
        try:
            await house.open()
            return await work(house)
        except Refusal as refusal:
            fail(why_not(house.wording, refusal))
        except SealBroken:
            fail(NO_KEY_FITS)
        finally:
            await house.close()

    return asyncio.run(run())


def why_not(wording: Wording, refusal: Refusal) -> str:
    """Return the sentences of a refusal, one line for each field that cannot be accepted."""
    keys = list(refusal.fields.values()) if isinstance(refusal, InvalidInput) else [refusal.key]
    return "\n".join(_sentence(wording, key, refusal.facts) for key in keys)


def _sentence(wording: Wording, key: str, facts: Mapping[str, object]) -> str:
    for place in ("refusal", "desk.refusal", "desk.fault"):
        if wording.has(f"{place}.{key}"):
            return wording.text(f"{place}.{key}", **facts)
    return wording.text("refusal.other")


def show(result: Any, *, as_json: bool, text: str) -> None:  # noqa: ANN401 - any JSON value
    """Print a result to standard output, as JSON or as text."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else text)


def telling(done: int, whole: int | None) -> None:
    """Say on standard error how far long work has come; on a terminal each line takes the place of the one before."""
    of = f" / {whole}" if whole is not None else ""
    is_over = done == whole
    if sys.stderr.isatty():
        typer.echo(f"\r已办 {done}{of} 件", nl=is_over, err=True)
    elif is_over or whole is None:
        typer.echo(f"已办 {done}{of} 件", err=True)


def fail(sentence: str, status: int = 1) -> NoReturn:
    """Say on standard error what is wrong and what to do, and exit."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def read_argument(name: str) -> str:
    """Return the text of a file, or of standard input for `-`."""
    if name == "-":
        return sys.stdin.read()
    try:
        with open(name, encoding="utf-8-sig") as file:
            return file.read()
    except FileNotFoundError:
        fail(f"没有找到文件 {name}。")
    except UnicodeDecodeError:
        fail(f"文件 {name} 不是 UTF-8 文本，请另存为 UTF-8 后再试。")
    except OSError as error:
        fail(f"无法读取 {name}：{error.strerror}。")
