"""What the actions read of the conversation so far."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker

from assistant.nlu.urgency import together


def last_reply(tracker: Tracker) -> dict[str, Any]:
    """Return what `assistant/nlg.py` tells of the assistant's last reply (`outcome`, `topics`, `offered`, ...), or nothing."""
    said = [event for event in tracker.events if event["event"] == "bot"]
    metadata: dict[str, Any] = (said[-1].get("metadata") or {}) if said else {}
    return metadata


def replies_before(tracker: Tracker) -> list[dict[str, Any]]:
    """Return what `assistant/nlg.py` tells of the replies between the person's last two messages."""
    spoken = [event for event in tracker.events if event["event"] in ("user", "bot")]
    earlier = reversed(spoken[:-1] if spoken and spoken[-1]["event"] == "user" else spoken)
    return [event.get("metadata") or {} for event in takewhile(lambda event: event["event"] == "bot", earlier)]


def messages_together(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the parse results of the person's last messages that belong together, the last one last."""
    said = [event for event in tracker.events if event["event"] == "user"]
    return together([(event["timestamp"], event["parse_data"]) for event in said])
