"""Cleans the text of a message before anything else reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.spelling import Speller, count_words
from assistant.nlu.tidy import tidy


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextCleanup(GraphComponent):
    """Tidies the text and corrects misspelt words, learning the everyday ones. A button's payload (`/intent`) stays as it is."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TextCleanup:
        """Make the component, before it knows any everyday word."""
        return cls(model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TextCleanup:
        """Load the component with the everyday words of its training."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / "words.json").read_text(encoding="utf-8")))

    def __init__(self, storage: ModelStorage, resource: Resource, everyday: Mapping[str, int]) -> None:
        """Correct with the files' words and the `everyday` ones."""
        self._storage = storage
        self._resource = resource
        self._speller = Speller.from_files(everyday)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the everyday words from the training examples."""
        everyday = count_words(tidy(example.get(TEXT)) for example in training_data.intent_examples if example.get(TEXT))
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(everyday), encoding="utf-8")
        self._speller = Speller.from_files(everyday)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Clean the text of every message."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith(INTENT_MESSAGE_PREFIX):
                message.set(TEXT, self._speller.correct(tidy(text)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Clean the training examples the same way."""
        self.process(training_data.training_examples)
        return training_data
