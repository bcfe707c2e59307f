"""The key file: made once, changed as a whole, read by its owner alone."""

import stat

import pytest

from handlers.key_file import add_key, encryption_keys, retire_keys
from handlers.settings import BadSettings, read_settings


def test_the_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    settings = read_settings(data_dir=tmp_path / "data")

    first = encryption_keys(settings)

    assert encryption_keys(settings) == first
    mode = stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode)
    assert mode == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_an_emptied_key_file_is_refused_not_replaced(tmp_path):
    (tmp_path / "secret.key").write_text("")

    with pytest.raises(BadSettings, match="恢复备份的密钥文件"):
        encryption_keys(read_settings(data_dir=tmp_path))


def test_a_new_key_comes_first_and_the_former_ones_stay(tmp_path):
    settings = read_settings(data_dir=tmp_path)
    (first,) = encryption_keys(settings)

    add_key(settings)

    newest, kept = encryption_keys(settings)
    assert kept == first
    assert newest != first


def test_retired_keys_are_kept_beside_the_key_file(tmp_path):
    settings = read_settings(data_dir=tmp_path)
    (first,) = encryption_keys(settings)
    add_key(settings)
    newest, _ = encryption_keys(settings)

    assert retire_keys(settings) == 1

    assert encryption_keys(settings) == (newest,)
    beside = tmp_path / "secret.key.retired"
    assert beside.read_text().split() == [first]
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
