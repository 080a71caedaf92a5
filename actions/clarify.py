"""Ask what the person meant."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from actions.turns import last_reply
from assistant.feedback import note
from assistant.knowledge.library import shared_library
from assistant.nlu.tidy import tidy

MISSES = {"did_you_mean", "choose_which", "something_else", "fallback", "unanswered"}  # replies after which one more miss is one too many


def likely_topics(latest_message: dict[str, Any]) -> list[str]:
    """Return the likeliest questions of a message, one a topic group, best first; none if it is likelier not to be one of ours."""
    entries = shared_library().entries
    ranking = [candidate["name"] for candidate in latest_message.get("intent_ranking", []) if candidate["name"] != "nlu_fallback"]
    if not ranking or ranking[0] not in entries:
        return []
    by_group: dict[str, str] = {}
    for name in ranking:
        if name in entries:
            by_group.setdefault(entries[name].group, name)
    return list(by_group.values())


class ActionClarify(Action):
    """Offers the likeliest questions when it is not sure which one was asked; the second time in a row it declines."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Offer questions, or say that the message was not understood or held no words."""
        topics = likely_topics(tracker.latest_message)
        if not tidy(tracker.latest_message.get("text") or ""):
            say(dispatcher, "no_words")
        elif last_reply(tracker).get("utter_action") in MISSES:
            note("unanswered", topics[0] if topics else None)
            say(dispatcher, "unanswered")
        elif topics:
            say(dispatcher, "did_you_mean", topics=topics)
        else:
            say(dispatcher, "fallback")
        return []
