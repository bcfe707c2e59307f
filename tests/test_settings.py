"""Settings: read once, every fault told at once, keys made safely."""

import pytest

from handlers.settings import BadSettings, Settings, read_settings


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


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"smtp_host": "mail.example"}, "SMTP_FROM"),
        ({"smtp_from": "a@example.org"}, "SMTP_FROM"),
        ({"smtp_host": "mail.example", "smtp_from": "not an address"}, "SMTP_FROM"),
        ({"smtp_host": "mail.example", "smtp_from": "a@example.org", "smtp_user": "desk"}, "SMTP_PASSWORD"),
        ({"smtp_user": "desk", "smtp_password": "x"}, "SMTP_PASSWORD"),
        ({"smtp_tls": "perhaps"}, "SMTP_TLS"),
        (
            {
                "smtp_host": "mail.example",
                "smtp_from": "a@example.org",
                "smtp_user": "desk",
                "smtp_password": "x",
                "smtp_tls": "none",
            },
            "SMTP_TLS",
        ),
    ],
)
def test_mail_settings_come_whole_or_not_at_all(given, named):
    with pytest.raises(BadSettings) as refused:
        read_settings(_env_file=None, **given)

    assert [fault for fault in refused.value.faults if named in fault]


def test_a_whole_set_of_mail_settings_is_accepted_and_keeps_its_password():
    settings = read_settings(
        _env_file=None, smtp_host="mail.example", smtp_from="a@example.org", smtp_user="desk", smtp_password="geheim"
    )

    assert settings.sends_mail
    assert "geheim" not in repr(settings)
