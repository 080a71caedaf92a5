"""The words of a text in one form, so that they can be compared: lower case, no apostrophes, typing errors mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker


def one_of(phrases: Iterable[str]) -> str:
    """Return the alternatives of a pattern for `phrases`, the longest first, as a pattern takes the first that fits."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of `phrases` that ends where its last word ends."""
    return rf"(?:{one_of(phrases)})(?!\S)"


def plain(text: str) -> str:
    """Return `text` in lower case without apostrophes, no letter more than twice in a row."""
    lower = re.sub("['\u2018\u2019`]", "", unicodedata.normalize("NFKC", text).lower()).replace("\u2044", "/")
    return re.sub(r"([a-z])\1{2,}", r"\1", lower)


@cache
def english() -> frozenset[str]:
    """Return the English words, which are never taken for a typing error."""
    return frozenset(SpellChecker(language="en").word_frequency.dictionary)


class Speller:
    """Mends typing errors in the words that a step knows."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Know the words of `phrases`. Of two that are as near to an error, the earlier is meant."""
        self._known = tuple(dict.fromkeys(re.findall("[a-z]+", plain(" ".join(phrases)))))

    def spelled(self, clause: str) -> str:
        """Return the words of a plain `clause`, typing errors mended, with one space between them."""
        return " ".join(map(self._mended, re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+|[-/+$]", clause)))

    def _mended(self, word: str) -> str:
        if len(word) <= 3 or word in english() or word in self._known:
            return word
        found = process.extractOne(word, self._known, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2)
        return found[0] if found else word
