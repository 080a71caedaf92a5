"""The cramp check: short questions about a cramp, and how soon to see whom. All facts are in cramp_check.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from assistant.knowledge.correction_cues import CorrectionCues
from assistant.knowledge.cramp_answers import AnswerReader
from assistant.knowledge.cramp_clauses import UnaskedAnswers
from assistant.knowledge.cramp_schema import UNKNOWN, CheckTier, Content, Result, Rule, problems
from assistant.knowledge.library import FOLDER, KnowledgeError, checked, read
from assistant.knowledge.schema import Source

SLOT_PREFIX = "check_"  # of the slots that hold the answers, each named after its step


@dataclass(frozen=True)
class Outcome:
    """What the answers mean: how soon to see whom (`none`: self-care), what to do, and why.

    `text` and `advice` hold the placeholders of regions.yml, such as {urgent_care}.
    """

    tier: CheckTier
    ids: tuple[str, ...]
    text: str
    why: str
    reasons: tuple[str, ...]
    advice: tuple[str, ...]
    sources: tuple[Source, ...]
    reviewed: date


class CrampCheck:
    """The steps of the check, what a text answers to them, and what all answers mean."""

    def __init__(self, content: Content) -> None:
        """Work with the checked `content` of a file.

        Raises:
            ValueError: a phrase stands for two values of a step.
        """
        self.intro, self.steps = content.intro, tuple(content.steps)
        self._why, self._rules = content.why, content.outcomes
        self._results = {result.id: result for result in content.results}
        self._cues = CorrectionCues(content.words)
        units = [word for step in self.steps if step.numbers for unit in step.numbers.units for word in unit.words]
        self._readers = {step.id: AnswerReader(step, content.words, units) for step in self.steps}
        self._unasked = UnaskedAnswers(self._readers, content.words)

    def understand(self, step_id: str, text: str) -> str | None:
        """Return the value that `text` gives for a step, `unknown` for "not sure" or "skip", or None if it does not answer.

        Of several values the most urgent counts.

        Raises:
            KeyError: there is no such step.
        """
        reader = self._readers[step_id]
        return reader.read(text).value(reader.step)

    def answers(self, answered: Mapping[str, str], text: str) -> dict[str, str]:
        """Return what `text` answers, by step: the step being asked, and others that it clearly answers. Ask `correction` first.

        Args:
            answered: the values so far, by step. The first step that is not in it is the one being asked.
            text: what the person wrote, such as "left calf, 3 nights a week, no numbness". "No" alone answers only what is asked.
        """
        asked = next((step.id for step in self.steps if step.id not in answered), None)
        readings, rest = self._unasked.parted(asked, text)
        found = {asked: self.understand(asked, rest)} if asked else {}
        for step_id, reading in readings.items():
            before = answered.get(step_id, UNKNOWN)
            if before not in (UNKNOWN, *reading.denied):
                reading.stated.append(before)  # only a correction takes it back: "numb" after "weak" leaves "weak"
            found[step_id] = reading.value(self._readers[step_id].step)
        return {step_id: value for step_id, value in found.items() if value}

    def correction(self, answered: Mapping[str, str], text: str) -> tuple[str, str] | None:
        """Return the earlier step that `text` corrects and its new value, or None if it corrects nothing. Ask this before `understand`.

        Args:
            answered: the values so far, by step. The first step that is not in it is the one being asked.
            text: what the person wrote, such as "no, both legs" or "i meant 20 minutes".
        """
        rest, cue = self._cues.removed(text)
        asked = next((step for step in self.steps if step.id not in answered), None)
        if cue == "soft" and asked and self.understand(asked.id, rest):
            return None
        for step in reversed([step for step in self.steps if step.id in answered]):
            reading, before = self._readers[step.id].read(rest), answered[step.id]
            value = reading.value(step)
            if not value or value in (UNKNOWN, before):
                continue
            if (cue and reading.explained) or (reading.stated and before in reading.denied):
                return step.id, value
        return None

    def result(self, answers: Mapping[str, str]) -> Outcome:
        """Return what the answers mean: the tier of the first rule that fits, with the reasons of all rules of that tier that fit.

        An answer that is missing, or that the step does not know, counts as unknown. Rules, tiers and texts are those of
        cramp_check.yml, each with its sources (nidirect, NHS, CDC and others) and its row of the triage table.
        """
        given = {step.id: value if (value := answers.get(step.id)) in step.values else UNKNOWN for step in self.steps}
        fitting = [rule for rule in self._rules if all(given[step] in values for step, values in rule.when.items())]
        rules = [rule for rule in fitting if rule.tier == fitting[0].tier]
        result = self._results[fitting[0].tier]
        records: list[Rule | Result] = [*rules, result]
        sources = [source for record in records for source in record.sources]
        return Outcome(
            tier=result.id,
            ids=tuple(rule.id for rule in rules),
            text=result.text,
            why=self._why,
            reasons=tuple(rule.because for rule in rules),
            advice=tuple(dict.fromkeys(rule.advice for rule in rules if rule.advice)),
            sources=tuple(source for at, source in enumerate(sources) if source not in sources[:at]),
            reviewed=min(record.reviewed for record in records),
        )


def load_cramp_check(path: Path = FOLDER / "cramp_check.yml") -> CrampCheck:
    """Read and check the file of the cramp check.

    Raises:
        KnowledgeError: it is missing or broken. The message names the place and what was expected.
    """
    content = checked(Content, read(path), path)
    if found := list(problems(content)):
        raise KnowledgeError(f"{path}: {'; '.join(found)}.")
    try:
        return CrampCheck(content)
    except ValueError as error:
        raise KnowledgeError(f"{path}, {error}.") from error


@cache
def shared_cramp_check() -> CrampCheck:
    """Return the one cramp check of this process, read once."""
    return load_cramp_check()
