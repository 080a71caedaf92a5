"""Small talk: greet, thank, help and the like."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionSmallTalk(Action):
    """Gives the reply that is named like the intent."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_small_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Reply to the intent."""
        say(dispatcher, str(tracker.get_intent_of_latest_message()))
        return []
