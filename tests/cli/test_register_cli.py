"""The register from the command line: import, list, show, report, calendar; results on standard output alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import build
from handlers.cli.app import command_line
from requests_db.clock import FrozenClock
from requests_db.statute.festivals import statutory_days
from tests.register_files import OldRegister, line, register_text

Run = Callable[..., Result]
NOW = datetime(2026, 12, 14, 2, 0, tzinfo=UTC)  # a Monday
COUNTS = {"new": [3, 0, 0, 0, 0, 1], "carry_in": [1, 0, 0, 0, 0, 0], "granted": [2, 0, 0, 0, 0, 1]}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    app = command_line(lambda settings: build(settings, clock=FrozenClock(NOW)))

    def invoke(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == status, (result.output, result.exception)
        return result

    invoke("init")
    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "input.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("year", ["1800", "2007", "2027", "-1"])
def test_a_year_without_a_report_is_told_and_no_empty_table_printed(run: Run, year: str) -> None:
    result = run("report", "annual", "--", year, status=1)

    assert result.stdout == ""
    assert "从 2008 年度到 2026 年度" in result.stderr


def test_a_register_is_imported_once_and_reported(run: Run, file: Callable[[str], str]) -> None:
    from_register = OldRegister()
    table = {row: COUNTS.get(row, [0] * 6) for row in json.loads(run("report", "annual", "2025").stdout)["t3"]}
    from_register.add_year(2025, table)
    path = file(from_register.text())

    first = json.loads(run("cases", "import", path, "--json").stdout)
    second = json.loads(run("cases", "import", path, "--json").stdout)
    report = json.loads(run("report", "annual", "2025", "--format", "json").stdout)

    assert (first["created"], second["created"], second["known"]) == (5, 0, 5)
    assert report["t3"]["new"] == [3, 0, 0, 0, 0, 1, 4]
    assert report["t3"]["carry_in"] == [1, 0, 0, 0, 0, 0, 1]
    assert report["t3"]["carry_out"] == [2, 0, 0, 0, 0, 0, 2]
    assert set(report["t4"]) == {"review", "direct", "after"}


def test_faults_are_told_by_line_on_standard_error_and_nothing_is_loaded(run: Run, file: Callable[[str], str]) -> None:
    path = file(register_text([line(ref="旧1"), line(ref="旧2", channel="pigeon"), line(ref="旧3", received_on="x")]))

    result = run("cases", "import", path, status=1)

    assert result.stdout == ""
    assert "第 3 行" in result.stderr
    assert "第 4 行" in result.stderr
    assert json.loads(run("cases", "list", "--json").stdout) == []


def test_open_requests_are_listed_by_urgency_and_shown(run: Run, file: Callable[[str], str]) -> None:
    rows = [line(ref="旧1", received_on="2026-10-09"), line(ref="旧2", received_on="2026-11-17"), line(ref="旧3")]
    rows[2]["received_on"] = "2026-12-11"
    run("cases", "import", file(register_text(rows)))

    overdue = json.loads(run("cases", "list", "--overdue", "--json").stdout)
    near = json.loads(run("cases", "list", "--due-within", "3", "--json").stdout)
    record = json.loads(run("cases", "show", "旧3", "--json").stdout)

    assert [row["ref"] for row in overdue] == ["旧1"]
    assert [row["ref"] for row in near] == ["旧2"]
    assert record["provisional"] is True
    assert "旧3" in run("cases", "show", "旧3").stdout


def test_an_unknown_number_is_one_sentence_and_status_1(run: Run) -> None:
    result = run("cases", "show", "没有这个编号", status=1)

    assert result.stdout == ""
    assert result.stderr.strip()


def test_loading_a_notice_settles_provisional_days(run: Run, file: Callable[[str], str]) -> None:
    run("cases", "import", file(register_text([line(ref="旧1", received_on="2026-12-11")])))
    days = sorted((day, festival) for festival, each in statutory_days(2027).items() for day in each)
    notice = "# 示例通知：2027年部分节假日安排\ndate,kind,festival\n" + "".join(f"{d},off,{f}\n" for d, f in days)

    report = json.loads(run("calendar", "import", file(notice), "--json").stdout)
    record = json.loads(run("cases", "show", "旧1", "--json").stdout)
    shown = json.loads(run("calendar", "show", "2027", "--json").stdout)

    assert (report["year"], report["version"], report["recomputed"]) == (2027, 1, 1)
    assert record["provisional"] is False
    assert shown["known"] is True


def test_a_faulty_notice_is_refused_with_every_fault(run: Run, file: Callable[[str], str]) -> None:
    result = run(
        "calendar", "import", file("date,kind,festival\n2027-01-01,gone,元旦\n2027-13-01,off,元旦\n"), status=1
    )

    assert "第2行" in result.stderr
    assert "第3行" in result.stderr


def test_the_chain_is_whole_after_all_this(run: Run, file: Callable[[str], str]) -> None:
    run("cases", "import", file(register_text([line(ref="旧1", received_on="2026-12-11")])))

    assert json.loads(run("audit", "verify", "--json").stdout) == {"intact": True, "faults": []}
