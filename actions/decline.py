"""Decline kindly: out of scope, not understood, or no words at all."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from assistant.nlu.tidy import tidy


class ActionDecline(Action):
    """Says that there is no reviewed answer, and what can be asked instead."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_decline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Decline by the kind of message."""
        intent = str(tracker.get_intent_of_latest_message(skip_fallback_intent=False))
        if not tidy(tracker.latest_message.get("text") or ""):
            say(dispatcher, "no_words")
        else:
            say(dispatcher, intent if intent.startswith("out_of_scope") else "fallback")
        return []
