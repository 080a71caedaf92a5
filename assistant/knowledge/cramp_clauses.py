"""Tells which clauses of a text answer steps of the cramp check that are not being asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.knowledge.cramp_answers import CLAUSE, AnswerReader, Reading
from assistant.knowledge.cramp_schema import Words
from assistant.knowledge.wording import any_of, plain

WITH_END = re.compile(rf"{CLAUSE.pattern}[^\w+-]*")  # a clause and the marks after it
AFTER_LINK = re.compile(r"(?<=\band\b)|(?<=\bwith\b)|(?<=\bplus\b)|(?<=&)")


class UnaskedAnswers:
    """Parts what a text says about other steps from what it says about the step being asked."""

    def __init__(self, readers: Mapping[str, AnswerReader], words: Words) -> None:
        """Read with the `readers` of all steps and the everyday `words`."""
        self._readers = readers
        self._denies = re.compile(rf"(?<!\S){any_of(words.denies)}")

    def parted(self, asked: str | None, text: str) -> tuple[dict[str, Reading], str]:
        """Return what `text` says about steps other than the one `asked`, by step, and the rest of it.

        A clause counts for another step only if it clearly answers that one alone and does not answer what is asked. After "no numbness"
        it is not clear whether "kidney disease" is denied too.
        """
        readings: dict[str, Reading] = {}
        rest, denied = [], False
        for clause in self._clauses(text):
            told, denies = self._told(asked, clause), bool(self._denies.search(clause))
            if told and (denies or not denied or not self._readers[told[0]].step.denied):
                readings.setdefault(told[0], Reading()).add(told[1])
            else:
                rest.append(clause)
            denied = denies
        return readings, "".join(rest) if readings else text

    def _clauses(self, text: str) -> Iterator[str]:
        """Give the clauses of `text`, taken apart at "and" where only their parts are clear."""
        for match in WITH_END.finditer(plain(text)):
            parts = AFTER_LINK.split(match[0])
            apart = not self._clear(match[0]) and any(self._clear(part) for part in parts)
            yield from parts if apart else [match[0]]

    def _told(self, asked: str | None, clause: str) -> tuple[str, Reading] | None:
        """Return the one step other than `asked` that a clause answers, with its reading, or None."""
        clear = self._clear(clause)
        if asked:
            own = self._readers[asked].read(clause)
            if own.explained and own.value(self._readers[asked].step):
                return None
        return clear[0] if len(clear) == 1 else None

    def _clear(self, clause: str) -> list[tuple[str, Reading]]:
        found = [(step_id, reader.unasked(clause)) for step_id, reader in self._readers.items()]
        return [(step_id, reading) for step_id, reading in found if reading]
