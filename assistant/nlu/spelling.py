"""Corrects misspelt words ("magnesum", "mroe") that stand in no list of words. No Rasa here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
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
SHORT = 3  # a word this short is corrected only by a swap of neighbours or by keeping its first letter
MIN_COUNT = 3  # an everyday word that is corrected to stands in the training sentences at least so often


def known_words() -> frozenset[str]:
    """Return the English words that are left alone, lower case: pyspellchecker's 160,000 and the whole words of the encoder.

    "wasn't" counts as "wasnt" too, as people type it.
    """
    encoder_words = Tokenizer.from_file(str(FOLDER / "tokenizer.json")).get_vocab()
    words = frozenset(SpellChecker(language="en").word_frequency.dictionary) | frozenset(filter(str.isalpha, encoder_words))
    return words | frozenset(word.replace("'", "") for word in words if "n't" in word)


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """Return how often each word stands in `texts`, lower case, for those that stand there at least MIN_COUNT times."""
    counts = Counter(word.lower() for text in texts for word in WORD.findall(text))
    return {word: count for word, count in counts.items() if count >= MIN_COUNT}


class Speller:
    """Turns an unknown word that is near a domain word into that word, else one that is very near an everyday word into that one."""

    def __init__(self, domain: Iterable[str], known: Iterable[str], everyday: Mapping[str, int]) -> None:
        """Correct towards the words `domain` and, by one edit, `everyday` (word: how often it is used); leave all that is `known`.

        All words lower case. An everyday word is left as it is too ("mag"), unless it is a common misspelling of a domain word.
        """
        self._domain = tuple(dict.fromkeys(domain))
        known = frozenset(known) | frozenset(self._domain)
        self._everyday = {word: count for word, count in everyday.items() if len(word) >= SHORT and word in known}
        self._candidates = tuple(self._everyday)
        self._known = known | frozenset(word for word in everyday if word not in known and not self._near_domain_word(word))

    @classmethod
    def from_files(cls, everyday: Mapping[str, int]) -> Speller:
        """Return the speller with our domain words, the known English words and the `everyday` words of the training sentences."""
        words = YAML(typ="safe").load(WORDS_FILE)
        return cls(words["correct"], known_words() | frozenset(words["leave"]), everyday)

    def correct(self, text: str) -> str:
        """Return `text` with its misspelt words corrected; all else, punctuation included, as it was."""
        return WORD.sub(lambda match: self._correct_word(match[0]), text)

    @lru_cache(maxsize=4096)  # noqa: B019 (one speller lives as long as its process)
    def _correct_word(self, word: str) -> str:
        lower = word.lower()
        if not SHORT <= len(lower) <= MAX_LENGTH or lower in self._known:
            return word
        return self._near_domain_word(lower) or self._near_everyday_word(lower) or word

    def _near_domain_word(self, word: str) -> str | None:
        if len(word) < MIN_LENGTH:
            return None
        # One edit for a short word, two for a middling one, three for a long one. OSA counts a swap of neighbours as one.
        allowed = 1 if len(word) < 7 else 2 if len(word) < 12 else 3
        near = process.extract(word, self._domain, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        best = [found for found, distance, _ in near if distance == near[0][1] and found[0] == word[0]]
        return max(best, key=lambda found: sorted(found) == sorted(word), default=None)  # letters swapped before letters lost

    def _near_everyday_word(self, word: str) -> str | None:
        """Return the likeliest everyday word one edit away: one with the same first letter, then the one used most."""
        near = [found[0] for found in process.extract(word, self._candidates, scorer=OSA.distance, score_cutoff=1, limit=None)]
        if len(word) == SHORT:
            near = [candidate for candidate in near if candidate[0] == word[0] or sorted(candidate) == sorted(word)]
        return max(near, key=lambda candidate: (candidate[0] == word[0], self._everyday[candidate]), default=None)
