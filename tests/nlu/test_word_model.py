"""The word model reads a message as its vectorizers would."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu.word_model import WordModel

CONFIG = {"word_min_count": 1, "letters_min_count": 1, "word_alpha": 1e-4, "word_epochs": 20, "random_seed": 0}
TEXTS = ["my eyelid twitches", "eye twitch for days", "foods with magnesium", "what food has magnesium", "good morning", "hello"]
INTENTS = ["eye_twitch", "eye_twitch", "food_sources", "food_sources", "greet", "greet"]


@pytest.fixture(scope="module")
def model() -> WordModel:
    return WordModel.fit(TEXTS, INTENTS, CONFIG)


@pytest.mark.parametrize("text", ["which foods and foods", "my eye, my eye", "nothing known: xqz", ""])
def test_the_quick_features_are_those_of_the_vectorizer(model: WordModel, text: str) -> None:
    for vectorizer, idf in zip(model.vectorizers, model.idfs, strict=True):
        columns, values = model._features(vectorizer, idf, text)
        row = np.zeros(len(vectorizer.vocabulary_))
        row[columns] = values
        np.testing.assert_allclose(row, vectorizer.transform([text]).toarray()[0], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("text", "intent"), [("left eyelid twitching", "eye_twitch"), ("magnesium in food please", "food_sources")])
def test_it_knows_intents_by_their_words(model: WordModel, text: str, intent: str) -> None:
    chances = np.exp(model.log_chances(text))
    assert chances.sum() == pytest.approx(1)
    assert model.intents[chances.argmax()] == intent


def test_the_same_data_gives_the_same_model(model: WordModel) -> None:
    np.testing.assert_array_equal(WordModel.fit(TEXTS, INTENTS, CONFIG).weights, model.weights)
