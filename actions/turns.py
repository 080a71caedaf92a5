"""What the actions read of the conversation so far."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from assistant.nlu.urgency import together


def last_reply(tracker: Tracker) -> dict[str, Any]:
    """Return what `assistant/nlg.py` tells of the assistant's last reply (`outcome`, `topics`, `offered`, ...), or nothing."""
    said = [event for event in tracker.events if event["event"] == "bot"]
    metadata: dict[str, Any] = (said[-1].get("metadata") or {}) if said else {}
    return metadata


def messages_together(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the parse results of the person's last messages that belong together, the last one last."""
    said = [event for event in tracker.events if event["event"] == "user"]
    return together([(event["timestamp"], event["parse_data"]) for event in said])
