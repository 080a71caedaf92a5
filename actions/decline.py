"""Decline kindly what is out of scope."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionDecline(Action):
    """Says that there is no reviewed answer, who to ask, and what can be asked here."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_decline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Decline by the kind of message that the intent names."""
        say(dispatcher, str(tracker.get_intent_of_latest_message()))
        return []
