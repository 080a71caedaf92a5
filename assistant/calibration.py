"""Does a confidence of 0.8 mean right in 8 of 10? No Rasa here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Predictions of like confidence: how many, their mean confidence and how many of them were right, both 0 to 1."""

    count: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Sort predictions into ten bins of equal width by confidence, 0 to 1, and return those that hold any."""
    values, hits = np.asarray(confidences, float), np.asarray(right, float)
    numbers = np.minimum((values * BINS).astype(int), BINS - 1)
    return [
        Bin(int(inside.sum()), float(values[inside].mean()), float(hits[inside].mean()))
        for inside in (numbers == number for number in range(BINS))
        if inside.any()
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error, 0 to 1: the mean distance of confidence and truth over the bins, weighted by their size."""
    bins = reliability(confidences, right)
    total = sum(bin_.count for bin_ in bins)
    return sum(bin_.count * abs(bin_.confidence - bin_.right) for bin_ in bins) / total if total else float("nan")
