"""Reads and checks `red_flags.yml`: the signs of danger as people write them, the rules on them, and the words around them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, validator

from assistant.knowledge.library import FOLDER, KnowledgeError, checked, read
from assistant.knowledge.schema import Strict, Tier

FILE = FOLDER / "red_flags.yml"
Reply = Literal["emergency", "self_harm", "overdose", "urgent_care", "doctor_soon"]
# Whether a sign counts that stands in a question or after "if":
# silent: no; person: yes if the sentence speaks of a person (thoughts of suicide); told: yes, it is true whatever is asked about it
# (a medicine, an illness, a place); done: no, but "magnesium" beside it makes no topic of it (what was swallowed).
InQuestion = Literal["silent", "person", "told", "done"]
CueKind = Literal[
    "negated",
    "negates_list",
    "negated_after",
    "not_negated",
    "past",
    "recent",
    "over",
    "hypothetical",
    "not_hypothetical",
    "asks",
    "asks_about_self",
    "about",
    "possible",
    "about_after",
    "claims",
    "person",
    "nobody",
    "now",
    "present_verb",
    "follows",
    "figurative",
    "topic",
    "new_clause",
    "takes_back",
    "study",
    "future",
    "returned",
    "laughter",
    "slow_onset",
    "sudden_onset",
    "examined",
    "relative",
]
WORD = r"[a-z0-9&',]+(?:_[a-z0-9&']+)*\*?|<[a-z_]+>|\d+\+"
CHOICE = rf"(?:{WORD})(?:\|(?:{WORD}))*"
ELEMENT = re.compile(rf"\.\.\.?|{CHOICE}|\({CHOICE}\)")


def check_pattern(pattern: str) -> str:
    """Return the pattern if it follows the notation that is explained at the top of the file.

    Raises:
        ValueError: an element of it is none, or it starts or ends with a gap.
    """
    elements = pattern.split()
    for element in elements:
        if not ELEMENT.fullmatch(element):
            raise ValueError(f"'{element}' in '{pattern}' is no word, 'a|b', '(word)', '<list>', '5+' or '..'")
    if not elements or elements[0].startswith("..") or elements[-1].startswith(".."):
        raise ValueError(f"'{pattern}' must start and end with a word, not with a gap")
    if all(element.startswith("(") for element in elements):
        raise ValueError(f"'{pattern}' must hold a word that may not be missing")
    return pattern


class Sign(Strict):
    """Something a person may report, with the ways to say it."""

    id: str = Field(regex=r"^[a-z][a-z_]*$")
    means: str = Field(min_length=5)
    in_question: InQuestion = "silent"
    lasting: bool = Field(False, description="an illness that stays: also counts if it began years ago")
    sudden: bool = Field(False, description="counts only if it did not come on over weeks or months")
    in_jest: bool = Field(False, description="people also say it laughing: out of puff, heart stopped, brain collapsed")
    near: list[str] = Field([], description="signs told beside it: if a message names one, this sign counts only close to it")
    say: list[str] = Field(min_items=1)
    unless: list[str] = Field([], description="phrases that use the same words for something else")

    _notation = validator("say", "unless", each_item=True, allow_reuse=True)(check_pattern)


class Publication(Strict):
    """Where a rule comes from."""

    organisation: str
    title: str


class Rule(Strict):
    """Signs that mean danger together. An element of `all` that is a list asks for any one of its signs."""

    id: str = Field(regex=r"^[a-z][a-z_]*$")
    row: int = Field(ge=1, le=29, description="number of the row in the clinical table")
    tier: Tier
    all: list[str | list[str]] = Field(min_items=1)
    reply: Reply
    source: Publication
    reviewed: date
    caution: bool = Field(False, description="more urgent than the source says, by caution")


class Cue(Strict):
    """Words around a sign that change whether it is stated as present."""

    kind: CueKind
    reaches: str = Field(min_length=5, description="how far, in plain words; the code is in nlu/assertion.py")
    say: list[str] = Field(min_items=1)

    _notation = validator("say", each_item=True, allow_reuse=True)(check_pattern)


class RedFlagData(Strict):
    """The whole file."""

    words: dict[str, list[str]]
    short_forms: dict[str, str]
    fillers: list[str]
    signs: list[Sign]
    rules: list[Rule]
    context: list[Cue]


def load_red_flags(path: Path = FILE) -> RedFlagData:
    """Read the red flags.

    Raises:
        KnowledgeError: the file is missing or broken, an id stands twice, or a sign or word list is named that does not exist.
    """
    data = checked(RedFlagData, read(path), path)
    for kind, ids in (("sign", [sign.id for sign in data.signs]), ("rule", [rule.id for rule in data.rules])):
        for identity in ids:
            if ids.count(identity) > 1:
                raise KnowledgeError(f"{path}, {kind} '{identity}': this id stands twice. Give one of them another id.")
    named = [(f"sign '{sign.id}'", identity) for sign in data.signs for identity in sign.near]
    for rule in data.rules:
        named += [(f"rule '{rule.id}'", identity) for part in rule.all for identity in ([part] if isinstance(part, str) else part)]
    signs = {sign.id for sign in data.signs}
    for name, identity in named:
        if identity not in signs:
            raise KnowledgeError(f"{path}, {name}: there is no sign '{identity}'.")
    patterns = [(f"sign '{sign.id}'", pattern) for sign in data.signs for pattern in sign.say + sign.unless]
    patterns += [(f"context '{cue.kind}'", pattern) for cue in data.context for pattern in cue.say]
    for name, pattern in patterns:
        for word_list in re.findall(r"<(\w+)>", pattern):
            if word_list not in data.words:
                raise KnowledgeError(f"{path}, {name}: there is no word list '{word_list}'.")
    return data
