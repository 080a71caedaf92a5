"""Answer what was asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say


class ActionAnswer(Action):
    """Gives the reviewed answer to the question, or to each of up to three in one message, and remembers the first."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Answer the questions that the classifier found side by side, else the one that the intent names."""
        topics: list[Any] = tracker.latest_message.get("questions") or [tracker.get_intent_of_latest_message()]
        if len(topics) > 1:
            say(dispatcher, "answers", topics=topics)
        else:
            say(dispatcher, "answer", topics[0])
        return [SlotSet("topic", topics[0])]
