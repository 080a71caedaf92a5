"""Go on about the answer just given."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.cramp_check import back_to_check
from actions.say import say
from assistant.knowledge.library import shared_library

# What "and too much?" and the like mean after an answer that names no other answer for it.
OTHER_SIDE = {"about_too_little": "when_low", "meant_low": "when_low", "about_too_much": "when_high", "meant_high": "when_high"}
IN_GENERAL = {"when_low": "deficiency_signs", "when_high": "excess_signs"}


class ActionTellMore(Action):
    """Gives the longer answer to the question answered last."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_tell_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say more about the remembered topic, or ask for one."""
        topic = tracker.get_slot("topic")
        say(dispatcher, "more" if topic else "no_topic", topic)
        return back_to_check(tracker)


class ActionOtherSide(Action):
    """Answers "what about too much?" and "no, I meant low" with the counterpart of the answer before."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_other_side"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give the counterpart that the entry names, or the signs of that side."""
        side = OTHER_SIDE[str(tracker.get_intent_of_latest_message())]
        entry = shared_library().entries.get(tracker.get_slot("topic") or "")
        topic = (getattr(entry, side) if entry else None) or IN_GENERAL[side]
        say(dispatcher, "answer", topic)
        return [SlotSet("topic", topic), *back_to_check(tracker)]


class ActionWhichOne(Action):
    """Answers "which one?" after an answer that leaves a choice."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_which_one"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give the answer that the entry names for it, else say more."""
        topic = tracker.get_slot("topic")
        entry = shared_library().entries.get(topic or "")
        if entry and entry.which:
            say(dispatcher, "answer", entry.which)
            return [SlotSet("topic", entry.which)]
        say(dispatcher, "more" if topic else "no_topic", topic)
        return []


class ActionRepeat(Action):
    """Says the last answer again."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer the remembered topic again, or ask for one."""
        topic = tracker.get_slot("topic")
        say(dispatcher, "answer" if topic else "no_topic", topic)
        return []


class ActionShowTable(Action):
    """Shows the comparison of low and high magnesium side by side."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_show_table"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Give the answer that holds the table."""
        say(dispatcher, "answer", "comparison")
        return [SlotSet("topic", "comparison")]


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
