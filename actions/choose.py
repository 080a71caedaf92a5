"""Take one of the choices that were offered."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from actions.turns import last_reply
from assistant.knowledge.library import shared_library

PLACES = {"choose_first": 0, "choose_second": 1, "choose_third": 2}


class ActionChoose(Action):
    """Answers "the second one" and "yes" after questions were offered."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer the question that was chosen. "Yes" to several asks which one; to none it gets a kind word."""
        intent = tracker.get_intent_of_latest_message()
        offered = [choice for choice in last_reply(tracker).get("offered", ()) if choice in shared_library().entries]
        place = PLACES.get(str(intent), 0)
        if intent == "affirm" and len(offered) != 1:
            say(dispatcher, "choose_which" if offered else "affirm", topics=offered)
        elif place < len(offered):
            say(dispatcher, "answer", offered[place])
            return [SlotSet("topic", offered[place])]
        else:
            say(dispatcher, "choose_which" if offered else "nothing_offered", topics=offered)
        return []


class ActionDeny(Action):
    """Answers "no": to offered questions it means something else, else it gets a kind word."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_deny"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ask for other words after a did-you-mean."""
        reply: dict[str, Any] = last_reply(tracker)
        say(dispatcher, "something_else" if "something_else" in reply.get("offered", ()) else "deny")
        return []
