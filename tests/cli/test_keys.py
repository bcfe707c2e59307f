"""Changing the keys of field encryption from the command line, step by step as the README tells it."""

import json

import pytest

from tests.cli.test_commands import founded, run_founded  # noqa: F401 - fixtures


def counts(run) -> dict[str, int]:
    return json.loads(run("keys", "status", "--json").stdout)


@pytest.mark.slow
def test_keys_are_changed_in_four_steps_and_nothing_is_lost(run_founded, tmp_path):  # noqa: F811 - the fixture
    before = counts(run_founded)
    assert run_founded("keys", "new").returncode == 0
    refused = run_founded("keys", "retire")
    rotated = json.loads(run_founded("keys", "rotate", "--json").stdout)
    retired = run_founded("keys", "retire")

    assert (before["older"], before["lost"], before["keys"]) == (0, 0, 1)
    assert refused.returncode == 1
    assert "keys rotate" in refused.stderr
    assert rotated["resealed"] == before["newest"]
    assert retired.returncode == 0
    assert len((tmp_path / "data" / "secret.key").read_text().split()) == 1
    assert run_founded("audit", "verify").returncode == 0
    assert counts(run_founded) == before


@pytest.mark.slow
def test_a_foreign_key_file_is_told_in_one_sentence(run_founded, tmp_path):  # noqa: F811 - the fixture
    path = tmp_path / "data" / "secret.key"
    own = path.read_text()
    path.unlink()

    refused = run_founded("keys", "status")

    assert refused.returncode == 1
    assert "打不开" in refused.stderr
    assert "Traceback" not in refused.stderr
    path.write_text(own)
    assert run_founded("keys", "status").returncode == 0
