"""Finds the phone numbers of `regions.yml` in a text, so that a door can let people call them with a tap."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.library import FOLDER, read

NUMBER = re.compile(r"\d[\d -]*\d")
NORTH_AMERICA = re.compile(r"1-\d{3}-\d{3}-\d{4}")  # the one kind in the file that has its country code
# What makes digits an amount or a part of a longer number, and not a number to call.
UNIT = r"(?:mg|mcg|µg|g|kg|IU|ml|mL|mmol|mEq|kcal|milligrams?|micrograms?|grams?|percent|people)\b|%|°"
BEFORE = r"(?<![\w.,$€£\u2013-])"
AFTER = rf"(?![\w\u2013-]|[.,]\d|\s?(?:{UNIT}|to\s\d))"


@cache
def known() -> re.Pattern[str]:
    """Return the pattern of all numbers that `regions.yml` names.

    Raises:
        KnowledgeError: the file is broken.
    """
    texts = [text for numbers in read(FOLDER / "regions.yml").values() for text in numbers.values()]
    found = {number for text in texts for number in NUMBER.findall(text)}
    return re.compile(f"{BEFORE}({'|'.join(sorted(map(re.escape, found), key=len, reverse=True))}){AFTER}")


def with_numbers(text: str) -> list[tuple[str, str | None]]:
    """Return `text` cut into pieces, each with the number to dial (`911`, `+18002221222`) or None.

    Raises:
        KnowledgeError: `regions.yml` is broken.
    """
    pieces = known().split(text)  # plain text and numbers in turn
    return [(piece, dialled(piece) if turn % 2 else None) for turn, piece in enumerate(pieces) if piece]


def dialled(number: str) -> str:
    """Return what a phone dials for a number as people write it."""
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if NORTH_AMERICA.fullmatch(number) else digits
