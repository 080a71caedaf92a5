"""Finds the signs of danger that a message states, by the patterns of `knowledge/red_flags.yml`. No Rasa here."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import get_args

from assistant.knowledge.red_flags import RedFlagData, Sign, load_red_flags
from assistant.knowledge.schema import Tier
from assistant.nlu.assertion import Assertion
from assistant.nlu.cues import Span
from assistant.nlu.phrases import Phrases

URGENCY: tuple[Tier, ...] = get_args(Tier)  # most urgent first


@dataclass(frozen=True)
class RedFlag:
    """A rule whose signs are all there."""

    rule: str
    row: int
    tier: Tier
    reply: str
    signs: tuple[str, ...]


class RedFlags:
    """Reads signs out of messages and finds the most urgent rule on them."""

    def __init__(self, data: RedFlagData) -> None:
        """Make a matcher for every pattern of `data`."""
        self._signs = {sign.id: sign for sign in data.signs}
        self._rules = sorted(data.rules, key=lambda rule: URGENCY.index(rule.tier))
        signs = [named for sign in data.signs for named in ((sign.id, sign.say), (f"unless {sign.id}", sign.unless))]
        cues = [(cue.kind, cue.say) for cue in data.context]
        self._phrases = Phrases(data, {"signs": signs, "cues": cues}, spelling="signs")

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
        assertion = Assertion(words, self._phrases.find(words, "cues"))
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

    @lru_cache(maxsize=1)  # noqa: B019 (what a message states and what it names are asked for one after the other)
    def _read(self, text: str) -> tuple[list[str], set[tuple[str, Span]]]:
        """Return the words of a text and the signs named with their spans, without those that an `unless` takes."""
        words = self._phrases.read(text)
        spans = self._phrases.find(words, "signs")
        found = set()
        for sign in self._signs:
            others = spans.get(f"unless {sign}", ())
            for span in spans.get(sign, ()):
                if not any(span[0] < other[1] and other[0] < span[1] for other in others):
                    found.add((sign, span))
        return words, found


@cache
def shared_red_flags() -> RedFlags:
    """Return the one matcher of this process, made once.

    Raises:
        KnowledgeError: `red_flags.yml` is broken.
    """
    return RedFlags(load_red_flags())
