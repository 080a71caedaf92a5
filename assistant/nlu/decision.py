"""From the chances of all intents to one choice, top down. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.nlu.families import URGENT, Families


@dataclass(frozen=True)
class Thresholds:
    """Where one choice ends and the next begins, chances between 0 and 1. `config.yml` states the values in use and why."""

    urgent: float
    in_scope: float
    clarify: float


@dataclass(frozen=True)
class Choice:
    """The intent chosen, the chance of its whole family, and whether that is enough to act on without asking back."""

    intent: str
    confidence: float
    sure: bool


class Decision:
    """Decides: does it need help now, is it one of our questions at all, which topic group, which question of that group.

    Each choice sums the chances of all intents below it, so a question between two near topics is not lost to a far one.
    """

    def __init__(self, intents: npt.NDArray[np.str_], thresholds: Thresholds) -> None:
        """Decide between `intents`, shape (intents,)."""
        self._intents = intents
        self._thresholds = thresholds
        self._families = families = Families.of(intents)
        self._urgent = families.names.index(URGENT) if URGENT in families.names else None

    def choose(self, chances: npt.NDArray[np.float64]) -> Choice:
        """Return the choice for the chances of all intents, shape (intents,)."""
        by_family = np.bincount(self._families.of_intent, weights=chances)
        if self._urgent is not None and by_family[self._urgent] >= self._thresholds.urgent:
            best, sure = self._urgent, True  # it may be an emergency: no question first
        else:
            in_scope = by_family[self._families.in_scope].sum() >= self._thresholds.in_scope
            best = int(np.where(self._families.in_scope == in_scope, by_family, -1).argmax())
            # What may be urgent, but not surely, is asked back, and the urgent answer is among what is offered.
            sure = not in_scope or (best != self._urgent and bool(by_family[best] >= self._thresholds.clarify))
        intent = int(np.where(self._families.of_intent == best, chances, -1).argmax())
        return Choice(str(self._intents[intent]), float(by_family[best]), sure)
