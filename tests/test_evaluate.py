"""Questions in, figures out."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluate import Prediction, Question, below_floors, measure, read_questions
from assistant.runtime import StartError


def predicted(outcome: str, topics: list[str], tier: str | None = None) -> Prediction:
    return Prediction("text", outcome, topics, tier, "intent", "dosage", 0.9, 2.0)


@pytest.mark.parametrize(
    ("question", "prediction", "right"),
    [
        (Question("a", ("dosage", "timing")), predicted("answered", ["timing"]), True),
        (Question("a", ("dosage",)), predicted("answered", ["timing"]), False),
        (Question("a", ("dosage",)), predicted("clarified", ["timing", "dosage"]), True),
        (Question("a", ("dosage",)), predicted("declined", []), False),
        (Question("a", ("emergency",)), predicted("urgent", ["emergency"], "urgent"), True),
        (Question("a", ("emergency",)), predicted("answered", ["emergency"], None), False),
        (Question("a", ("emergency", "when_to_see_doctor")), predicted("answered", ["when_to_see_doctor"]), True),
        (Question("a", ("dosage",)), predicted("urgent", ["emergency"], "emergency"), False),
        (Question("a", answers=(("dosage",), ("timing", "sleep"))), predicted("answered", ["sleep", "dosage"]), True),
        (Question("a", answers=(("dosage",), ("dosage",))), predicted("answered", ["dosage"]), False),
        (Question("a", answers=(("dosage",),)), predicted("answered", ["dosage", "timing"]), False),
        (Question("a", answers=(("dosage",), ("timing",))), predicted("clarified", ["dosage", "timing"]), False),
    ],
)
def test_what_counts_as_right(question: Question, prediction: Prediction, right: bool) -> None:
    assert prediction.right_for(question) is right


def test_the_figures() -> None:
    questions = [Question("a", ("dosage", "timing")), Question("b", ("dosage",)), Question("c", kind="trap"), Question("d", kind="trap")]
    predictions = [
        predicted("answered", ["timing"]),
        predicted("declined", []),
        predicted("declined", []),
        predicted("answered", ["sleep"]),
    ]
    figures = measure(questions, predictions)
    assert figures["acceptable"] == 50
    assert figures["best topic"] == 0
    assert figures["wrongly declined"] == 50
    assert figures["declined trap"] == 50
    assert figures["parse ms, median"] == 2


def test_floors_and_ceilings() -> None:
    floors = {"at least": {"acceptable": 85.0, "declined x": 98.0}, "at most": {"wrongly declined": 4.0}}
    assert below_floors({"acceptable": 85.0, "wrongly declined": 4.0}, floors) == []
    assert below_floors({"acceptable": 84.9, "wrongly declined": 4.1}, floors) == [
        "acceptable is 84.9, at least 85.0 wanted",
        "wrongly declined is 4.1, at most 4.0 wanted",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": "a", "topics": ["dosage"]}\n{"text": "b"}\n', "line 2: expected"),
        ('{"text": "a", "topics": ["dosage"], "kind": "x"}\n', "line 1: expected"),
        ("not json\n", "line 1: expected"),
        ("[1]\n", "line 1: expected"),
        ('{"text": 3, "kind": "x"}\n', "line 1: expected"),
        ("\n", "holds no questions"),
    ],
)
def test_a_broken_question_file_is_named(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(content)
    with pytest.raises(StartError, match=expected):
        read_questions(path)


def test_a_missing_question_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
