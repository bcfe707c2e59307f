"""Keeping the data safe: a consistent copy while running and its way back, and the use of keys (备份、恢复、密钥)."""

from requests_db.store.backup import BadBackup, CannotWrite, NotEmbedded, backup, restore
from requests_db.store.key_rotation import KeyUse, SealBroken

__all__ = ["BadBackup", "CannotWrite", "KeyUse", "NotEmbedded", "SealBroken", "backup", "restore"]
