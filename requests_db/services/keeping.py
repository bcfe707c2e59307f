"""Keeping the data safe: a consistent copy while running, and its way back (备份与恢复)."""

from requests_db.store.backup import BadBackup, CannotWrite, NotEmbedded, backup, restore

__all__ = ["BadBackup", "CannotWrite", "NotEmbedded", "backup", "restore"]
