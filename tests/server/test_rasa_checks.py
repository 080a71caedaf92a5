"""Rasa's own checks: the data, and stories through the real NLU."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rasa", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_rasa_finds_nothing_to_warn_about() -> None:
    result = rasa("data", "validate", "--fail-on-warnings")
    assert result.returncode == 0, result.stdout + result.stderr


def test_stories_are_predicted_from_the_words(tmp_path: Path) -> None:
    result = rasa("test", "--stories", "tests/test_stories.yml", "--fail-on-prediction-errors", "--out", str(tmp_path), "--no-plot")
    assert result.returncode == 0, result.stdout + result.stderr
