"""A reply in Slack's dialect: Block Kit, with the whole text beside it for notifications and screen readers."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from assistant.knowledge.phone_numbers import with_numbers
from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.schema import Table
from assistant.knowledge.slack_words import shared_slack_words

Block = dict[str, Any]
MAX_TEXT = 3000  # characters of a text in a block; all limits are Slack's
MAX_FIELDS = 10  # of a section
MAX_CELL = 1900  # of a field; 2000 with the name of its column
MAX_TITLE = 75  # of a button
IN_A_ROW = 5  # buttons; up to 25 are allowed, but five and fewer fit on a line
# mrkdwn has no way to escape these, so signs that look alike take their place.
LOOK_ALIKE = str.maketrans(
    {"*": "\N{ASTERISK OPERATOR}", "_": "\N{MODIFIER LETTER LOW MACRON}", "~": "\N{TILDE OPERATOR}", "`": "\N{PRIME}"}
)
HEADING = re.compile(r"^(\d+\. .+)$", re.MULTILINE)  # the questions of a reply that answers several
ITEM = re.compile(r"^- ", re.MULTILINE)
QUOTE = re.compile(r"^(?=&gt;)", re.MULTILINE)  # Slack makes a quotation of a line that starts so, escaped or not


def render(reply: Reply) -> dict[str, Any]:
    """Return `reply` as a message of Slack's API: `text`, and `blocks` with the disclaimer last."""
    notes = "\n".join(reply.notes)
    blocks = [
        *heading(reply),
        *sections(reply.body, bold_questions=len(reply.topics) > 1),
        *table(reply.table),
        *sections(notes),
        *context(reply.source or ""),
        *buttons(reply.suggestions, reply.suggest_label),
        *context(reply.disclaimer),
    ]
    return {"text": escaped(reply.plain(list_suggestions=False)), "blocks": blocks}


def home(reply: Reply) -> dict[str, Any]:
    """Return the Home tab: its title, and `reply`, a help text, with the ways to ask below it."""
    words = shared_slack_words()
    shown = render(reply.copy(update={"notes": (*reply.notes, words.home_note)}))
    return {"type": "home", "blocks": [{"type": "header", "text": plain(words.home_title)}, *shown["blocks"]]}


def chosen(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return the blocks of a message whose button `title` was pressed: what was chosen stands in place of the buttons."""
    rows = [at for at, block in enumerate(blocks) if block.get("type") == "actions"]
    if not rows:
        return list(blocks)
    kept = [block for block in blocks if block.get("type") != "actions"]
    return [*kept[: rows[0]], *context(f"{shared_slack_words().chosen} {title}"), *kept[rows[0] :]]


def escaped(text: str) -> str:
    """Return plain `text` so that Slack shows it as it is: no mention, no link, no markup."""
    return QUOTE.sub("\N{ZERO WIDTH SPACE}", html.escape(text.translate(LOOK_ALIKE), quote=False))


def mrkdwn(text: str, *, bold_questions: bool = False) -> str:
    """Return plain `text` as mrkdwn, with list points, and with the numbers to call as links."""
    pieces = [f"<tel:{number}|{piece}>" if number else escaped(piece) for piece, number in with_numbers(text)]
    marked = ITEM.sub("• ", "".join(pieces))
    return HEADING.sub(r"*\1*", marked) if bold_questions else marked


def cut(text: str, limit: int) -> list[str]:
    """Return plain `text` in pieces that are not longer than `limit` as mrkdwn, cut at a line, a sentence or a word. Nothing is lost."""
    if len(mrkdwn(text, bold_questions=True)) <= limit:
        return [text]
    middle = len(text) // 2
    places = (text.rfind(end, 0, middle) + len(end) for end in ("\n", ". ", " ") if end in text[:middle])
    place = next(places, middle)
    return cut(text[:place], limit) + cut(text[place:], limit)


def marked(text: str) -> Block:
    """Return mrkdwn that Slack leaves as it is; without `verbatim` it would make links of the names of people and channels."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> Block:
    """Return text that holds no markup for Slack."""
    return {"type": "plain_text", "text": text}


def heading(reply: Reply) -> list[Block]:
    """Return the heading of a reply that sends to urgent help; others have none."""
    words = shared_slack_words()
    title = {"emergency": words.emergency, "urgent": words.urgent}.get(reply.tier or "")
    return [{"type": "header", "text": plain(title)}] if title else []


def sections(text: str, **how: bool) -> list[Block]:
    """Return `text` as one section, or as several if it is long."""
    return [{"type": "section", "text": marked(mrkdwn(piece, **how))} for piece in cut(text, MAX_TEXT) if piece.strip()]


def context(text: str) -> list[Block]:
    """Return `text` in small print."""
    return [{"type": "context", "elements": [marked(mrkdwn(piece))]} for piece in cut(text, MAX_TEXT) if piece.strip()]


def table(content: Table | None) -> list[Block]:
    """Return a table as sections: the first cell of a row above, the others beside one another, each under its column."""
    if not content:
        return []
    blocks: list[Block] = []
    for row in content.rows:
        cells = [(name, piece) for name, cell in zip(content.columns[1:], row[1:], strict=True) for piece in cut(cell, MAX_CELL)]
        fields = [marked(f"*{escaped(name)}*\n{mrkdwn(piece)}") for name, piece in cells]
        blocks.append({"type": "section", "text": marked(f"*{escaped(row[0])}*")})
        blocks += [{"type": "section", "fields": fields[at : at + MAX_FIELDS]} for at in range(0, len(fields), MAX_FIELDS)]
    return blocks


def buttons(suggestions: Sequence[Suggestion], label: str) -> list[Block]:
    """Return the suggestions as buttons, under `label`."""
    elements = [
        {"type": "button", "action_id": f"choose_{number}", "text": plain(title(suggestion)), "value": suggestion.payload}
        for number, suggestion in enumerate(suggestions)
    ]
    rows: list[Block] = [{"type": "actions", "elements": elements[at : at + IN_A_ROW]} for at in range(0, len(elements), IN_A_ROW)]
    return [*sections(label), *rows] if rows else []


def title(suggestion: Suggestion) -> str:
    """Return the words on a button."""
    return suggestion.title if len(suggestion.title) <= MAX_TITLE else f"{suggestion.title[: MAX_TITLE - 1]}…"
