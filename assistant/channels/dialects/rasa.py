"""Rasa's own formats, for programs and widgets that know them: REST, and Socket.IO as its widgets read it."""

from __future__ import annotations

from typing import Any

from assistant.knowledge.reply import Reply


def rest(reply: Reply) -> dict[str, Any]:
    """Return `reply` as one message of Rasa's REST format: `text`, and `buttons` if there are any."""
    buttons = [suggestion.dict() for suggestion in reply.suggestions]
    return {"text": reply.plain(list_suggestions=False), **({"buttons": buttons} if buttons else {})}


def socketio(reply: Reply) -> dict[str, Any]:
    """Return `reply` as one `bot_uttered` message of Rasa's Socket.IO format: `text`, and `quick_replies` if there are any."""
    buttons = [{"content_type": "text", **suggestion.dict()} for suggestion in reply.suggestions]
    return {"text": reply.plain(list_suggestions=False), **({"quick_replies": buttons} if buttons else {})}
