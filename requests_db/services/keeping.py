"""Keeping the data safe: a consistent copy while running, and its way back (备份与恢复)."""

from requests_db.store.backup import BadBackup, NotEmbedded, backup, restore

__all__ = ["BadBackup", "NotEmbedded", "backup", "restore"]
