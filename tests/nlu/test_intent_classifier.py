"""The classifier decides top down: ours or not, then the group, then the question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.encoder import shared_encoder
from assistant.nlu.intent_classifier import QuestionClassifier

EXAMPLES = {
    "eye_twitch": ["my eyelid twitches", "eye twitching for days", "why does my eye jump"],
    "muscle_twitch": ["my muscles twitch", "twitching biceps", "arm muscle jumping"],
    "food_sources": ["magnesium rich foods", "what food has magnesium", "foods high in magnesium"],
    "out_of_scope_daily_life": ["what is the weather", "play some music", "book a flight to rome"],
    "emergency": ["i cannot breathe", "chest pain", "he passed out"],
    "greet": ["hello", "hi there", "good morning"],
}


def message(text: str, intent: str | None = None) -> Message:
    made = Message({TEXT: text, INTENT: intent} if intent else {TEXT: text})
    if text:
        made.add_features(Features(shared_encoder().encode(text)[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, "test"))
    return made


@pytest.fixture
def classifier(tmp_path: Path) -> QuestionClassifier:
    few: dict[str, Any] = {"word_min_count": 1, "letters_min_count": 1, "word_alpha": 1e-3, "urgent_threshold": 0.4, "word_share": 0.2}
    config: dict[str, Any] = {**QuestionClassifier.get_default_config(), **few}
    storage, resource = LocalModelStorage(tmp_path), Resource("classifier")
    untrained = QuestionClassifier(config, storage, resource, None)
    untrained.train(TrainingData([message(text, intent) for intent, texts in EXAMPLES.items() for text in texts]))
    return QuestionClassifier.load(config, storage, resource, None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my left eyelid keeps twitching", "eye_twitch"),
        ("which foods contain magnesium", "food_sources"),
        ("my chest hurts and i cant breathe", "emergency"),
        ("will it rain tomorrow", "out_of_scope_daily_life"),
        ("hello there", "greet"),
    ],
)
def test_it_finds_the_question(classifier: QuestionClassifier, text: str, intent: str) -> None:
    result = classifier.process([message(text)])[0]
    assert result.get(INTENT)["name"] == intent
    assert result.get(INTENT_RANKING_KEY)[0]["name"] == intent
    assert 0 < result.get(INTENT)["confidence"] <= 1


def test_near_questions_share_their_chance(classifier: QuestionClassifier) -> None:
    result = classifier.process([message("twitching")])[0]
    ranking = result.get(INTENT_RANKING_KEY)
    twitches = [entry for entry in ranking if entry["name"] in ("eye_twitch", "muscle_twitch")]
    assert ranking[0] in twitches
    assert ranking[0]["confidence"] > twitches[1]["confidence"]


def test_two_questions_are_both_found(classifier: QuestionClassifier) -> None:
    result = classifier.process([message("why does my eyelid twitch and which foods contain magnesium?")])[0]
    assert result.get("questions") == ["eye_twitch", "food_sources"]
    assert result.get(INTENT)["name"] == "eye_twitch"


def test_what_it_is_not_sure_of_is_asked_back(classifier: QuestionClassifier) -> None:
    classifier._config["clarify_threshold"] = 1.0
    classifier._use(classifier._model)
    ranking = classifier.process([message("my left eyelid keeps twitching")])[0].get(INTENT_RANKING_KEY)
    assert [entry["name"] for entry in ranking[:2]] == ["nlu_fallback", "eye_twitch"]


@pytest.mark.parametrize("text", ["", "/no_such_intent"])
def test_a_message_without_words_of_its_own_is_not_understood(classifier: QuestionClassifier, text: str) -> None:
    assert classifier.process([message(text)])[0].get(INTENT)["name"] == "nlu_fallback"
