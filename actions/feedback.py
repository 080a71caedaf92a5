"""Take what the person thinks of the last answer."""

from __future__ import annotations

from typing import cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from assistant.feedback import Verdict, note


class ActionFeedback(Action):
    """Notes "helpful" or "not helpful" and its reason, and thanks for it."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_feedback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Note the verdict that the intent names."""
        verdict = str(tracker.get_intent_of_latest_message())
        note(cast(Verdict, verdict), tracker.get_slot("topic"))
        say(dispatcher, verdict)
        return []
