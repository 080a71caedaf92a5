"""Thresholds chosen from data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant import tune as module
from assistant.evaluate import Question
from assistant.runtime import StartError
from assistant.tune import cooled, largest_keeping, tune, write

INTENTS = np.array(["dosage", "emergency", "out_of_scope_medical", "sleep"])


def test_largest_keeping() -> None:
    values = np.arange(100) / 100
    assert largest_keeping(values, 0.05) == pytest.approx(0.05)
    assert (values < largest_keeping(values, 0.05)).mean() == pytest.approx(0.05)


def test_a_lower_temperature_is_surer() -> None:
    chances = np.array([[0.6, 0.4]])
    assert cooled(chances, 0.5)[0, 0] > 0.6 > cooled(chances, 2)[0, 0]
    assert cooled(chances, 0.5).sum() == pytest.approx(1)


def test_thresholds_part_what_the_data_parts() -> None:
    questions = [Question("a", ("dosage",))] * 50 + [Question("b", ("emergency",))] * 10 + [Question("c", kind="medical_other")] * 50
    rows = [[0.8, 0.0, 0.15, 0.05]] * 50 + [[0.02, 0.94, 0.02, 0.02]] * 10 + [[0.15, 0.05, 0.75, 0.05]] * 50
    values = tune(questions, np.array(rows), np.array([[0.4, 0.3, 0.2, 0.1]] * 20), INTENTS)
    by_family = cooled(np.array(rows), values["temperature"])
    ours = 1 - by_family[:, 2]
    assert ours[:60].min() >= values["in_scope_threshold"] > ours[60:].max()
    assert by_family[50:60, 1].min() > values["urgent_threshold"] > by_family[:50, 1].max()
    assert values["clarify_threshold"] <= by_family[:50, 0].min()


def test_values_are_written_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config.yml"
    config.write_text("    # by `make tune`, 2020-01-01; why\n    temperature: 1.0\n    other: 2\n")
    monkeypatch.setattr(module, "CONFIG", config)
    write({"temperature": 0.7})
    assert "    temperature: 0.7\n    other: 2\n" in config.read_text()
    assert "2020-01-01" not in config.read_text()
    with pytest.raises(StartError, match="exactly one line '    clarify_threshold"):
        write({"clarify_threshold": 0.7})
