"""The only place where an action speaks."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher


def say(dispatcher: CollectingDispatcher, response: str, topic: str | None = None) -> None:
    """Ask for a reply by name; `assistant/nlg.py` finds its words.

    Args:
        dispatcher: collects what this action says.
        response: `answer`, `more` or `sources`, each about `topic`; or the id of a reply in `replies.yml`.
        topic: the id of a knowledge entry.
    """
    if topic is None:
        dispatcher.utter_message(response=response)
    else:
        dispatcher.utter_message(response=response, topic=topic)
