"""`make safety` on our own sets: emergencies are caught, and false alarms are few."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.evaluate_safety import HARD_NEGATIVES, RED_FLAGS, read_lines

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]


def test_emergencies_are_caught_and_false_alarms_are_few() -> None:
    result = subprocess.run([sys.executable, "-m", "assistant.evaluate_safety"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "tier exact" in result.stdout


def test_the_sets_are_large_and_half_of_them_is_harmless() -> None:
    flags, negatives = read_lines(RED_FLAGS), read_lines(HARD_NEGATIVES)
    assert len(flags) + len(negatives) >= 400
    assert len(negatives) >= 0.45 * (len(flags) + len(negatives))
    assert {line.tier for line in flags} == {"emergency", "urgent"}
    assert {line.tier for line in negatives} == {None}
