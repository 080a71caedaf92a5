"""Reads what a text answers to one step of the cramp check."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from text_to_num import alpha2digit  # type: ignore[import-untyped]

from assistant.knowledge.amounts import Amounts
from assistant.knowledge.cramp_schema import UNKNOWN, Step, Words
from assistant.knowledge.wording import Speller, any_of, plain

LONGEST = 8  # words in a phrase
CLAUSE = re.compile(r"((?:(?!\b(?:but|though|although|however)\b)[^.,;:!?\n()]|[.,](?=\d))+|(?:but|though|although|however))(\??)")
CONDITIONS = ("if", "whether")  # "not sure if it is weak" does not say that it is
LISTED = re.compile(r"(?<!\bno)(?<!nope)(?<!nah),(?=[^.;?!]*\b(?:or|nor)\b)")  # "no numbness, tingling or weakness" denies all three
END = "$"  # stands at the end of each clause


@dataclass
class Reading:
    """What a text says about one step."""

    stated: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    explained: bool = True  # every word of it was understood

    def add(self, part: Reading) -> None:
        """Take in what another part of the text says."""
        self.stated += part.stated
        self.denied += part.denied
        self.explained &= part.explained

    def value(self, step: Step) -> str | None:
        """Return the value that counts: the last option that is stated; else unknown; else what a denial means."""
        stated = set(self.stated)
        values = [o.value for o in step.options if o.value in stated or (o.joins and stated.issuperset(o.joins))]
        certain = [value for value in values if value != step.denied]
        if certain or UNKNOWN in stated:
            return certain[-1] if certain else UNKNOWN
        return step.denied if values or self.denied else None


class AnswerReader:
    """Reads answers to one step."""

    def __init__(self, step: Step, words: Words, units: Iterable[str]) -> None:
        """Read answers to `step`, with the everyday `words` and the `units` of all steps.

        Raises:
            ValueError: a phrase stands for two values of the step.
        """
        self.step, self._rewritten = step, words.rewrite
        self._denies, self._turns, self._afresh = frozenset(words.denies), frozenset(words.turns), frozenset(words.afresh)
        around = " ".join([*words.between, *words.at_least, *words.or_more, *words.at_most]).split()
        self._fillers = frozenset([*words.fillers, *words.may_ask, *words.denies, *around, *"-/+", END])
        self._topics = frozenset(words.topics)
        self._named = re.compile(rf"(?<!\S){any_of(step.named)}")
        self._rewrite = re.compile(rf"(?<!\S){any_of(words.rewrite)}")
        leads = rf"^(?:{any_of(words.leads)} )*"
        self._asks, self._may_ask = re.compile(leads + any_of(words.questions)), re.compile(leads + any_of(words.may_ask))
        own = (phrase for option in step.options for phrase in option.says)
        self._speller = Speller([*own, *units, *(phrase for phrases in words.dict().values() for phrase in phrases)])
        self._amounts = Amounts(step.numbers, words) if step.numbers else None
        self._phrases = self._phrases_of(words)

    def read(self, text: str) -> Reading:
        """Return what `text` states and denies, clause by clause, leaving out the questions it asks."""
        whole = Reading()
        for clause, mark in CLAUSE.findall(LISTED.sub(" or", plain(text))):
            spelled = self._speller.spelled(clause)
            words = [*self._counted(spelled), END]
            part = self._hits(words)
            may_ask = self._may_ask.match(spelled)
            doubtful = mark or may_ask or not self._topics.isdisjoint(words)
            if self._asks.match(spelled) or (mark and may_ask) or (doubtful and not part.explained):
                whole.explained = False
                continue
            whole.add(part)
        return whole

    def unasked(self, clause: str) -> Reading | None:
        """Return what a `clause` says about the step though it may not be the one asked, or None if that is not clear.

        It is clear if the clause names what the step is about and every word of it is understood. A denial has to take in all:
        who says "no numbness" unasked has not said "no weakness".
        """
        reading = self.read(clause)
        names = self._named.search(self._speller.spelled(plain(clause)))
        every = {option.value for option in self.step.options} - {self.step.denied}
        clear = reading.explained and (reading.stated or every <= set(reading.denied))
        return reading if names and clear and reading.value(self.step) not in (None, UNKNOWN) else None

    def _hits(self, words: list[str]) -> Reading:
        """Return what the `words` of one clause state and deny."""
        part, bare, denies, at = Reading(), [], False, 0
        while at < len(words):
            size = next((size for size in range(LONGEST, 0, -1) if tuple(words[at : at + size]) in self._phrases), 1)
            phrase, word = tuple(words[at : at + size]), words[at]
            value = self._phrases.get(phrase) or (word[1:] if word[0] in "=~" else None)
            at += size
            if word in self._turns or (word in self._afresh and part.denied):
                denies = False  # "not numb, just weak", "not my leg its my foot"
            if word[0] == "~" and not denies:
                bare.append(word[1:])
            elif value:
                (part.denied if denies and value != UNKNOWN else part.stated).append(value)
            elif word not in self._fillers:
                part.explained = False
            starts_afresh = (word == "no" or value) and at < len(words) and words[at] in self._afresh  # "no it feels weak"
            says_no = value in (None, self.step.denied) and not self._denies.isdisjoint(phrase) and not starts_afresh
            denies = denies or says_no or phrase[-1] in CONDITIONS
        if part.explained:  # else a bare number may count anything
            part.stated += bare
        return part

    def _counted(self, line: str) -> list[str]:
        """Return the words of `line` with numbers as digits and the amounts that count for the step replaced by their values."""
        line = " ".join(self._rewrite.sub(lambda match: self._rewritten[match[0]], line).split())
        line = re.sub(r"(?<!\S)(\d+) (?:and (?:a )?half|0\.5)(?!\S)", r"\1.5", alpha2digit(line, "en", threshold=0))
        return (self._amounts.marked(line) if self._amounts else line).split()

    def _phrases_of(self, words: Words) -> dict[tuple[str, ...], str]:
        own: dict[tuple[str, ...], str] = {}
        for option in self.step.options:
            for said in (option.title, *option.says):
                phrase = tuple(self._counted(self._speller.spelled(plain(said))))
                if own.setdefault(phrase, option.value) != option.value:
                    raise ValueError(f"step '{self.step.id}': '{said}' stands for both '{own[phrase]}' and '{option.value}'")
        common = {"yes": words.yes, "no": words.no}
        shared = [(said, UNKNOWN) for said in words.unknown]
        shared += [(said, option.value) for option in self.step.options if option.common for said in common[option.common]]
        return {tuple(self._counted(said)): value for said, value in shared} | own
