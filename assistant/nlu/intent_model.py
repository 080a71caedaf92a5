"""The chances of all intents, from the meaning of a message and from its words together. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from assistant.nlu.meaning_model import MeaningModel
from assistant.nlu.word_model import WordModel


@dataclass(frozen=True)
class IntentModel:
    """Weighs both models as one product of experts.

    `word_share`: the weight of the words, 0 to 1. `temperature`: above 1 for chances that are less sure of themselves than the product.
    """

    meaning: MeaningModel
    words: WordModel
    word_share: float
    temperature: float

    @classmethod
    def fit(cls, texts: list[str], vectors: npt.NDArray[np.float32], intents: list[str], config: dict[str, Any]) -> IntentModel:
        """Fit on cleaned `texts`, their unit `vectors`, shape (examples, dimensions), and their `intents`."""
        return cls(
            MeaningModel.fit(texts, vectors, intents, config),
            WordModel.fit(texts, intents, config),
            config["word_share"],
            config["temperature"],
        )

    @property
    def intents(self) -> npt.NDArray[np.str_]:
        """Return the names of the intents, shape (intents,), in the order of `chances`."""
        return self.meaning.intents

    def chances(self, text: str, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the chance of every intent, shape (intents,), for a cleaned `text` and its unit `vector`."""
        product = (1 - self.word_share) * self.meaning.log_chances(vector) + self.word_share * self.words.log_chances(text)
        chances: npt.NDArray[np.float64] = softmax(product.astype(np.float64) / self.temperature)
        return chances
