"""Cleans the text of a message before anything else reads it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.spelling import Speller
from assistant.nlu.tidy import tidy


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextCleanup(GraphComponent):
    """Tidies the text and corrects misspelt domain words. A button's payload (`/intent`) stays as it is."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TextCleanup:
        """Make the component."""
        return cls(Speller.from_files())

    def __init__(self, speller: Speller) -> None:
        """Correct with `speller`."""
        self._speller = speller

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
