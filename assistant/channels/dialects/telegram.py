"""How a reply looks on Telegram: messages in Telegram's HTML, with buttons below the last."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from html import escape, unescape
from itertools import accumulate
from typing import Any

from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.telegram_words import shared_telegram_words

LIMIT = 4096  # UTF-16 units of one message, Telegram's
NEW_LINE, NEW_PART = "\n", "\n\n"
ROOM = LIMIT - len(NEW_PART + "<b></b>")  # for the text of one line
SHORT_LABEL = 24  # characters; two such buttons can be read side by side on a phone
TAGS = re.compile(r"</?[a-z]+>")


def render(reply: Reply) -> list[dict[str, Any]]:
    """Return the messages that show `reply`: `text` in HTML, and on the last `reply_markup`, the buttons, if there are any."""
    texts = [""]
    for gap, line in lines(reply):
        if units(texts[-1] + gap + line) > LIMIT:
            texts.append(line)
        else:
            texts[-1] += gap + line if texts[-1] else line
    messages: list[dict[str, Any]] = [{"text": text} for text in texts]
    if reply.suggestions:
        messages[-1]["reply_markup"] = {"inline_keyboard": keyboard(reply.suggestions)}
    return messages


def plain(text: str) -> str:
    """Return the text of a rendered message without markup."""
    return unescape(TAGS.sub("", text))


def lines(reply: Reply) -> Iterator[tuple[str, str]]:
    """Yield the lines of `reply` in HTML, none longer than a message, each with what parts it from the line before."""
    for gap, tag, part in parts(reply):
        shown = [escape(piece, quote=False) for line in part.split(NEW_LINE) for piece in pieces(line)]
        for number, text in enumerate(shown):
            yield NEW_LINE if number else gap, f"<{tag}>{text}</{tag}>" if tag and text else text


def parts(reply: Reply) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of `reply` as plain text, each after what parts it from the one before and the tag that marks it, if any."""
    if reply.tier in ("emergency", "urgent"):
        yield NEW_PART, "b", getattr(shared_telegram_words().headings, reply.tier)
    yield NEW_PART, "", reply.body
    if reply.table:
        for name, *cells in reply.table.rows:
            yield NEW_PART, "b", name
            for column, cell in zip(reply.table.columns[1:], cells, strict=True):
                yield NEW_LINE, "", f"{column}: {cell}"
    for note in reply.notes:
        yield NEW_PART, "", note
    if reply.source:
        yield NEW_PART, "i", reply.source
    yield NEW_PART, "", reply.disclaimer  # the last words: the buttons below need no line that announces them


def pieces(line: str) -> Iterator[str]:
    """Yield `line` in pieces that fit into a message, cut after a sentence if possible, else after a word."""
    sizes = list(accumulate(units(escape(sign, quote=False)) for sign in line))
    while sizes and sizes[-1] > ROOM:
        end = bisect(sizes, ROOM)
        cut = line.rfind(". ", 0, end) + 1 or line.rfind(" ", 0, end) + 1 or end
        yield line[:cut].strip()
        line, sizes = line[cut:], [size - sizes[cut - 1] for size in sizes[cut:]]
    yield line.strip()


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def keyboard(suggestions: tuple[Suggestion, ...]) -> list[list[dict[str, str]]]:
    """Return the buttons in rows: two short ones side by side, else each in a row of its own."""
    buttons = [{"text": suggestion.title, "callback_data": suggestion.payload} for suggestion in suggestions]
    width = 2 if all(len(suggestion.title) <= SHORT_LABEL for suggestion in suggestions) else 1
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]
