"""Reads the words of a message or of a phrase in one form: short forms, glued words, years, marks. No Rasa here."""

from __future__ import annotations

import re

import spacy

from assistant.knowledge.red_flags import RedFlagData
from assistant.nlu.cues import COMMA, SENTENCE_END

# A number or mark that is glued to a word: "15min", "help,she".
GLUED = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=[.,!?;:]+[a-z])|(?<=[.,!?;:])(?=[a-z])")
# "my heart won't stop racing" denies nothing: it keeps racing.
NOT_STOP = re.compile(r"\b(?:can|wo|will|do|does|could|would|has|have)(?:n'?t| not) (?:seem to )?stop(?:ped)?\b")
# "in the 80s", "in '98": a year, but not of a pulse or a level.
DECADE = re.compile(r"(?<!sats )(?<!pulse )(?<!oxygen )(?<!rate )(?<!hr )(?<!is )(?<!was )(?<!are )in the (?:19)?([5-9]0)'?s\b")
SHORT_YEAR = re.compile(r"\bin '([0-2]\d|[5-9]\d)\b")
# "can t" for "can't".
SPLIT_NOT = re.compile(r"\b(can|won|don|couldn|isn|didn|doesn|hasn|wasn) t\b")


class WordReader:
    """Reads with the short forms and fillers of a notation. `vocab`: that of the words, for spaCy's matcher."""

    def __init__(self, notation: RedFlagData) -> None:
        """Use the `notation` of `red_flags.yml`."""
        self._notation = notation
        self._nlp = spacy.blank("en")
        self.vocab = self._nlp.vocab

    def read(self, text: str) -> list[str]:
        """Return the words of a text in one form, as they are spelt.

        Args:
            text: a message, or a phrase of `red_flags.yml`.

        Returns:
            "can", "not" for "CAN'T", "cant" and "cannot"; each mark is a comma or a sentence end.
        """
        text = DECADE.sub(r"in 19\1", text.lower())
        text = SHORT_YEAR.sub(lambda year: f"in {'20' if year[1] < '3' else '19'}{year[1]}", text)
        text = SPLIT_NOT.sub(r"\1't", GLUED.sub(" ", text))
        text = NOT_STOP.sub("keeps", text)
        words: list[str] = []
        for token in self._nlp.make_doc(text):
            word = token.norm_.strip(".") or "."
            if word in ("'s", "s", "'", '"') or word in self._notation.fillers:
                continue
            if not any(map(str.isalnum, word)):
                word = SENTENCE_END if word[0] in ".?!;" else "and" if word in "&+" else COMMA
                if words and words[-1] == COMMA and word == COMMA:
                    continue
            words += self._notation.short_forms.get(word, word).split(" ") if word != SENTENCE_END else [word]
        return words
