"""Every action: what it says and which events it returns."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.clarify import ActionClarify
from actions.decline import ActionDecline
from actions.defaults import ActionBack, ActionSessionStart
from actions.follow_up import ActionShowSources, ActionTellMore
from actions.small_talk import ActionSmallTalk
from actions.urgent import ActionUrgent


def run(action: Action, intent: str | None, text: str = "some words", topic: str | None = None) -> tuple[list[dict[str, Any]], list[Any]]:
    dispatcher = CollectingDispatcher()
    latest = {"text": text, "intent": {"name": intent}, "intent_ranking": [{"name": intent}] if intent else []}
    tracker = Tracker("person", {"topic": topic}, latest, [], False, None, {}, "action_listen")
    events = action.run(dispatcher, tracker, {})
    said = [{"response": message["response"], "topic": message.get("topic")} for message in dispatcher.messages]
    return said, list(events)


def says(response: str, topic: str | None = None) -> list[dict[str, Any]]:
    return [{"response": response, "topic": topic}]


@pytest.mark.parametrize(("action", "intent"), [(ActionAnswer(), "eye_twitch"), (ActionUrgent(), "emergency")])
def test_an_answer_is_given_and_remembered(action: Action, intent: str) -> None:
    said, events = run(action, intent)
    assert said == says("answer", intent)
    assert [(event["event"], event["name"], event["value"]) for event in events] == [("slot", "topic", intent)]


def test_several_questions_are_all_answered_and_the_first_is_remembered() -> None:
    dispatcher = CollectingDispatcher()
    latest = {"text": "some words", "intent": {"name": "dosage"}, "questions": ["dosage", "sleep"]}
    events = list(ActionAnswer().run(dispatcher, Tracker("person", {}, latest, [], False, None, {}, "action_listen"), {}))
    assert [(message["response"], message["topics"]) for message in dispatcher.messages] == [("answers", ["dosage", "sleep"])]
    assert [(event["name"], event["value"]) for event in events] == [("topic", "dosage")]


@pytest.mark.parametrize(
    ("action", "topic", "expected"),
    [
        (ActionTellMore(), "dosage", says("more", "dosage")),
        (ActionTellMore(), None, says("no_topic")),
        (ActionShowSources(), "dosage", says("sources", "dosage")),
        (ActionShowSources(), None, says("sources_in_general")),
    ],
)
def test_a_follow_up_is_about_the_last_answer(action: Action, topic: str | None, expected: list[dict[str, Any]]) -> None:
    assert run(action, "tell_me_more", topic=topic) == (expected, [])


def test_small_talk_is_named_like_the_intent() -> None:
    assert run(ActionSmallTalk(), "thank") == (says("thank"), [])


def test_a_decline_fits_the_kind_of_message() -> None:
    assert run(ActionDecline(), "out_of_scope_medical") == (says("out_of_scope_medical"), [])


def clarify(text: str, *ranking: str) -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    latest = {"text": text, "intent": {"name": "nlu_fallback"}, "intent_ranking": [{"name": name} for name in ("nlu_fallback", *ranking)]}
    ActionClarify().run(dispatcher, Tracker("person", {}, latest, [], False, None, {}, "action_listen"), {})
    return list(dispatcher.messages)


def test_an_unclear_question_is_asked_back_one_question_a_group() -> None:
    (message,) = clarify("twitching food", "eye_twitch", "muscle_twitch", "food_sources", "greet", "dosage")
    assert message["response"] == "did_you_mean"
    assert message["topics"] == ["eye_twitch", "food_sources", "dosage"]


@pytest.mark.parametrize(
    ("text", "ranking", "reply"),
    [
        ("asdf jkl", ["out_of_scope_medical", "dosage"], "fallback"),
        ("hm", [], "fallback"),
        ("", [], "no_words"),
        ("\N{GRINNING FACE} !!", [], "no_words"),
    ],
)
def test_what_is_no_question_of_ours_is_not_asked_back(text: str, ranking: list[str], reply: str) -> None:
    (message,) = clarify(text, *ranking)
    assert message["response"] == reply


def test_back_takes_two_turns_back_and_says_so() -> None:
    said, events = run(ActionBack(), "back")
    assert said == says("back")
    assert [event["event"] for event in events] == ["rewind", "rewind"]


@pytest.mark.parametrize(("intent", "expected"), [("session_start", says("greet")), (None, [])])
def test_a_session_starts_silently_unless_a_person_asked(intent: str | None, expected: list[dict[str, Any]]) -> None:
    said, events = run(ActionSessionStart(), intent)
    assert said == expected
    assert [event["event"] for event in events] == ["session_started", "action"]
