"""Answer a question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionAnswer(Action):
    """Gives the reviewed answer to the question and remembers which one it was."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer the topic that the intent names."""
        topic: Any = tracker.get_intent_of_latest_message()
        say(dispatcher, "answer", topic)
        return [SlotSet("topic", topic)]
