"""Intents from the meaning of a message: kernel logistic regression on sentence vectors. No Rasa here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

from assistant.nlu.families import OUT_OF_SCOPE, is_question


@dataclass(frozen=True)
class MeaningModel:
    """The fitted model, folded into three arrays so that a message costs two small matrix products.

    `landmarks`: (landmarks, dimensions), unit vectors of training examples. `weights`: (landmarks, intents). `bias`: (intents,).
    """

    intents: npt.NDArray[np.str_]
    landmarks: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    gamma: float

    @classmethod
    def fit(cls, texts: list[str], vectors: npt.NDArray[np.float32], intents: list[str], config: dict[str, Any]) -> MeaningModel:
        """Fit on cleaned `texts`, their unit `vectors`, shape (examples, dimensions), and `intents`.

        `config` is the classifier's in `config.yml`.
        """
        # Landmarks are picked by a hash of their text, so that an added sentence changes one of them at most, not the whole model.
        by_hash = sorted({text: number for number, text in enumerate(texts)}.items(), key=lambda item: crc32(item[0].encode()))
        landmarks = [number for _, number in by_hash[: config["landmarks"]]]
        kernel = Nystroem(gamma=config["gamma"], n_components=len(landmarks), random_state=config["random_seed"]).fit(vectors[landmarks])
        features = kernel.transform(vectors).astype(np.float32)
        # What people say around a question has few examples beside all that is out of scope: without more weight it is drowned.
        talk = {intent: config["talk_weight"] for intent in intents if not is_question(intent) and not intent.startswith(OUT_OF_SCOPE)}
        weights = {intent: talk.get(intent, 1.0) for intent in intents}
        head = LogisticRegression(C=config["C"], max_iter=config["max_iter"], class_weight=weights).fit(features, intents)
        return cls(
            np.array(head.classes_, dtype=np.str_),
            kernel.components_.astype(np.float32),
            (kernel.normalization_.T @ head.coef_.T).astype(np.float32),
            head.intercept_.astype(np.float32),
            float(config["gamma"]),
        )

    def log_chances(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the logarithm of the chance of every intent, shape (intents,), for a unit `vector`, shape (dimensions,)."""
        kernel = np.exp(-2 * self.gamma * (1 - self.landmarks @ vector))  # squared distance of unit vectors: 2 - 2 cosine
        chances: npt.NDArray[np.float32] = log_softmax(kernel @ self.weights + self.bias)
        return chances
