"""The shape of `cramp_check.yml`, and what must agree in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, get_args

from pydantic import Field

from assistant.knowledge.schema import Source, Strict

CheckTier = Literal["urgent", "doctor", "none"]
TIERS: tuple[CheckTier, ...] = get_args(CheckTier)  # most urgent first
UNKNOWN = "unknown"


class Unit(Strict):
    """Words for a unit, and how many minutes it is, or how often it comes in a week."""

    words: list[str] = Field(min_items=1)
    is_: float = Field(alias="is", gt=0)


class Scale(Strict):
    """How a number becomes a value. `up_to`: the largest number of each value, smallest first."""

    kind: Literal["minutes", "per_week", "of_ten"]
    units: list[Unit]
    up_to: dict[str, float]


class Option(Strict):
    """One answer: the words on its button and the words people use."""

    value: str = Field(regex=r"^\w+$")
    title: str = Field(min_length=1, max_length=20)
    says: list[str] = Field(min_items=1)
    common: Literal["yes", "no"] | None
    joins: list[str] = Field([], description="the text must name all of these")


class Step(Strict):
    """One question. `denied`: the value of a text that only says what is not so ("no numbness"); `named`: words that answer it unasked."""

    id: str = Field(regex=r"^[a-z_]+$")
    question: str = Field(min_length=5)
    again: str = Field(min_length=5)
    numbers: Scale | None
    denied: str | None
    named: list[str] = Field(min_items=1)
    options: list[Option] = Field(min_items=2)

    @property
    def values(self) -> frozenset[str]:
        """Return all values that the answer can have."""
        return frozenset(option.value for option in self.options) | {UNKNOWN}


class Words(Strict):
    """The words that are the same for all steps; each list is explained in the file."""

    unknown: list[str]
    yes: list[str]
    no: list[str]
    denies: list[str]
    turns: list[str]
    afresh: list[str]
    fillers: list[str]
    questions: list[str]
    may_ask: list[str]
    leads: list[str]
    topics: list[str]
    clear_corrections: list[str]
    soft_corrections: list[str]
    rewrite: dict[str, str]
    at_least: list[str]
    or_more: list[str]
    at_most: list[str]
    between: list[str]
    counted: list[str]
    number_words: list[str]


class Result(Strict):
    """What to do, by tier."""

    id: CheckTier
    text: str = Field(min_length=20)
    sources: list[Source] = Field(min_items=1)
    reviewed: date


class Rule(Strict):
    """Answers that lead to a tier, and the reason that the person reads."""

    id: str = Field(regex=r"^[a-z_]+$")
    row: int = Field(description="row of the triage table")
    tier: CheckTier
    when: dict[str, list[str]]
    because: str = Field(min_length=5)
    advice: str | None
    sources: list[Source] = Field(min_items=1)
    reviewed: date


class Content(Strict):
    """The whole file."""

    id: str
    reviewed: date
    intro: str
    why: str
    words: Words
    steps: list[Step] = Field(min_items=1)
    sources: dict[str, Source]
    results: list[Result]
    outcomes: list[Rule] = Field(min_items=1)


def problems(content: Content) -> Iterator[str]:
    """Give a sentence for each place that does not agree with the others."""
    values = {step.id: step.values for step in content.steps}
    for step in content.steps:
        options = [option.value for option in step.options]
        up_to = step.numbers.up_to if step.numbers else {}
        named = [*([step.denied] if step.denied else []), *up_to, *(join for option in step.options for join in option.joins)]
        if UNKNOWN in options or len(set(options)) < len(options):
            yield f"step '{step.id}': each value stands once, and 'unknown' is not an option"
        yield from (f"step '{step.id}': there is no option '{value}'" for value in named if value not in options)
        if list(up_to.values()) != sorted(up_to.values()):
            yield f"step '{step.id}', numbers.up_to: expected the smallest number first"
    for rule in content.outcomes:
        for step_id, wanted in rule.when.items():
            if step_id not in values:
                yield f"outcome '{rule.id}', when: there is no step '{step_id}'"
                continue
            yield from (f"outcome '{rule.id}', when.{step_id}: there is no value '{v}'" for v in wanted if v not in values[step_id])
    order = [TIERS.index(rule.tier) for rule in content.outcomes]
    if len(values) < len(content.steps) or len({rule.id for rule in content.outcomes}) < len(order):
        yield "an id of a step or outcome stands twice"
    if order != sorted(order):
        yield "outcomes: expected the most urgent first, 'urgent', then 'doctor', then 'none'"
    if [rule.id for rule in content.outcomes if not rule.when] != [content.outcomes[-1].id] or content.outcomes[-1].tier != "none":
        yield "outcomes: expected the last one, and only it, to have an empty 'when', with tier 'none'"
    if sorted(result.id for result in content.results) != sorted(TIERS):
        yield "results: expected one each for 'urgent', 'doctor' and 'none'"
