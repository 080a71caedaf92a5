"""Small talk: greet, thank, help and the like."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.cramp_check import leave_check
from actions.say import say


class ActionSmallTalk(Action):
    """Gives the reply that is named like the intent."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_small_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Reply to the intent. A goodbye ends the cramp check."""
        intent = str(tracker.get_intent_of_latest_message())
        say(dispatcher, intent)
        return leave_check() if intent == "goodbye" and tracker.active_loop else []
