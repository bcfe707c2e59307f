"""Settings: read once, every fault told at once, keys made safely."""

import stat

import pytest

from handlers.settings import BadSettings, Settings, encryption_keys, read_settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_an_empty_environment_means_the_embedded_database_on_this_machine():
    settings = read_settings()

    assert settings.database == "sqlite+aiosqlite:///data/desk.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert not settings.uses_webhook


def test_every_bad_value_is_reported_at_once_and_in_chinese(monkeypatch):
    for name, value in {
        "PORT": "many",
        "TIMEZONE": "Mars/Olympus",
        "TRUSTED_PROXIES": "nobody",
        "LOG_FORMAT": "xml",
        "DATABASE_URL": "mysql://x",
        "SECRET_KEYS": "short",
    }.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings) as caught:
        read_settings()

    faults = caught.value.faults
    assert len(faults) == 6
    assert all(fault.startswith("设置 ") for fault in faults)


def test_webhook_needs_both_the_secret_and_the_public_address(monkeypatch):
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "s")
    assert not read_settings().uses_webhook

    monkeypatch.setenv("PUBLIC_URL", "https://desk.example.gov.cn/")

    assert read_settings().uses_webhook
    assert read_settings().address == "https://desk.example.gov.cn"


def test_secrets_are_not_shown_when_settings_are_printed(monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:secret-token")

    assert "secret-token" not in repr(read_settings())


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
