"""What is compared is what a person would get."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.workbench import Examples
from benchmarks.compare import FALLBACK, Nearest, Row, prediction, table


@pytest.mark.parametrize(
    ("intent", "offered", "several", "outcome", "topics"),
    [
        ("dosage", ["dosage"], (), "answered", ["dosage"]),
        ("emergency", ["emergency"], (), "urgent", ["emergency"]),
        ("out_of_scope_medical", ["dosage"], (), "declined", []),
        (
            FALLBACK,
            ["eye_twitch", "muscle_twitch", "dosage", "sleep", "ppi"],
            (),
            "clarified",
            ["other_causes", "dosage", "other_magnesium"],
        ),
        (FALLBACK, [], (), "declined", []),
        ("dosage", ["dosage"], ("dosage", "sleep"), "answered", ["dosage", "other_magnesium"]),
    ],
)
def test_an_intent_becomes_an_outcome(intent: str, offered: list[str], several: tuple[str, ...], outcome: str, topics: list[str]) -> None:
    made = prediction("text", intent, 0.9, offered, several)
    assert (made.outcome, made.topics) == (outcome, topics)


def test_the_nearest_example_decides() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    nearest = Nearest(Examples(["a", "b", "c"], ["dosage", "sleep", "sleep"], vectors))
    chances = nearest.chances("d", np.array([0.8, 0.6], np.float32))
    assert list(nearest.intents) == ["dosage", "sleep"]
    assert chances.argmax() == 1
    assert chances.sum() == pytest.approx(1)


def test_the_table_has_a_line_for_every_system() -> None:
    kinds = ("clinc_oos", "medical_other", "keyword_trap")
    figures = {"acceptable": 90.0, "asked back": 1.0, "wrongly declined": 2.0, **{f"declined {kind}": 99.0 for kind in kinds}}
    lines = table([Row("ours", figures, 88.0, 60, [])]).splitlines()
    assert lines[2] == "| ours | 90.0 | 1.0 | 2.0 | 99.0 | 99.0 | 99.0 | 88.0 | 60 s |"
    assert len({line.count("|") for line in lines}) == 1
