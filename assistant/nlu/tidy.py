"""One form for the text of a message. No Rasa here."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 2000  # what comes after is not read; the encoder reads about 600 anyway
NO_WORD = re.compile(r"\S{41,}")  # a longer run without a space is not a word
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u2013": "-", "\u2014": "-"})


def tidy(text: str) -> str:
    """Return `text` in one Unicode form, with plain quotes, without control characters, spaces folded, cut at 2,000 characters.

    A text without a letter or digit is empty afterwards: emoji and punctuation alone ask nothing.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(QUOTES)
    visible = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in plain)
    words = re.sub(r" +", " ", NO_WORD.sub(" ", visible)).strip()
    return words if any(character.isalnum() for character in words) else ""
