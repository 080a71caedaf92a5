"""The only place where an action speaks."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher


def say(dispatcher: CollectingDispatcher, response: str, topic: str | None = None, topics: Sequence[str] = ()) -> None:
    """Ask for a reply by name; `assistant/nlg.py` finds its words.

    Args:
        dispatcher: collects what this action says.
        response: `answer`, `more` or `sources`, each about `topic`; `answers` to all `topics` or `did_you_mean`, which offers them; or
            the id of a reply in `replies.yml`.
        topic: the id of a knowledge entry.
        topics: ids of knowledge entries.
    """
    about = {name: value for name, value in {"topic": topic, "topics": list(topics)}.items() if value}
    dispatcher.utter_message(response=response, **about)
