"""Send to urgent help."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.cramp_check import leave_check
from actions.say import say
from actions.turns import messages_together
from assistant.nlu.urgency import urgency, urgent_reply


class ActionUrgent(Action):
    """Says what to do now. No question, no other answer beside it, whatever was going on. An emergency stays open."""

    def name(self) -> str:
        """Return the name that rules and the safety policy use."""
        return "action_urgent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give the urgent reply that this turn needs, or that of the open emergency if that is more urgent."""
        still_open = tracker.get_slot("open_emergency")
        topic = urgent_reply(messages_together(tracker))
        topic = still_open if urgency(still_open) > urgency(topic) else topic
        say(dispatcher, "answer", topic)
        events: list[EventType] = [SlotSet("topic", topic), *leave_check()]
        return [*events, SlotSet("open_emergency", topic)] if urgency(topic) == urgency("emergency") else events


class ActionSafeNow(Action):
    """Ends an emergency when the person says that they are safe."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_safe_now"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say so and go back to answering."""
        say(dispatcher, "safe_now")
        return [SlotSet("open_emergency", None), SlotSet("topic", None)]
