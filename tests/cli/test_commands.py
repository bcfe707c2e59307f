"""The command line as people and scripts use it: results alone on standard output, faults told at once."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

AGENCY = """
[agency]
code = "sample-two"
name = "示例区公共服务局（示例）"
ref_prefix = "区公开"

[[units]]
code = "office"
name = "示例办公室"
is_office = true

[[staff]]
username = "registrar1"
display_name = "示例登记员"
roles = ["registrar"]
unit = "office"
"""


def command_in(folder: Path):
    """Return what runs a command in `folder` and gives the finished process."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR"}}

    def command(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "bot.py"), *words],
            cwd=folder,
            input=given,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return command


@pytest.fixture
def run(tmp_path: Path):
    """Runs commands in an empty folder."""
    return command_in(tmp_path)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `init` has run once; to be copied or only read."""
    folder = tmp_path_factory.mktemp("founded")
    assert command_in(folder)("init").returncode == 0
    return folder


@pytest.fixture
def run_founded(founded: Path, tmp_path: Path):
    """Runs commands in a fresh copy of that folder."""
    shutil.copytree(founded / "data", tmp_path / "data")
    return command_in(tmp_path)


def test_the_first_start_prints_a_password_once_and_the_second_changes_nothing(run, tmp_path):
    first = run("init")
    before = (tmp_path / "data" / "secret.key").read_bytes()

    second = run("init")

    assert "一次性密码" in first.stdout
    assert "一次性密码" not in second.stdout
    assert (tmp_path / "data" / "secret.key").read_bytes() == before
    assert [row["username"] for row in json.loads(run("staff", "list", "--json").stdout)] == ["admin"]


def test_a_real_agency_takes_the_place_of_the_sample(run_founded, tmp_path):
    (tmp_path / "agency.toml").write_text(AGENCY, "utf-8")

    done = run_founded("init", "--agency", "agency.toml")

    assert done.returncode == 0, done.stderr
    assert "示例区公共服务局（示例）" in done.stdout
    assert "registrar1" in done.stdout


def test_every_fault_of_an_agency_file_is_told_at_once(run, tmp_path):
    bad = AGENCY.replace('name = "示例区公共服务局（示例）"', "").replace('registrar"]', 'emperor"]')
    (tmp_path / "agency.toml").write_text(bad.replace('unit = "office"', 'unit = "nowhere"'), "utf-8")

    done = run("init", "--agency", "agency.toml")

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) >= 3


def test_bad_settings_are_told_all_at_once(run, monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("PORT=many\nTIMEZONE=Mars/Olympus\n", "utf-8")

    done = run("cases", "list")

    assert done.returncode == 2
    assert done.stderr.count("设置 ") == 2


def test_a_question_is_answered_through_the_production_path(run_founded):
    done = run_founded("ask", "依申请公开的答复期限是多少个工作日？", "--json")

    answer = json.loads(done.stdout)
    assert set(answer) == {"status", "text", "citations", "confidence", "hits"}
    assert set(answer["hits"][0]) == {"entry_id", "title", "score"}


def test_importing_twice_updates_instead_of_doubling(run_founded, tmp_path):
    (tmp_path / "page.md").write_text("---\ntitle: 示例办法\n---\n第一条 示例内容。\n", "utf-8")
    (tmp_path / "broken.docx").write_bytes(b"not a document")

    first = run_founded("knowledge", "import", "page.md", "broken.docx", "--json")
    again = run_founded("knowledge", "import", "page.md", "--json")

    assert json.loads(first.stdout)["created"] == 1
    assert "broken.docx" in first.stderr
    assert first.returncode == 1
    assert json.loads(again.stdout)["unchanged"] == 1


def test_the_clock_answers_line_by_line_and_names_what_is_impossible(run):
    good = '[{"type":"submitted","date":"2025-12-10","channel":"in_person"},{"type":"ask","what":"reply_due"}]'
    impossible = (
        '[{"type":"submitted","date":"2025-12-10","channel":"in_person"},'
        '{"type":"extended","date":"2026-03-10","working_days":20},{"type":"ask","what":"reply_due"}]'
    )

    done = run("clock", "-", given=f"{good}\n{impossible}\n{good}\n")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("due_on") for line in lines] == ["2026-01-08", None, "2026-01-08"]
    assert set(lines[1]["error"]) == {"code", "message", "article"}
    assert done.returncode == 1


def test_the_fee_is_explained_bracket_by_bracket(run):
    done = run("fee", "per_page", "101", "--json")

    assert json.loads(done.stdout)["fee_yuan"] == 720
    assert len(json.loads(done.stdout)["because"]) >= 3


def test_a_backup_is_whole_and_comes_back(run_founded, tmp_path):
    run_founded("staff", "add", "second", "--name", "示例二", "--role", "handler")
    assert run_founded("backup", "copy.db").returncode == 0
    run_founded("staff", "disable", "second")

    restored = run_founded("restore", "copy.db", "--yes")

    assert restored.returncode == 0, restored.stderr
    rows = {row["username"]: row for row in json.loads(run_founded("staff", "list", "--json").stdout)}
    assert rows["second"]["is_active"]
    assert run_founded("audit", "verify").returncode == 0


def test_a_file_that_is_no_backup_changes_nothing(run_founded, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"SQLite format 3\x00 but not really")

    done = run_founded("restore", "copy.db", "--yes")

    assert done.returncode == 1
    assert "没有改动" in done.stderr
    assert run_founded("audit", "verify").returncode == 0


def test_a_folder_of_questions_is_measured(run, tmp_path):
    folder = tmp_path / "bench"
    folder.mkdir()
    entries = [{"id": f"e{n}", "text": f"示例事项{n}由示例{n}号窗口办理，每周{n}开放。"} for n in range(12)]
    questions = [{"id": f"q{n}", "text": f"示例事项{n}在哪个窗口办？", "kind": "answerable"} for n in range(12)]
    questions.append({"id": "far", "text": "你喜欢听什么歌", "kind": "chat"})
    (folder / "kb.jsonl").write_text("\n".join(json.dumps(e, ensure_ascii=False) for e in entries), "utf-8")
    (folder / "queries.jsonl").write_text("\n".join(json.dumps(q, ensure_ascii=False) for q in questions), "utf-8")
    (folder / "qrels.tsv").write_text("\n".join(f"q{n}\te{n}\t1" for n in range(12)), "utf-8")

    done = run("knowledge", "evaluate", "bench", "--json")

    measured = json.loads(done.stdout)
    wanted = {"mrr@10", "hit@1", "hit@3", "hit@10", "rejected_at_90", "auroc", "precision_at_half"}
    assert wanted | {"p50_ms", "p99_ms", "build_s", "rss_mb"} <= set(measured)
    assert measured["hit@10"] > 0.9


def test_an_account_before_there_is_an_agency_is_refused_in_one_sentence(tmp_path):
    done = command_in(tmp_path)("staff", "add", "first", "--name", "示例", "--role", "handler")

    assert (done.returncode, done.stderr.strip()) == (1, "还没有设置机关，请先运行 init 或 serve。")


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "disable", "nobody"),
        ("staff", "reset-password", "nobody"),
        ("staff", "add", "admin", "--name", "示例", "--role", "handler"),
        ("staff", "add", "robot", "--name", "示例", "--role", "system"),
        ("backup", "no-such-folder/copy.db"),
        ("restore", "no-such-file"),
        ("knowledge", "import", "no-such-file"),
        ("cases", "show", "no-such-number"),
        ("clock", "no-such-file"),
        ("calendar", "import", "no-such-file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(founded, words):
    done = command_in(founded)(*words)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith("。")
