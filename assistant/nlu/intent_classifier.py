"""Tells which question a message asks, or that it asks none of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from assistant.knowledge.library import shared_library

RANKING_LENGTH = 10


def families(intents: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Return the family of every intent: the topic group of a question, `outside` for all that is not one of our questions.

    Questions of one group are near each other and share their chance ("eye twitch", "muscle twitch"); so do all that we decline.
    """
    entries = shared_library().entries
    return np.array([entries[intent].group if intent in entries else "outside" for intent in intents])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Kernel logistic regression over the dense sentence features.

    It decides top down: is this one of our questions at all, then which topic group, then which question of that group. Each
    choice sums the chances of all intents below it, so a question between two near topics is not lost to a far one.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before it in the pipeline."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults. `config.yml` states the values in use and why."""
        return {"gamma": 2.0, "components": 1500, "C": 50.0, "max_iter": 300, "random_seed": 0, "in_scope_threshold": 0.5}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource, None)

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: Pipeline | None) -> None:
        """Use the trained `model`, if there is one."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        if model is not None:
            self._intents = np.array(model.classes_)
            self._families = families(self._intents)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the training examples and store the result."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.vstack([self._vector(example) for example in examples])
        config = self._config
        kernel = Nystroem(gamma=config["gamma"], n_components=min(config["components"], len(examples)), random_state=config["random_seed"])
        head = LogisticRegression(C=config["C"], max_iter=config["max_iter"])
        model = make_pipeline(kernel, head).fit(vectors, [example.get(INTENT) for example in examples])
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(model, folder / "model.skops")
        self.__init__(config, self._storage, self._resource, model)  # type: ignore[misc]
        return self._resource

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
            return cls(config, model_storage, resource, skops.io.load(folder / "model.skops", trusted=None))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classify the training examples, which later components may want."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of every message. One without text gets no intent."""
        for message in messages:
            ranking = self._ranking(message) if message.get(TEXT) else []
            message.set(INTENT, ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    @staticmethod
    def _vector(message: Message) -> npt.NDArray[np.float32]:
        _, sentence = message.get_dense_features(TEXT)
        vector: npt.NDArray[np.float32] = sentence.features
        return vector

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        """Return the likeliest intents, the chosen one first with the chance of its family as confidence."""
        assert self._model is not None
        chances = self._model.predict_proba(self._vector(message))[0]
        outside = chances[self._families == "outside"].sum()
        if 1 - outside < self._config["in_scope_threshold"]:
            family = "outside"
        else:
            inside = sorted(set(self._families) - {"outside"})
            family = max(inside, key=lambda name: chances[self._families == name].sum())
        inside_family = self._families == family
        chosen = int(np.where(inside_family, chances, -1).argmax())
        order = [chosen, *(int(i) for i in np.argsort(-chances) if i != chosen)][:RANKING_LENGTH]
        ranking = [{INTENT_NAME_KEY: str(self._intents[i]), PREDICTED_CONFIDENCE_KEY: float(chances[i])} for i in order]
        ranking[0][PREDICTED_CONFIDENCE_KEY] = float(chances[inside_family].sum())
        return ranking
