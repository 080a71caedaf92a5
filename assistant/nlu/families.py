"""Families of intents: what the classifier decides between first. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.knowledge.library import shared_library

OUT_OF_SCOPE = "out_of_scope"
URGENT = "emergency"  # the topic group of what needs help now


def is_question(intent: str) -> bool:
    """Tell whether an intent is one of the questions that the knowledge answers."""
    return intent in shared_library().entries


def family(intent: str) -> str:
    """Return the family of an intent: a question's topic group, `out_of_scope` for all that we decline, else its own name.

    Questions of one group are near each other and share their chance ("eye twitch", "muscle twitch"); so do all that we decline.
    """
    if is_question(intent):
        return shared_library().entries[intent].group
    return OUT_OF_SCOPE if intent.startswith(OUT_OF_SCOPE) else intent


@dataclass(frozen=True)
class Families:
    """The families of some intents: their `names` in order, the number of the family `of_intent`, and which are `in_scope`."""

    names: list[str]
    of_intent: npt.NDArray[np.intp]
    in_scope: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, intents: npt.NDArray[np.str_]) -> Families:
        """Return the families of `intents`, shape (intents,)."""
        names, of_intent = np.unique([family(str(intent)) for intent in intents], return_inverse=True)
        questions = {family(str(intent)) for intent in intents if is_question(str(intent))}
        return cls([str(name) for name in names], of_intent, np.array([name in questions for name in names]))

    def summed(self, chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Sum the `chances` of intents, shape (..., intents), by family: shape (..., families)."""
        sums: npt.NDArray[np.float64] = np.apply_along_axis(
            lambda row: np.bincount(self.of_intent, weights=row, minlength=len(self.names)), -1, chances
        )
        return sums
