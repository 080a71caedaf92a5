"""Keeps message texts out of the log. Health questions are sensitive."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
# Rasa logs messages, trackers and parse results under many keys; only what cannot hold a person's words is shown.
SHOWN = frozenset({"event", "event_info", "event_key", "exc_info", "stack_info", "level", "filename", "action_name", "error_type"})


def hide(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace every value of a log entry that may hold what a person wrote. A structlog processor."""
    return {key: value if key in SHOWN else HIDDEN for key, value in entry.items()}


def hide_texts() -> None:
    """Put `hide` before all other log processors. Call it after Rasa has configured its log."""
    structlog.configure(processors=[hide, *structlog.get_config()["processors"]])
