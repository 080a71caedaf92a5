"""`make evaluate` on our own held-out set: above the floors, and a line for every question."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.evaluate import OWN_QUESTIONS, read_questions

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]


def evaluate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.evaluate", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_held_out_set_is_understood(tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    result = evaluate("--predictions", str(out))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "acceptable" in result.stdout
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["text"] for row in rows] == [question.text for question in read_questions(OWN_QUESTIONS)]
    assert {key for row in rows for key in row} == {"text", "outcome", "topics", "tier", "intent", "best", "confidence", "ms"}
    assert {row["outcome"] for row in rows} <= {"answered", "clarified", "declined", "urgent"}


@pytest.mark.parametrize("name", ["two_questions", "one_question_stories"])
def test_several_questions_get_several_answers_and_a_story_gets_one(name: str) -> None:
    result = evaluate("--questions", f"tests/data/{name}.jsonl")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "answers right" in result.stdout


def test_it_exits_1_below_a_floor(tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"text": "what is the weather", "topics": ["dosage"]}\n')
    result = evaluate("--questions", str(questions))
    assert result.returncode == 1
    assert "acceptable is 0.0, at least" in result.stderr
