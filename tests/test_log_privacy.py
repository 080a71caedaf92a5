"""The log tells what happened, never what a person wrote."""

from __future__ import annotations

from assistant.log_privacy import hide


def test_only_harmless_fields_are_shown() -> None:
    entry = {"event": "rest.message.received.failure", "text": "my secret", "anything_else": {"user": "secret"}, "level": "error"}
    shown = hide(None, "error", entry)
    assert shown["event"] == "rest.message.received.failure"
    assert shown["level"] == "error"
    assert "secret" not in str(shown)
