"""The words that say that a text corrects an earlier answer: "no, i meant both legs"."""

from __future__ import annotations

import re

from assistant.knowledge.cramp_schema import Words
from assistant.knowledge.wording import one_of, plain


class CorrectionCues:
    """Finds the cues at either end of a text."""

    def __init__(self, words: Words) -> None:
        """Look for the cues of `words`."""
        clear, soft = one_of(words.clear_corrections), one_of(words.soft_corrections)
        self._first = re.compile(
            rf"\W*(?:(?:.*\bbut )?(?P<clear>{clear})|(?P<soft>{soft})|{one_of(words.leads)})(?!\w)[\s,.;:!-]*",
        )
        self._last = re.compile(rf"[\s,.;-]+(?:(?P<clear>{clear})|(?P<soft>{soft}))\W*$")

    def removed(self, text: str) -> tuple[str, str]:
        """Return `text` without its cues, and how clear they are: "clear", "soft" or "" for none."""
        rest, cue = plain(text), ""
        while match := (self._first.match(rest) or self._last.search(rest)):
            cue = "clear" if match["clear"] else "soft" if match["soft"] and not cue else cue
            rest = rest[: match.start()] + rest[match.end() :]
        return rest, cue
