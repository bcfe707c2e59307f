"""Settings from the environment and `.env`, read once, frozen, all bad values reported at once.

Nothing else in the house reads the environment.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from requests_db.services.mail_notices import is_address

SMTP_SECURITY = ("none", "starttls", "tls")
PLAIN_FAULTS = {
    "int_parsing": "应为整数",
    "greater_than_equal": "应为 0 到 65535 之间的整数",
    "less_than_equal": "应为 0 到 65535 之间的整数",
    "literal_error": "应为 text 或 json",
}


class BadSettings(Exception):
    """Settings that cannot be used; `faults` holds one Chinese sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """How this installation is set up; the README table describes each setting."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="folder of the embedded database, key file and models")
    database_url: str = Field("", description="empty: SQLite desk.db inside DATA_DIR; or postgresql+asyncpg://…")
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8080, ge=0, le=65535, description="port the web server listens on")
    public_url: str = Field("", description="address by which people reach the service, for links and webhooks")
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="comma-separated addresses whose X-Forwarded-For is believed"
    )
    outbound_proxy: str = Field("", description="proxy for calls to Telegram")
    telegram_token: SecretStr = Field(SecretStr(""), description="token of the Telegram bot; empty: no Telegram")
    telegram_api_base_url: str = Field("https://api.telegram.org", description="root of the Bot API server")
    telegram_webhook_secret: SecretStr = Field(SecretStr(""), description="with PUBLIC_URL: webhook instead of polling")
    smtp_host: str = Field("", description="mail server for notices by e-mail; empty: no e-mail")
    smtp_port: int = Field(587, ge=1, le=65535, description="port of the mail server")
    smtp_from: str = Field("", description="address the mails come from", validate_default=True)
    smtp_user: str = Field("", description="account at the mail server; empty: none needed")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="password of the account at the mail server", validate_default=True
    )
    smtp_tls: str = Field("starttls", description="none, starttls or tls", validate_default=True)
    secret_keys: SecretStr = Field(
        SecretStr(""), description="comma-separated field encryption keys, newest first; empty: key file in DATA_DIR"
    )
    timezone: str = Field("Asia/Shanghai", description="the authority's zone, in which legal days are counted")
    log_format: Literal["text", "json"] = Field("text", description="text for people, json for collectors")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgresql+asyncpg://", "sqlite+aiosqlite:///")):
            raise ValueError("应为 postgresql+asyncpg://… 或 sqlite+aiosqlite:///…")
        return value

    @field_validator("public_url", "telegram_api_base_url", "outbound_proxy")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https", "socks5"} or not parts.netloc):
            raise ValueError("应为完整网址，例如 https://desk.example.gov.cn")
        return value.rstrip("/")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
        except ValueError as error:
            raise ValueError("应为以逗号分隔的 IP 地址或网段") from error

    @field_validator("smtp_from")
    @classmethod
    def _sender_with_host(cls, value: str, given: ValidationInfo) -> str:
        if bool(value) != bool(given.data.get("smtp_host")):
            raise ValueError("要与 SMTP_HOST 一同设置，或者都不设置")
        if value and not is_address(value):
            raise ValueError("应为一个邮箱地址，例如 gongkai@example.gov.cn")
        return value

    @field_validator("smtp_password")
    @classmethod
    def _password_with_user(cls, value: SecretStr, given: ValidationInfo) -> SecretStr:
        if bool(value.get_secret_value()) != bool(given.data.get("smtp_user")):
            raise ValueError("要与 SMTP_USER 一同设置，或者都不设置")
        if value.get_secret_value() and not given.data.get("smtp_host"):
            raise ValueError("没有设置 SMTP_HOST，账号和密码没有用处")
        return value

    @field_validator("smtp_tls")
    @classmethod
    def _known_security(cls, value: str, given: ValidationInfo) -> str:
        if value not in SMTP_SECURITY:
            raise ValueError("应为 none、starttls 或 tls")
        if value == "none" and given.data.get("smtp_user"):
            raise ValueError("为 none 时账号密码会以明文传送；请改用 starttls 或 tls，或者不设账号")
        return value

    @field_validator("secret_keys")
    @classmethod
    def _usable_keys(cls, value: SecretStr) -> SecretStr:
        for key in filter(None, map(str.strip, value.get_secret_value().split(","))):
            try:
                Fernet(key)
            except ValueError as error:
                raise ValueError("每个密钥应为 44 个字符的 base64 密钥") from error
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("应为时区名称，例如 Asia/Shanghai") from error
        return value

    @property
    def database(self) -> str:
        """The database address, the embedded one where none is set."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'desk.db').as_posix()}"

    @property
    def sends_mail(self) -> bool:
        """Whether notices go by e-mail where the applicant chose it."""
        return bool(self.smtp_host)

    @property
    def uses_webhook(self) -> bool:
        """Whether Telegram calls us (webhook) instead of our asking (polling)."""
        return bool(self.public_url and self.telegram_webhook_secret.get_secret_value())

    @property
    def address(self) -> str:
        """The address by which people reach the service."""
        return self.public_url or f"http://{self.host}:{self.port}"


def read_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`.

    Raises:
        BadSettings: with a sentence for every value that cannot be used.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSettings([_sentence(fault["type"], fault["loc"], fault["msg"]) for fault in error.errors()]) from error


def _sentence(kind: str, location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]).upper() if location else "?"
    return f"设置 {name} 无效：{PLAIN_FAULTS.get(kind, message.removeprefix('Value error, '))}"
