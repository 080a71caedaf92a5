"""Go on about the answer just given."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionTellMore(Action):
    """Gives the longer answer to the question answered last."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_tell_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say more about the remembered topic, or ask for one."""
        topic = tracker.get_slot("topic")
        say(dispatcher, "more" if topic else "no_topic", topic)
        return []


class ActionShowSources(Action):
    """Shows where the answer given last comes from."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_show_sources"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """List the sources of the remembered topic, or tell where answers come from in general."""
        topic = tracker.get_slot("topic")
        say(dispatcher, "sources" if topic else "sources_in_general", topic)
        return []
