"""Tells which questions a message asks, or that it asks none of ours."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.intent_model import IntentModel
from assistant.nlu.reader import Reader

RANKING_LENGTH = 10
QUESTIONS = "questions"  # where the parse result tells the intents of a message that asks several questions


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Picks the intent from the dense sentence feature and the words. A choice it is not sure of is `nlu_fallback`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before it in the pipeline."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults. `config.yml` states the values in use and why."""
        return {
            "gamma": 2.0,
            "landmarks": 3000,
            "C": 20.0,
            "max_iter": 150,
            "talk_weight": 4.0,
            "word_min_count": 3,
            "letters_min_count": 5,
            "word_alpha": 3e-6,
            "word_epochs": 15,
            "word_share": 0.4,
            "temperature": 1.0,
            "question_share": 0.25,
            "random_seed": 0,
            "urgent_threshold": 0.3,
            "in_scope_threshold": 0.5,
            "clarify_threshold": 0.4,
            "several_threshold": 0.4,
        }

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """Load a trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "model.joblib"))

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None) -> None:
        """Use the trained `model`, if there is one."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._use(model)

    def _use(self, model: IntentModel | None) -> None:
        self._model = model
        self._reader = Reader(model, self._config) if model else None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the training examples and store the result."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.stack([self._vector(example) for example in examples])
        intents = [example.get(INTENT) for example in examples]
        model = IntentModel.fit([example.get(TEXT) for example in examples], vectors, intents, self._config)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / "model.joblib")
        self._use(model)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training examples as they are: no later component reads an intent predicted for them."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of every message. One without words is `nlu_fallback`, and so is a payload (`/intent`): Rasa reads it."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith(INTENT_MESSAGE_PREFIX):
                self._classify(message, text)
            else:
                nothing = ranked(DEFAULT_NLU_FALLBACK_INTENT_NAME, self._config["clarify_threshold"])
                message.set(INTENT, nothing, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [nothing], add_to_output=True)
        return messages

    @staticmethod
    def _vector(message: Message) -> npt.NDArray[np.float32]:
        _, sentence = message.get_dense_features(TEXT)
        vector: npt.NDArray[np.float32] = sentence.features[0]
        return vector

    def _classify(self, message: Message, text: str) -> None:
        """Set the intent, its ranking and, if the message asks several questions, the intents of all of them."""
        assert self._model is not None
        assert self._reader is not None
        reading = self._reader.read(text, self._vector(message))
        ranking = [ranked(reading.several[0] if reading.several else reading.choice.intent, reading.choice.confidence)]
        if reading.several:
            message.set(QUESTIONS, list(reading.several), add_to_output=True)
        elif not reading.choice.sure:
            ranking.insert(0, ranked(DEFAULT_NLU_FALLBACK_INTENT_NAME, self._config["clarify_threshold"]))
        named = {entry[INTENT_NAME_KEY] for entry in ranking}
        likeliest = np.argsort(-reading.chances)[:RANKING_LENGTH]
        rest = (ranked(str(self._model.intents[i]), float(reading.chances[i])) for i in likeliest)
        ranking += [entry for entry in rest if entry[INTENT_NAME_KEY] not in named]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def ranked(intent: str, confidence: float) -> dict[str, Any]:
    """Return an intent as Rasa's rankings hold it."""
    return {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: confidence}
