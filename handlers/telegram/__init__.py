"""Telegram: updates become messages of the dialogue, replies become Telegram messages. Nothing is decided here."""
