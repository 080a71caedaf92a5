"""Looks for red flags in every message, after and above the classifier."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.knowledge.library import shared_library
from assistant.nlu.intent_classifier import QUESTIONS, ranked
from assistant.nlu.red_flags import shared_red_flags
from assistant.nlu.urgency import RED_FLAG, report, urgency

STANDS_OUT = 0.35  # the share of the likeliest of the intents that are left when an urgent one was taken back


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RedFlagDetector(GraphComponent):
    """Writes the red flag of a message into the parse result and lets an urgent one take the place of the intent.

    An intent of the classifier that is more urgent stays, but for one case: the rules found what would be urgent, and that it is only
    denied, remembered or asked about. A classifier does not see a "no".
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before it in the pipeline."""
        return [IntentClassifier]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> RedFlagDetector:
        """Make the component; the rules come from the knowledge.

        Raises:
            KnowledgeError: the file of the rules is broken.
        """
        shared_red_flags()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at every message that is text. A button's payload is none."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith(INTENT_MESSAGE_PREFIX):
                self._look_at(message, text)
        return messages

    @staticmethod
    def _look_at(message: Message, text: str) -> None:
        found = report(text)
        message.set(RED_FLAG, found, add_to_output=True)
        ranking = message.get(INTENT_RANKING_KEY, [])
        if urgency(found["reply"]) and urgency(found["reply"]) >= urgency(message.get(INTENT)["name"]):
            ranking = [ranked(found["reply"], 1.0), *ranking]
            message.set(QUESTIONS, None, add_to_output=True)
        elif found["asked_about"] and urgency(message.get(INTENT)["name"]) and text not in shared_library().questions:
            ranking = RedFlagDetector._without_urgent(ranking)
        else:
            return
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    @staticmethod
    def _without_urgent(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the ranking of the other intents, as sure as they are among themselves; if none stands out, it is asked back."""
        others = [candidate for candidate in ranking if not urgency(candidate["name"])]
        total = sum(candidate["confidence"] for candidate in others)
        others = [ranked(candidate["name"], candidate["confidence"] / total) for candidate in others]
        sure = bool(others) and others[0]["confidence"] >= STANDS_OUT
        return others if sure else [ranked(DEFAULT_NLU_FALLBACK_INTENT_NAME, 0.5), *others]
