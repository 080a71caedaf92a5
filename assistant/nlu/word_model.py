"""Intents from the words of a message: logistic regression on TF-IDF of words, word pairs and letter groups. No Rasa here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import hstack
from scipy.special import log_softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier


@dataclass(frozen=True)
class WordModel:
    """The fitted model. `weights`: (features, intents), in rows so that a message reads only the rows of its words. `bias`: (intents,).

    The features of the first vectorizer come first in `weights`, then those of the second.
    """

    intents: npt.NDArray[np.str_]
    vectorizers: tuple[TfidfVectorizer, ...]
    idfs: tuple[npt.NDArray[np.float32], ...]  # of each vectorizer: its own property builds a matrix every time
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @classmethod
    def fit(cls, texts: list[str], intents: list[str], config: dict[str, Any]) -> WordModel:
        """Fit on cleaned `texts` and their `intents`. `config` is the classifier's in `config.yml`."""
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=config["word_min_count"], sublinear_tf=True)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=config["letters_min_count"], sublinear_tf=True)
        features = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
        seed, alpha, epochs = config["random_seed"], config["word_alpha"], config["word_epochs"]
        head = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=epochs, n_jobs=-1, random_state=seed).fit(features, intents)
        return cls(
            np.array(head.classes_, dtype=np.str_),
            (words, letters),
            (words.idf_.astype(np.float32), letters.idf_.astype(np.float32)),
            np.ascontiguousarray(head.coef_.T, dtype=np.float32),
            head.intercept_.astype(np.float32),
        )

    def log_chances(self, text: str) -> npt.NDArray[np.float32]:
        """Return the logarithm of the chance of every intent, shape (intents,), for a cleaned `text`."""
        logits, first_row = self.bias, 0
        for vectorizer, idf in zip(self.vectorizers, self.idfs, strict=True):
            rows, values = self._features(vectorizer, idf, text)
            logits = logits + values @ self.weights[first_row + rows]
            first_row += len(vectorizer.vocabulary_)
        chances: npt.NDArray[np.float32] = log_softmax(logits)
        return chances

    @staticmethod
    def _features(
        vectorizer: TfidfVectorizer, idf: npt.NDArray[np.float32], text: str
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """Return what `vectorizer.transform([text])` does, columns and values, in a tenth of its time: it is made for many texts."""
        vocabulary = vectorizer.vocabulary_
        counts = Counter(column for token in vectorizer.build_analyzer()(text) if (column := vocabulary.get(token)) is not None)
        columns = np.fromiter(counts.keys(), np.intp, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * idf[columns]
        return columns, (values / (np.linalg.norm(values) or 1)).astype(np.float32)
