"""Typos are those of a keyboard, and the same for the same seed."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.keyboard import NEIGHBOURS, with_typos


def test_neighbours_are_beside_each_other() -> None:
    assert set(NEIGHBOURS["g"]) == set("tyfhvb")
    assert all(key in NEIGHBOURS[other] for key, others in NEIGHBOURS.items() for other in others)


def test_the_same_seed_gives_the_same_typos() -> None:
    text = "why does my eyelid twitch"
    typos = [with_typos(text, 2, random.Random(seed)) for seed in (1, 1, 2)]
    assert typos[0] == typos[1] != typos[2]
    assert text not in typos


@given(st.text(max_size=60), st.integers(0, 3), st.integers())
def test_a_typo_changes_the_length_by_one_at_most(text: str, count: int, seed: int) -> None:
    assert abs(len(with_typos(text, count, random.Random(seed))) - len(text)) <= count
