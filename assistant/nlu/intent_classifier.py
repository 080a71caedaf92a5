"""Tells which question a message asks, or that it asks none of ours."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

from assistant.knowledge.library import shared_library

RANKING_LENGTH = 10


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
class KernelClassifier:
    """Kernel logistic regression, folded into three arrays so that a message costs two small matrix products.

    `landmarks`: (landmarks, dimensions), unit vectors of training examples. `weights`: (landmarks, intents). `bias`: (intents,).
    """

    intents: npt.NDArray[np.str_]
    landmarks: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    gamma: npt.NDArray[np.float32]

    @classmethod
    def fit(cls, vectors: npt.NDArray[np.float32], intents: list[str], config: dict[str, Any]) -> KernelClassifier:
        """Fit on unit `vectors`, shape (examples, dimensions), and their `intents`."""
        landmarks = min(config["landmarks"], len(intents))
        kernel = Nystroem(gamma=config["gamma"], n_components=landmarks, random_state=config["random_seed"])
        features = kernel.fit_transform(vectors).astype(np.float32)
        # What people say around a question has few examples beside all that is out of scope: without more weight it is drowned.
        talk = {intent: config["talk_weight"] for intent in intents if not is_question(intent) and not intent.startswith(OUT_OF_SCOPE)}
        weights = {intent: talk.get(intent, 1.0) for intent in intents}
        head = LogisticRegression(C=config["C"], max_iter=config["max_iter"], class_weight=weights).fit(features, intents)
        return cls(
            np.array(head.classes_, dtype=np.str_),
            kernel.components_.astype(np.float32),
            (kernel.normalization_.T @ head.coef_.T).astype(np.float32),
            head.intercept_.astype(np.float32),
            np.float32(config["gamma"]) * np.ones(1, np.float32),
        )

    def chances(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the chance of every intent, shape (intents,), for a unit `vector`, shape (dimensions,)."""
        kernel = np.exp(-2 * self.gamma * (1 - self.landmarks @ vector))  # squared distance of unit vectors: 2 - 2 cosine
        logits = kernel @ self.weights + self.bias
        odds = np.exp(logits - logits.max())
        normal: npt.NDArray[np.float32] = odds / odds.sum()
        return normal


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(IntentClassifier, GraphComponent):
    """Picks the intent from the dense sentence feature.

    It decides top down: does it need help now, is it one of our questions at all, which topic group, which question of that group.
    Each choice sums the chances of all intents below it, so a question between two near topics is not lost to a far one.
    """

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
            "random_seed": 0,
            "in_scope_threshold": 0.5,
            "urgent_threshold": 0.3,
        }

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource, None)

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: KernelClassifier | None) -> None:
        """Use the trained `model`, if there is one."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._use(model)

    def _use(self, model: KernelClassifier | None) -> None:
        self._model = model
        if model:
            self._families = np.array([family(intent) for intent in model.intents])
            self._in_scope = np.array([is_question(intent) for intent in model.intents])

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the training examples and store the result."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.stack([self._vector(example) for example in examples])
        model = KernelClassifier.fit(vectors, [example.get(INTENT) for example in examples], self._config)
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "model.npz", **asdict(model))
        self._use(model)
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
        with model_storage.read_from(resource) as folder, np.load(folder / "model.npz", allow_pickle=False) as arrays:
            return cls(config, model_storage, resource, KernelClassifier(**arrays))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classify the training examples, which later components may want."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of every message. One without text, or a payload (`/intent`), gets no intent: payloads are Rasa's."""
        for message in messages:
            text = message.get(TEXT)
            ranking = self._ranking(message) if text and not text.startswith(INTENT_MESSAGE_PREFIX) else []
            message.set(INTENT, ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    @staticmethod
    def _vector(message: Message) -> npt.NDArray[np.float32]:
        _, sentence = message.get_dense_features(TEXT)
        vector: npt.NDArray[np.float32] = sentence.features[0]
        return vector

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        """Return the likeliest intents, the chosen one first with the chance of its family as confidence."""
        assert self._model is not None
        chances = self._model.chances(self._vector(message))
        best = self._best_family(chances)
        chosen = int(np.where(self._families == best, chances, -1).argmax())
        order = [chosen, *(int(i) for i in np.argsort(-chances) if i != chosen)][:RANKING_LENGTH]
        ranking = [{INTENT_NAME_KEY: str(self._model.intents[i]), PREDICTED_CONFIDENCE_KEY: float(chances[i])} for i in order]
        ranking[0][PREDICTED_CONFIDENCE_KEY] = float(chances[self._families == best].sum())
        return ranking

    def _best_family(self, chances: npt.NDArray[np.float32]) -> str:
        """Return the likeliest family: urgent if that is likely enough, else among ours or among the rest."""
        if chances[self._families == URGENT].sum() >= self._config["urgent_threshold"]:
            return URGENT
        ours = bool(chances[self._in_scope].sum() >= self._config["in_scope_threshold"])
        candidates = np.unique(self._families[self._in_scope == ours])
        return str(max(candidates, key=lambda name: chances[self._families == name].sum()))
