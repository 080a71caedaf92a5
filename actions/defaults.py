"""Rasa's default actions that would leave a person without a reply, in our words."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionBack(Action):
    """`/back`: Rasa's own takes two turns back and says nothing."""

    def name(self) -> str:
        """Return the name of the default action that this one replaces."""
        return "action_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Take this turn and the one before back, and say so."""
        say(dispatcher, "back")
        return [UserUtteranceReverted(), UserUtteranceReverted()]


class ActionSessionStart(Action):
    """Rasa's own says nothing, also when a person sends `/session_start`."""

    def name(self) -> str:
        """Return the name of the default action that this one replaces."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Start a session; greet only if a person asked for it, as every first message starts one too."""
        if tracker.get_intent_of_latest_message() == "session_start":
            say(dispatcher, "greet")
        return [SessionStarted(), ActionExecuted("action_listen")]
