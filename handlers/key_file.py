"""The keys of field encryption: given in SECRET_KEYS, or kept in a file of DATA_DIR that only its owner may read.

The file holds one key a line, the newest first. It is never edited in place: a new one is written aside and takes its
name at once, and what is retired is kept beside it.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet

from handlers.settings import BadSettings, Settings

KEY_FILE = "secret.key"
RETIRED_FILE = "secret.key.retired"
OWNER_ONLY = 0o600


def encryption_keys(settings: Settings) -> tuple[str, ...]:
    """Return the field encryption keys, newest first; make the key file on first use.

    Raises:
        BadSettings: the key file cannot be read or holds no key.
    """
    given = given_keys(settings)
    if given:
        return given
    path = settings.data_dir / KEY_FILE
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return _keys_in(path)


def given_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys of SECRET_KEYS; none where the key file is used."""
    return tuple(key.strip() for key in settings.secret_keys.get_secret_value().split(",") if key.strip())


def new_key() -> str:
    """Return a fresh key for SECRET_KEYS."""
    return Fernet.generate_key().decode()


def add_key(settings: Settings) -> None:
    """Put a fresh key first into the key file; every process takes it up when it is started again.

    Raises:
        BadSettings: the key file cannot be read or holds no key.
    """
    _write(settings.data_dir / KEY_FILE, (new_key(), *encryption_keys(settings)))


def retire_keys(settings: Settings) -> int:
    """Leave only the newest key in the key file and keep the others beside it; return how many those were.

    Raises:
        BadSettings: the key file cannot be read or holds no key.
    """
    newest, *older = encryption_keys(settings)
    if older:
        beside = settings.data_dir / RETIRED_FILE
        known = beside.read_text(encoding="ascii").split() if beside.exists() else []
        _write(beside, (*older, *known))
        _write(settings.data_dir / KEY_FILE, (newest,))
    return len(older)


def _make(path: Path) -> None:
    # Linked, not moved: whoever starts at the same moment sees a whole file or none, and the first one stands.
    aside = _written_aside(path, (new_key(),))
    with suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()


def _write(path: Path, keys: Iterable[str]) -> None:
    os.replace(_written_aside(path, keys), path)


def _written_aside(path: Path, keys: Iterable[str]) -> Path:
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return aside


def _keys_in(path: Path) -> tuple[str, ...]:
    keys = tuple(path.read_text(encoding="ascii").split())
    if not keys:
        raise BadSettings([f"密钥文件 {path} 是空的；请恢复备份的密钥文件，否则已加密的内容无法读取。"])
    return keys
