"""Take one of the choices that were offered."""

from __future__ import annotations

from typing import Any, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from actions.turns import last_reply
from assistant.feedback import Verdict, note
from assistant.knowledge.library import shared_library

PLACES = {"choose_first": 0, "choose_second": 1, "choose_third": 2}
REASONS = ("wrong_answer", "unclear_answer", "not_my_question")
CHOICES = ("cramp_check", "something_else", *REASONS)  # that are no questions


class ActionChoose(Action):
    """Does what was chosen by "the second one" or "yes" among the choices of the last reply."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Take the choice. "Yes" to several asks which one; to none it gets a kind word."""
        intent = str(tracker.get_intent_of_latest_message())
        offered = [choice for choice in last_reply(tracker).get("offered", ()) if choice in CHOICES or choice in shared_library().entries]
        place = PLACES.get(intent, 0)
        if intent == "affirm" and len([choice for choice in offered if choice != "something_else"]) != 1:
            say(dispatcher, "choose_which" if offered else "affirm", topics=offered)
        elif place < len(offered):
            return self._take(dispatcher, tracker, offered[place])
        else:
            say(dispatcher, "choose_which" if offered else "nothing_offered", topics=offered)
        return []

    @staticmethod
    def _take(dispatcher: CollectingDispatcher, tracker: Tracker, choice: str) -> list[EventType]:
        if choice in shared_library().entries:
            say(dispatcher, "answer", choice)
            return [SlotSet("topic", choice)]
        if choice == "cramp_check":
            return [FollowupAction("cramp_check")]
        if choice in REASONS:
            note(cast(Verdict, choice), tracker.get_slot("topic"))
        say(dispatcher, choice)
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
