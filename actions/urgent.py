"""Send to urgent help."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionUrgent(Action):
    """Says what to do now. No question, no other answer beside it."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_urgent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give the urgent reply that the intent names."""
        topic = str(tracker.get_intent_of_latest_message())
        say(dispatcher, "answer", topic)
        return [SlotSet("topic", topic)]
