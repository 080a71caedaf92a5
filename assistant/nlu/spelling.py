"""Corrects misspelt domain words ("magnesum", "spazms") and nothing else. No Rasa here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from ruamel.yaml import YAML
from spellchecker import SpellChecker
from tokenizers import Tokenizer

from assistant.nlu.encoder import FOLDER

WORDS_FILE = Path(__file__).with_name("domain_words.yml")
WORD = re.compile(r"[a-zA-Z]+")
MIN_LENGTH, MAX_LENGTH = 4, 24  # a shorter word is near too many others; a longer one is not a word


def known_words() -> frozenset[str]:
    """Return the English words that are left alone, lower case: pyspellchecker's 160,000 and the whole words of the encoder."""
    encoder_words = Tokenizer.from_file(str(FOLDER / "tokenizer.json")).get_vocab()
    return frozenset(SpellChecker(language="en").word_frequency.dictionary) | frozenset(filter(str.isalpha, encoder_words))


class Speller:
    """Turns an unknown word that is near a domain word into that word."""

    def __init__(self, correct: Iterable[str], known: Iterable[str]) -> None:
        """Correct towards the words `correct` and never touch a word in `known`, both lower case."""
        self._correct = tuple(dict.fromkeys(correct))
        self._known = frozenset(known) | frozenset(self._correct)

    @classmethod
    def from_files(cls) -> Speller:
        """Return the speller with our domain words and the known English words."""
        words = YAML(typ="safe").load(WORDS_FILE)
        return cls(words["correct"], known_words() | frozenset(words["leave"]))

    def correct(self, text: str) -> str:
        """Return `text` with its misspelt domain words corrected; all else, punctuation included, as it was."""
        return WORD.sub(lambda match: self._correct_word(match[0]), text)

    @lru_cache(maxsize=4096)  # noqa: B019 (one speller lives as long as its process)
    def _correct_word(self, word: str) -> str:
        lower = word.lower()
        if not MIN_LENGTH <= len(lower) <= MAX_LENGTH or lower in self._known:
            return word
        # One edit for a short word, two for a middling one, three for a long one. OSA counts a swap of neighbours as one.
        allowed = 1 if len(lower) < 7 else 2 if len(lower) < 12 else 3
        near = process.extract(lower, self._correct, scorer=OSA.distance, score_cutoff=allowed, limit=2)
        if not near:
            return word
        best = [candidate for candidate, distance, _ in near if distance == near[0][1] and candidate[0] == lower[0]]
        return best[0] if best else word
