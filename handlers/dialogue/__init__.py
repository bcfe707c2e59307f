"""The channel-neutral conversation: no Telegram, no HTTP, no SQL in here."""
