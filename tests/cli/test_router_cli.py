"""The router of citizens' messages at the command line: fitted in DATA_DIR, applied line by line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handlers.cli.library import library_commands
from handlers.cli.running import House
from knowledge.live_router import ROUTER_FILE

LABELLED = [
    *({"text": f"请问示例{n}号线什么时候开通？", "type": "咨询"} for n in range(12)),
    *({"text": f"建议在示例{n}路口增设红绿灯。", "type": "建言"} for n in range(12)),
    *({"text": f"示例{n}小区物业乱收费，至今无人处理！", "type": "投诉/求助"} for n in range(12)),
]
UNSEEN = ["请问示例大桥什么时候开通？", "示例花园物业乱收费，无人处理", "建议增设示例红绿灯\n方便出行"]


def no_house() -> House:
    raise AssertionError("the router needs no database")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a `knowledge` command with an empty DATA_DIR."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    commands = library_commands(no_house)
    return lambda *words: CliRunner().invoke(commands, list(words))


def lines(path: Path, rows: list[dict[str, str]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


def test_messages_are_routed_one_json_object_a_line_in_the_order_given(run, tmp_path):
    done = run("route", lines(tmp_path / "unseen.jsonl", [{"text": text} for text in UNSEEN]), "--json")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == UNSEEN
    assert {row["type"] for row in rows} <= {"咨询", "建言", "投诉/求助"}


def test_a_fitted_model_is_kept_in_the_data_folder_and_used_from_then_on(run, tmp_path):
    trained = run("train-router", lines(tmp_path / "labelled.jsonl", LABELLED), "--json")

    routed = run("route", lines(tmp_path / "unseen.jsonl", [{"text": text} for text in UNSEEN]), "--json")

    assert trained.exit_code == 0, trained.output
    assert json.loads(trained.stdout)["messages"] == len(LABELLED)
    assert (tmp_path / "data" / ROUTER_FILE).exists()
    assert [json.loads(line)["type"] for line in routed.stdout.splitlines()] == ["咨询", "投诉/求助", "建言"]


def test_without_json_each_line_is_the_type_and_the_text(run, tmp_path):
    done = run("route", lines(tmp_path / "unseen.jsonl", [{"text": UNSEEN[0]}]))

    assert done.stdout == f"咨询\t{UNSEEN[0]}\n"


def test_a_spoilt_model_is_told_in_one_sentence(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ROUTER_FILE).write_bytes(b"no model")

    done = run("route", lines(tmp_path / "unseen.jsonl", [{"text": UNSEEN[0]}]))

    assert done.exit_code == 1
    assert done.stdout == ""
    assert "train-router" in done.stderr


def test_one_kind_alone_is_refused_in_one_sentence(run, tmp_path):
    done = run("train-router", lines(tmp_path / "labelled.jsonl", LABELLED[:3]))

    assert done.exit_code == 1
    assert "两种类型" in done.stderr
