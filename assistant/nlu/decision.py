"""From the chances of all intents to one choice, top down. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.nlu.families import URGENT, Families

MAY_BE_URGENT = 0.5  # the chance from which an emergency is likelier than not


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
        urgent = float(by_family[self._urgent]) if self._urgent is not None else 0.0
        if urgent >= MAY_BE_URGENT:
            # It may be an emergency: no question first. Less surely so, it is asked back, with the urgent answer among what is offered.
            best, sure = self._urgent, urgent >= self._thresholds.urgent
        else:
            others = np.where(np.arange(len(by_family)) == self._urgent, 0, by_family)
            in_scope = others[self._families.in_scope].sum() / (1 - urgent) >= self._thresholds.in_scope
            best = int(np.where(self._families.in_scope == in_scope, others, -1).argmax())
            sure = not in_scope or bool(others[best] >= self._thresholds.clarify)
        intent = int(np.where(self._families.of_intent == best, chances, -1).argmax())
        return Choice(str(self._intents[intent]), float(by_family[best]), sure)
