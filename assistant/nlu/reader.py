"""Reads a message: which question it asks, or which ones. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from assistant.knowledge.library import shared_library
from assistant.nlu.clauses import MAX_QUESTIONS, in_full, questions, sentences
from assistant.nlu.decision import Choice, Decision, Thresholds
from assistant.nlu.encoder import shared_encoder
from assistant.nlu.families import URGENT, family, is_question
from assistant.nlu.intent_model import IntentModel

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """What was understood: the choice, the chance of every intent, and the intents of all questions if there are several."""

    choice: Choice
    chances: Chances
    several: tuple[str, ...]


def together(chances: list[Chances], weights: list[float] | None = None) -> Chances:
    """Return the chances of several readings of one question as one: their weighted product, shape (intents,)."""
    mean: Chances = softmax(np.average(np.log(np.array(chances) + 1e-9), axis=0, weights=weights))
    return mean


class Reader:
    """Reads messages with a fitted model."""

    def __init__(self, model: IntentModel, config: dict[str, Any]) -> None:
        """Read with `model`. `config` is the classifier's in `config.yml`."""
        self._model = model
        self._question_share = config["question_share"]
        self._several_threshold = config["several_threshold"]
        self._known = shared_library().questions
        urgent, in_scope, clarify = (config[f"{name}_threshold"] for name in ("urgent", "in_scope", "clarify"))
        self._decision = Decision(model.intents, Thresholds(urgent, in_scope, clarify))
        # A part of a message that is ours is more likely ours too.
        self._part_decision = Decision(model.intents, Thresholds(urgent, self._several_threshold, clarify))

    def read(self, text: str, vector: npt.NDArray[np.float32]) -> Reading:
        """Read a cleaned `text` whose unit vector is `vector`, shape (dimensions,)."""
        if text in self._known:  # the words of a button, typed
            return Reading(Choice(self._known[text], 1.0, True), self._model.chances(text, vector), ())
        parts = questions(text)
        chances = self._chances(text, vector, parts)
        choice = self._decision.choose(chances)
        several = self._several(text, parts) if len(parts) > 1 and self._answers(choice) else ()
        return Reading(choice, chances, several)

    @staticmethod
    def _answers(choice: Choice) -> bool:
        """Tell whether a choice is a question to be answered: ours, and no urgent one, which stands alone."""
        return is_question(choice.intent) and family(choice.intent) != URGENT

    def _alone(self, text: str) -> Chances:
        return self._model.chances(text, shared_encoder().encode(text))

    def _chances(self, text: str, vector: npt.NDArray[np.float32], parts: list[str]) -> Chances:
        """Return the chances of the whole message; what it puts as a question counts again, so that a long story does not drown it."""
        whole = self._model.chances(text, vector)
        if not parts or len(parts) >= MAX_QUESTIONS or len(sentences(text)) < 2:
            return whole
        asked = [self._alone(part) for part in parts]
        return together([whole, *asked], [1 - self._question_share, *[self._question_share / len(asked)] * len(asked)])

    def _several(self, text: str, parts: list[str]) -> tuple[str, ...]:
        """Return the intents of the questions that stand side by side in `text`, or none if it asks only one thing."""
        asked = []
        for part in parts[:MAX_QUESTIONS]:
            full = in_full(part, text[: text.find(part)])
            choice = self._part_decision.choose(self._alone(full) if full == part else together([self._alone(part), self._alone(full)]))
            if self._answers(choice) and choice.confidence >= self._several_threshold and choice.intent not in asked:
                asked.append(choice.intent)
        return tuple(asked) if len(asked) > 1 else ()
