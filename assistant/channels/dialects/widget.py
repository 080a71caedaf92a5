"""The widget's dialect: a reply as JSON parts, from which the script builds the page's elements."""

from __future__ import annotations

from typing import Any

from assistant.knowledge.phone_numbers import with_numbers
from assistant.knowledge.reply import Reply

Segment = str | dict[str, str]  # words, or {"text": ..., "tel": ...} for a number to call


def render(reply: Reply) -> dict[str, Any]:
    """Return the parts of `reply`. `body` and `notes` are lines, each a list of segments; the other parts are plain text."""
    return {
        "tier": reply.tier,
        "body": lines(reply.body),
        "table": reply.table and {"columns": reply.table.columns, "rows": reply.table.rows},
        "notes": [line for note in reply.notes for line in lines(note)],
        "source": reply.source,
        "suggest_label": reply.suggest_label,
        "suggestions": [{"title": suggestion.title, "payload": suggestion.payload} for suggestion in reply.suggestions],
        "disclaimer": reply.disclaimer,
    }


def lines(text: str) -> list[list[Segment]]:
    """Return the lines of `text`, cut at the numbers to call."""
    return [[{"text": piece, "tel": tel} if tel else piece for piece, tel in with_numbers(line)] for line in text.splitlines()]
