"""Keyboard typos, put at random into a text. The same seed gives the same typos."""

from __future__ import annotations

import random

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# The keys beside a key, in its own row and in the rows above and below (each row is shifted by about half a key).
NEIGHBOURS = {
    key: "".join(
        other
        for r, row_ in enumerate(ROWS)
        for c, other in enumerate(row_)
        if other != key and abs(r - line) <= 1 and abs((c + r / 2) - (column + line / 2)) <= 1
    )
    for line, row in enumerate(ROWS)
    for column, key in enumerate(row)
}
KINDS = ("neighbour", "swap", "drop", "double")


def with_typos(text: str, count: int, dice: random.Random) -> str:
    """Return `text` with `count` typos at random letters: a neighbouring key, two letters swapped, one left out or one doubled.

    A text with fewer than two letters in a row keeps its form.
    """
    for _ in range(count):
        places = [i for i in range(len(text) - 1) if text[i].lower() in NEIGHBOURS and text[i + 1].lower() in NEIGHBOURS]
        if not places:
            return text
        i = dice.choice(places)
        kind = dice.choice(KINDS)
        if kind == "neighbour":
            text = text[:i] + dice.choice(NEIGHBOURS[text[i].lower()]) + text[i + 1 :]
        elif kind == "swap":
            text = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        elif kind == "drop":
            text = text[:i] + text[i + 1 :]
        else:
            text = text[: i + 1] + text[i:]
    return text
