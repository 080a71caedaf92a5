"""How far confidence is from truth."""

from __future__ import annotations

import math

import pytest

from assistant.calibration import calibration_error, reliability


def test_bins_hold_like_confidences() -> None:
    bins = reliability([0.95, 1.0, 0.05], [True, False, False])
    assert [(bin_.count, round(bin_.confidence, 3), bin_.right) for bin_ in bins] == [(1, 0.05, 0.0), (2, 0.975, 0.5)]


def test_the_error_is_the_weighted_distance() -> None:
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)
    assert calibration_error([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert math.isnan(calibration_error([], []))
