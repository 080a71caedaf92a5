"""The only place where an action speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rasa_sdk.executor import CollectingDispatcher


def say(
    dispatcher: CollectingDispatcher,
    response: str,
    topic: str | None = None,
    topics: Sequence[str] = (),
    answers: Mapping[str, str] | None = None,
) -> None:
    """Ask for a reply by name; `assistant/nlg.py` finds its words.

    Args:
        dispatcher: collects what this action says.
        response: `answer`, `more` or `sources`, each about `topic`; `answers` to all `topics` or `did_you_mean`, which offers them;
            `choose_which` of the offered `topics`; `check_result` of the `answers` of the cramp check; or a reply of `replies.yml`.
        topic: the id of a knowledge entry.
        topics: ids of knowledge entries.
        answers: the answers of the cramp check, by step.
    """
    about = {"topic": topic, "topics": list(topics) or None, "answers": dict(answers) if answers is not None else None}
    dispatcher.utter_message(response=response, **{name: value for name, value in about.items() if value is not None})
