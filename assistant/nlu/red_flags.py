"""Finds the signs of danger that a message states, by the patterns of `knowledge/red_flags.yml`. No Rasa here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

import spacy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from assistant.knowledge.red_flags import RedFlagData, Sign, load_red_flags
from assistant.knowledge.schema import Tier
from assistant.nlu.assertion import COMMA, SENTENCE_END, Assertion, Span
from assistant.nlu.spelling import known_words

URGENCY: tuple[Tier, ...] = ("emergency", "urgent", "doctor")
GAPS = {"..": 3, "...": 8}
# A gap never takes in a "not", which would turn the sense of what stands round it.
GAP = {"LOWER": {"NOT_IN": [SENTENCE_END, "not", "no", "never", "without", "if", "but", "nor"]}, "OP": "?"}
MIN_LENGTH, LONG = 4, 8  # a shorter word is not corrected; a long one may be two edits away, others one
NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
LARGE = {
    "dozen": 12,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
# A number or mark that is glued to a word: "15min", "help,she".
GLUED = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=[.,!?;:]+[a-z])|(?<=[.,!?;:])(?=[a-z])")
# "my heart won't stop racing" denies nothing: it keeps racing.
NOT_STOP = re.compile(r"\b(?:can|wo|will|do|does|could|would|has|have)(?:n'?t| not) (?:seem to )?stop(?:ped)?\b")
# "in the 80s", "in '98": a year, but not of a pulse or a level.
DECADE = re.compile(r"(?<!sats )(?<!pulse )(?<!oxygen )(?<!rate )(?<!hr )(?<!is )(?<!was )(?<!are )in the (?:19)?([5-9]0)'?s\b")
SHORT_YEAR = re.compile(r"\bin '([0-2]\d|[5-9]\d)\b")
# "can t" for "can't".
SPLIT_NOT = re.compile(r"\b(can|won|don|couldn|isn|didn|doesn|hasn|wasn) t\b")


@dataclass(frozen=True)
class RedFlag:
    """A rule whose signs are all there."""

    rule: str
    row: int
    tier: Tier
    reply: str
    signs: tuple[str, ...]


class Token(NamedTuple):
    """One token of a pattern: the id of the set of words it may be (a gap has none), and the same for spaCy's matcher."""

    word_set: int | None
    match: dict[str, Any]


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


class RedFlags:
    """Reads signs out of messages and finds the most urgent rule on them."""

    def __init__(self, data: RedFlagData) -> None:
        """Make a matcher for every pattern of `data`."""
        self._nlp = spacy.blank("en")
        self._data = data
        self._word_sets: dict[tuple[str, ...], int] = {}
        self._commonness: dict[int, float] = {}
        self._sets_of_word: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._known = known_words()
        self._sign_patterns: dict[int, list[Pattern]] = defaultdict(list)
        self._cue_patterns: dict[int, list[Pattern]] = defaultdict(list)
        self._signs = {sign.id: sign for sign in data.signs}
        for sign in data.signs:
            self._add(sign.id, sign.say, self._sign_patterns)
            self._add(f"unless {sign.id}", sign.unless, self._sign_patterns)
        candidates = {word for word in self._sets_of_word if len(word) >= MIN_LENGTH}
        for cue in data.context:
            self._add(cue.kind, cue.say, self._cue_patterns)
        self._rules = sorted(data.rules, key=lambda rule: URGENCY.index(rule.tier))
        stems = tuple(self._stems)
        words = sorted(word for word in self._known if word.startswith(stems) and word.isalpha())
        self._candidates = tuple(candidates | {word for word in words if len(word) >= MIN_LENGTH})

    def signs(self, text: str) -> frozenset[str]:
        """Return the signs that a message states as present now, of a real person.

        Args:
            text: the message, cleaned by `assistant.nlu.cleanup`.

        Returns:
            Ids of `red_flags.yml`.
        """
        words, found = self._read(text)
        if not found:
            return frozenset()
        assertion = Assertion(words, self._match(words, self._cue_patterns))
        signs = ((self._signs[name], span) for name, span in found)
        present = {(sign.id, span) for sign, span in signs if assertion.present(span, sign.in_question, sign.lasting)}
        return frozenset(name for name, span in present if self._fits(self._signs[name], span, present, assertion))

    def mentioned(self, text: str) -> frozenset[str]:
        """Return all signs that a message names, also negated, past, supposed or asked about.

        Args:
            text: the message, cleaned by `assistant.nlu.cleanup`.

        Returns:
            Ids of `red_flags.yml`.
        """
        return frozenset(sign for sign, _ in self._read(text)[1])

    def flag(self, signs: AbstractSet[str], new: AbstractSet[str] | None = None) -> RedFlag | None:
        """Return the most urgent rule whose signs are all there.

        Args:
            signs: what the person has stated, in this message and before.
            new: what this message states; if given, the rule rests on at least one of these.

        Returns:
            The first such rule in the order of urgency and of the file, or None.
        """
        for rule in self._rules:
            met = [({element} if isinstance(element, str) else set(element)) & signs for element in rule.all]
            used = set().union(*met)
            if all(met) and (new is None or used & new):
                return RedFlag(rule.id, rule.row, rule.tier, rule.reply, tuple(sorted(used)))
        return None

    @staticmethod
    def _fits(sign: Sign, span: Span, present: AbstractSet[tuple[str, Span]], assertion: Assertion) -> bool:
        """Whether a sign that is present came on as it should, is meant, and belongs to what it is told about."""
        beside = [other for name, other in present if name in sign.near]
        if beside and not any(assertion.near(span, other) for other in beside):
            return False
        return not (sign.in_jest and assertion.laughed(span)) and not (sign.sudden and assertion.slow(span))

    def _read(self, text: str) -> tuple[list[str], set[tuple[str, Span]]]:
        """Return the words of a text and the signs named with their spans, without those that an `unless` takes."""
        words = [self._near(word) for word in self._words(text)]
        spans = self._match(words, self._sign_patterns)
        found = set()
        for sign in self._signs:
            others = spans.get(f"unless {sign}", ())
            for span in spans.get(sign, ()):
                if not any(span[0] < other[1] and other[0] < span[1] for other in others):
                    found.add((sign, span))
        return words, found

    def _match(self, words: list[str], patterns: Mapping[int, Sequence[Pattern]]) -> Mapping[str, set[Span]]:
        """Return the spans of each pattern's name. Only a pattern whose words are all there is put to spaCy's matcher."""
        doc = Doc(self._nlp.vocab, words=words)
        there = frozenset().union(*map(self._sets, set(words)))
        spans: dict[str, set[Span]] = defaultdict(set)
        for number in there & patterns.keys():
            for pattern in patterns[number]:
                if pattern.needs <= there:
                    spans[pattern.name].update((start, end) for _, start, end in pattern.matcher(doc))
        return spans

    def _words(self, text: str) -> list[str]:
        """Return the words of a text in one form: "CAN'T", "cant" and "cannot" are "can", "not"; a mark is a comma or a sentence end."""
        text = DECADE.sub(r"in 19\1", text.lower())
        text = SHORT_YEAR.sub(lambda year: f"in {'20' if year[1] < '3' else '19'}{year[1]}", text)
        text = SPLIT_NOT.sub(r"\1't", GLUED.sub(" ", text))
        text = NOT_STOP.sub("keeps", text)
        words: list[str] = []
        for token in self._nlp.make_doc(text):
            word = token.norm_.strip(".") or "."
            if word in ("'s", "s", "'", '"') or word in self._data.fillers:
                continue
            if not any(map(str.isalnum, word)):
                word = SENTENCE_END if word[0] in ".?!;" else "and" if word in "&+" else COMMA
                if words and words[-1] == COMMA and word == COMMA:
                    continue
            words += self._data.short_forms.get(word, word).split(" ") if word != SENTENCE_END else [word]
        return words

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

    def _add(self, name: str, patterns: list[str], index: dict[int, list[Pattern]]) -> None:
        """Add what `patterns` stand for to the index, kept under the word set that is least common."""
        for pattern in patterns:
            for parts in product(*(self._options(element) for element in pattern.split())):
                tokens = [token for part in parts for token in part]
                needs = frozenset(token.word_set for token in tokens if token.word_set is not None and "OP" not in token.match)
                found = Pattern(name, needs, self._nlp.vocab, [token.match for token in tokens])
                index[min(needs, key=self._commonness.__getitem__)].append(found)

    def _options(self, element: str) -> list[list[Token]]:
        """Return the token sequences that an element of a pattern stands for."""
        if element in GAPS:
            return [[Token(None, GAP)] * GAPS[element]]
        optional = element.startswith("(")
        choices = [
            word for choice in element.strip("()").split("|") for word in (self._data.words[choice[1:-1]] if choice[0] == "<" else [choice])
        ]
        by_tail: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for choice in choices:
            if choice.endswith("+"):
                by_tail[()] |= numbers_from(int(choice[:-1]))
                continue
            words = self._words(choice.rstrip("*").replace("_", " "))
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
            return Token(self._word_sets[key], {"LOWER": {"REGEX": f"^(?:{choice})$"}})
        return Token(self._word_sets[key], {"LOWER": {"IN": list(key)}})


def numbers_from(least: int) -> set[str]:
    """Return the numbers from `least` to 999 and the round ones to 100000 (mg), as digits and the common ones in words."""
    words = {**{word: value for value, word in enumerate(NUMBER_WORDS.split("|"))}, **LARGE}
    digits = (*range(1000), *range(1000, 10_000, 50), *range(10_000, 100_001, 500))
    return {str(number) for number in digits if number >= least} | {word for word, value in words.items() if value >= least}


@cache
def shared_red_flags() -> RedFlags:
    """Return the one matcher of this process, made once.

    Raises:
        KnowledgeError: `red_flags.yml` is broken.
    """
    return RedFlags(load_red_flags())
