"""One reply in parts, before a door renders it in its own dialect. It travels through Rasa as JSON (`Reply.parse_obj`)."""

from __future__ import annotations

from typing import Literal

from assistant.knowledge.schema import Strict, Table, Tier

Kind = Literal["answered", "clarified", "declined", "urgent"]


class Suggestion(Strict):
    """A question or move that the person may choose next: its words and the payload that a button sends."""

    title: str
    payload: str


class Reply(Strict):
    """One reply in parts. No part holds markup; a line break in `body`, `source` or a note is a new line for the reader."""

    body: str
    disclaimer: str
    outcome: Kind
    table: Table | None = None
    source: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    suggest_label: str = ""
    topics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tier: Tier | None = None
    notes: tuple[str, ...] = ()

    def plain(self, *, list_suggestions: bool) -> str:
        """Return the reply as plain text, parts separated by line breaks.

        Args:
            list_suggestions: write the suggested questions out, for a door that shows no buttons.
        """
        parts = [self.body]
        if self.table:
            others = self.table.columns[1:]
            parts += [
                "\n".join(f"- {row[0]}: " + "; ".join(f"{o}: {c}" for o, c in zip(others, row[1:], strict=True)) for row in self.table.rows)
            ]
        parts += self.notes
        if self.source:
            parts.append(self.source)
        if list_suggestions and self.suggestions:
            parts.append("\n".join([self.suggest_label, *(f"- {suggestion.title}" for suggestion in self.suggestions)]))
        return "\n".join([*parts, self.disclaimer])
