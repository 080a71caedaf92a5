"""Finds which phrases of a list stand where in a text: the notation of `knowledge/red_flags.yml`, words in one form, near spellings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, product
from typing import Any, TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from assistant.knowledge.red_flags import RedFlagData
from assistant.nlu.cues import SENTENCE_END, Span
from assistant.nlu.message_words import WordReader
from assistant.nlu.spelling import known_words

GAPS = {"..": 3, "...": 8}
# A gap never takes in a "not", which would turn the sense of what stands round it.
GAP = {"LOWER": {"NOT_IN": [SENTENCE_END, "not", "no", "never", "without", "if", "but", "nor"]}, "OP": "?"}
MIN_LENGTH, LONG = 4, 8  # a shorter word is not corrected; a long one may be two edits away, others one
SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
NUMBERS = {word: value for value, word in enumerate(SMALL.split("|"))} | {word: 10 * tens for tens, word in enumerate(TENS.split("|"), 1)}
NUMBERS["dozen"] = 12
# The id of the set of words that a token may be (a gap has none), and the same for spaCy's matcher.
Token: TypeAlias = tuple[int | None, dict[str, Any]]


@dataclass
class Pattern:
    """A way to say something: which words it cannot do without (ids of word sets), and spaCy's matcher for their order."""

    name: str
    needs: frozenset[int]
    vocab: Vocab
    tokens: list[dict[str, Any]]

    @cached_property
    def matcher(self) -> Matcher:
        """Return the matcher, made at its first use: most are never used in a conversation."""
        matcher = Matcher(self.vocab)
        matcher.add(self.name, [self.tokens])
        return matcher


# Patterns by the word sets that are least common in them, the first and the second (the first again if there is only one).
Index: TypeAlias = dict[int, dict[int, list[Pattern]]]


class Phrases:
    """Lists of named phrases, each to be found in the words of a text."""

    def __init__(self, notation: RedFlagData, lists: Mapping[str, Iterable[tuple[str, Sequence[str]]]], spelling: str) -> None:
        """Compile the phrases.

        Args:
            notation: the named words, short forms and fillers that phrases and texts are read with.
            lists: names and phrases of each list, the list `spelling` first.
            spelling: the list whose words near spellings are put right to.
        """
        self._notation = notation
        self._words = WordReader(notation)
        self._vocab = self._words.vocab
        self._word_sets: dict[tuple[str, ...], int] = {}
        self._commonness: dict[int, float] = {}
        self._sets_of_word: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._known = known_words()
        self._lists: dict[str, Index] = {}
        candidates: set[str] = set()
        for list_name, named in lists.items():
            self._lists[list_name] = defaultdict(lambda: defaultdict(list))
            for name, phrases in named:
                self._add(name, phrases, self._lists[list_name])
            if list_name == spelling:
                candidates = {word for word in self._sets_of_word if len(word) >= MIN_LENGTH}
        stems = tuple(self._stems)
        known = sorted(word for word in self._known if word.startswith(stems) and word.isalpha() and len(word) >= MIN_LENGTH)
        self._candidates = tuple(candidates | set(known))

    def find(self, words: list[str], list_name: str) -> Mapping[str, set[Span]]:
        """Return where phrases of a list stand. Only one whose words are all there is put to spaCy's matcher.

        Args:
            words: what `read` returns.
            list_name: a key of `lists`.

        Returns:
            The spans of words by the phrase's name; a name that is not found is missing.

        Raises:
            KeyError: there is no such list.
        """
        patterns = self._lists[list_name]
        doc = Doc(self._vocab, words=words)
        there = set().union(*map(self._sets, set(words)))  # a set, no frozenset: only for these Python walks the smaller one in `&`
        spans: dict[str, set[Span]] = defaultdict(set)
        by_second = [patterns[rarest] for rarest in patterns.keys() & there]
        likely = chain.from_iterable(some[second] for some in by_second for second in some.keys() & there)
        for pattern in likely:
            if pattern.needs <= there:
                spans[pattern.name].update((start, end) for _, start, end in pattern.matcher(doc))
        return spans

    def read(self, text: str) -> list[str]:
        """Return the words of a text in one form, near spellings put right.

        Args:
            text: the message, cleaned by `assistant.nlu.cleanup`.

        Returns:
            "can", "not" for "CAN'T", "cant" and "cannot"; each mark is a comma or a sentence end.
        """
        return [self._near(word) for word in self._words.read(text)]

    @lru_cache(maxsize=8192)  # noqa: B019 (one object lives as long as its process)
    def _sets(self, word: str) -> frozenset[int]:
        return frozenset(self._sets_of_word.get(word, ())).union(*(sets for stem, sets in self._stems.items() if word.startswith(stem)))

    @lru_cache(maxsize=8192)  # noqa: B019
    def _near(self, word: str) -> str:
        """Return the pattern word that an unknown `word` is a misspelling of, else `word`."""
        if len(word) < MIN_LENGTH or word in self._known or not word.isalpha() or self._sets(word):
            return word
        near = process.extractOne(word, self._candidates, scorer=OSA.distance, score_cutoff=2 if len(word) >= LONG else 1)
        return near[0] if near else word

    def _add(self, name: str, phrases: Sequence[str], index: Index) -> None:
        """Add what `phrases` stand for to the index, kept under the two word sets that are least common."""
        for phrase in phrases:
            for parts in product(*(self._options(element) for element in phrase.split())):
                tokens = [token for part in parts for token in part]
                needs = frozenset(word_set for word_set, _ in tokens if word_set is not None)
                found = Pattern(name, needs, self._vocab, [match for _, match in tokens])
                by_rarity = sorted(needs, key=self._commonness.__getitem__)
                index[by_rarity[0]][by_rarity[:2][-1]].append(found)

    def _options(self, element: str) -> list[list[Token]]:
        """Return the token sequences that an element of a pattern stands for."""
        if element in GAPS:
            return [[(None, GAP)] * GAPS[element]]
        optional = element.startswith("(")
        listed = (self._notation.words[choice[1:-1]] if choice[0] == "<" else [choice] for choice in element.strip("()").split("|"))
        by_tail: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for choice in chain.from_iterable(listed):
            if choice.endswith("+"):
                by_tail[()] |= numbers_from(int(choice[:-1]))
                continue
            words = self._words.read(choice.rstrip("*").replace("_", " "))
            if words:  # a choice that is a filler is in no message
                first, *tail = [*words[:-1], words[-1] + "*" * choice.endswith("*")]
                by_tail[tuple(tail)].add(first)
        options = [[self._token(heads), *(self._token({word}) for word in tail)] for tail, heads in by_tail.items()]
        return [*options, []] if optional else options

    def _token(self, words: set[str]) -> Token:
        """Return the token that is one of `words`, where "breath*" has any ending."""
        key = tuple(sorted(words))
        if key not in self._word_sets:
            self._word_sets[key] = number = len(self._word_sets)
            self._commonness[number] = sum((20 if word.endswith("*") else 1) * 3.0 ** -len(word.rstrip("*")) for word in key)
            for word in key:
                (self._stems[word[:-1]] if word.endswith("*") else self._sets_of_word[word]).add(number)
        if any(word.endswith("*") for word in key):
            choice = "|".join(re.escape(word[:-1]) + ".*" if word.endswith("*") else re.escape(word) for word in key)
            return self._word_sets[key], {"LOWER": {"REGEX": f"^(?:{choice})$"}}
        return self._word_sets[key], {"LOWER": {"IN": list(key)}}


def numbers_from(least: int) -> set[str]:
    """Return the numbers from `least` to 999 and the round ones to 100000 (mg), as digits and the common ones in words."""
    digits = (*range(1000), *range(1000, 10_000, 50), *range(10_000, 100_001, 500))
    return {str(number) for number in digits if number >= least} | {word for word, value in NUMBERS.items() if value >= least}
