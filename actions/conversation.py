"""Begin again, or be forgotten."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionStartOver(Action):
    """Forgets what the conversation was about and what was being asked."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say so and reset."""
        say(dispatcher, "restart")
        return [ActiveLoop(None), AllSlotsReset()]


class ActionForgetMe(Action):
    """Has the tracker store delete the conversation, this turn included."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_forget_me"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say so and mark the conversation, see `assistant/tracker_store.py`."""
        say(dispatcher, "forget_me")
        return [ActiveLoop(None), AllSlotsReset(), SlotSet("forget", True)]
