"""Numbers and units as values of a step: "5 to 10 min" becomes "=1_to_10"."""

from __future__ import annotations

import re

from assistant.knowledge.cramp_schema import Scale, Words
from assistant.knowledge.wording import any_of

MORE, LESS = 1.01, 0.99  # "over 10 minutes" is a little more than 10
NUMBER = r"\d+(?:\.\d+)?"


class Amounts:
    """Replaces the amounts in a line by their values, marked: "5 to 10 min or so" becomes "=1_to_10 or so"."""

    def __init__(self, scale: Scale, words: Words) -> None:
        """Read amounts as `scale` says, with the everyday `words` around them."""
        self._scale = scale
        self._size = {word: unit.is_ for unit in scale.units for word in unit.words}
        to, between, unit = "(?:to|or|and|-|maybe|sometimes)", any_of(words.between), any_of(self._size)
        about = rf"(?:(?P<less>{any_of(words.at_most)}) |(?P<more>{any_of(words.at_least)}) )?(?:{between} )*"
        amount = rf"(?:(?P<low>{NUMBER}) {to} )?(?P<high>{NUMBER}|an?)(?P<plus> \+)?(?: {between})*"
        tail = rf"(?: {to} (?P<tail>{NUMBER})(?! {unit})(?!\S))?"  # "a minute or two"
        after = rf"(?P<after> {any_of(words.or_more)})?"
        every = rf"(?:(?P<every>every|each)|an?|per|/|out of|in|in an?|in the|this|last) (?:(?P<period>{NUMBER})(?: {to} {NUMBER})? )?"
        pattern = {
            "minutes": rf"(?P<other>every )?{about}{amount} (?P<unit>{unit})(?P<ago> ago)?{tail}{after}",
            "per_week": rf"(?:{about}{amount}(?: {any_of(words.counted)})? )?{every}(?:{between} )*(?P<unit>{unit}){after}",
            "of_ten": rf"(?P<high>{NUMBER})(?: (?:/|out of|of) (?P<period>{NUMBER}))?(?!\S)(?! {any_of(words.counted)})",
        }
        self._pattern = re.compile(rf"(?<!\S){pattern[scale.kind]}")
        self._half = re.compile(rf"(?<!\S)(?:({NUMBER}|an?) )?({unit}) and (?:a )?half(?!\S)")
        self._two_units = re.compile(rf"(?<!\S)({NUMBER}|an?) ({unit}) (?:and )?({NUMBER}) ({unit})")

    def marked(self, line: str) -> str:
        """Return `line` with "=value" for each amount, and "~value" for a bare number, which may count something else."""
        line = self._half.sub(lambda match: f"{_number(match[1]) + 0.5:g} {match[2]}", line)
        return self._pattern.sub(self._value, self._two_units.sub(self._sum, line))

    def _sum(self, match: re.Match[str]) -> str:
        large, small = self._size[match[2]], self._size[match[4]]
        return f"{_number(match[1]) * large / small + _number(match[3]):.3f} {match[4]}" if large > small else match[0]

    def _value(self, match: re.Match[str]) -> str:
        found = {name: text for name, text in match.groupdict().items() if text}
        amounts = [_number(found[name]) for name in ("low", "high", "tail") if name in found]
        of_ten = self._scale.kind == "of_ten"
        bare = of_ten and "period" not in found
        if not (amounts or "every" in found) or (bare and amounts[0] > 10):
            return match[0]
        if found.keys() & {"other", "ago"}:
            return "elsewhen"  # "every 10 minutes" is not how long one lasts
        size = 10 if of_ten else self._size[found["unit"]]
        period = _number(found.get("period", "10" if bare else "1")) or 1
        amount = max(amounts, default=1) * size / period
        amount *= LESS if "less" in found else MORE if found.keys() & {"more", "plus", "after"} else 1
        values = self._scale.up_to
        return ("~" if bare else "=") + next((value for value, most in values.items() if amount <= most), list(values)[-1])


def _number(text: str | None) -> float:
    return 1 if text in (None, "a", "an") else float(text)
