"""Every action: what it says and which events it returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.choose import ActionChoose, ActionDeny
from actions.clarify import ActionClarify
from actions.conversation import ActionForgetMe, ActionStartOver
from actions.cramp_check import FOLLOW_UPS, ActionCheckResult, ActionStopCheck, ValidateCrampCheck
from actions.decline import ActionDecline
from actions.defaults import ActionBack, ActionSessionStart
from actions.feedback import ActionFeedback
from actions.follow_up import ActionOtherSide, ActionRepeat, ActionShowSources, ActionShowTable, ActionTellMore, ActionWhichOne
from actions.small_talk import ActionSmallTalk
from actions.urgent import ActionSafeNow, ActionUrgent


def tracker_of(
    intent: str | None, text: str = "some words", *, last_reply: dict[str, Any] | None = None, loop: str | None = None, **slots: Any
) -> Tracker:
    """Return a conversation whose last message has `intent`; `last_reply` is what `assistant/nlg.py` tells of the reply before it."""
    latest = {"text": text, "intent": {"name": intent}, "intent_ranking": [{"name": intent}] if intent else []}
    events: list[dict[str, Any]] = [{"event": "bot", "metadata": last_reply}] if last_reply else []
    events.append({"event": "user", "timestamp": 0.0, "parse_data": latest})
    return Tracker("person", slots, latest, events, False, None, {"name": loop} if loop else {}, "action_listen")


def run(action: Action, intent: str | None, text: str = "some words", **about: Any) -> tuple[list[dict[str, Any]], list[Any]]:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker_of(intent, text, **about), {})
    said = [{"response": message["response"], "topic": message.get("topic")} for message in dispatcher.messages]
    return said, list(events)


def says(response: str, topic: str | None = None) -> list[dict[str, Any]]:
    return [{"response": response, "topic": topic}]


def slots_set(events: list[Any]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_an_answer_is_given_and_remembered() -> None:
    said, events = run(ActionAnswer(), "eye_twitch")
    assert said == says("answer", "eye_twitch")
    assert slots_set(events) == {"topic": "eye_twitch"}


@pytest.mark.parametrize(
    ("intent", "still_open", "answer", "opened"),
    [
        ("emergency", None, "emergency", "emergency"),
        ("urgent_care", None, "urgent_care", None),
        ("food_sources", "self_harm", "self_harm", "self_harm"),
        ("overdose", "emergency", "emergency", "emergency"),
        ("self_harm", "emergency", "self_harm", "self_harm"),
    ],
)
def test_what_is_urgent_ends_every_flow_and_an_emergency_stays_open(
    intent: str, still_open: str | None, answer: str, opened: str | None
) -> None:
    said, events = run(ActionUrgent(), intent, open_emergency=still_open, loop="cramp_check")
    assert said == says("answer", answer)
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    assert slots_set(events).get("open_emergency") == opened


def test_an_emergency_ends_when_the_person_is_safe() -> None:
    said, events = run(ActionSafeNow(), "safe_now", open_emergency="emergency")
    assert said == says("safe_now")
    assert slots_set(events) == {"open_emergency": None, "topic": None}


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


@pytest.mark.parametrize(
    ("intent", "topic", "answer"),
    [
        ("about_too_much", "deficiency_signs", "excess_signs"),
        ("meant_low", "excess_signs", "deficiency_signs"),
        ("meant_high", "how_low_causes_spasms", "how_excess_weakens"),
        ("about_too_little", None, "deficiency_signs"),
        ("about_too_much", "avocado", "excess_signs"),
    ],
)
def test_the_other_side_of_the_last_answer(intent: str, topic: str | None, answer: str) -> None:
    assert run(ActionOtherSide(), intent, topic=topic)[0] == says("answer", answer)


@pytest.mark.parametrize(
    ("action", "topic", "expected"),
    [
        (ActionWhichOne(), "supplements_for_cramps", says("answer", "forms_of_magnesium")),
        (ActionWhichOne(), "avocado", says("more", "avocado")),
        (ActionWhichOne(), None, says("no_topic")),
        (ActionRepeat(), "avocado", says("answer", "avocado")),
        (ActionRepeat(), None, says("no_topic")),
        (ActionShowTable(), None, says("answer", "comparison")),
    ],
)
def test_short_questions_after_an_answer(action: Action, topic: str | None, expected: list[dict[str, Any]]) -> None:
    assert run(action, "which_one", topic=topic)[0] == expected


OFFER = {"offered": ["eye_twitch", "dosage", "something_else"]}


@pytest.mark.parametrize(
    ("intent", "offer", "expected"),
    [
        ("choose_second", OFFER, says("answer", "dosage")),
        ("choose_third", OFFER, says("something_else")),
        ("choose_third", {"offered": ["eye_twitch", "dosage"]}, says("choose_which")),
        ("choose_second", {"offered": ["wrong_answer", "unclear_answer"]}, says("unclear_answer")),
        ("choose_first", {}, says("nothing_offered")),
        ("affirm", {"offered": ["zma", "something_else"]}, says("answer", "zma")),
        ("affirm", OFFER, says("choose_which")),
        ("affirm", {}, says("affirm")),
    ],
)
def test_a_choice_among_what_was_offered(
    intent: str, offer: dict[str, Any], expected: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_FILE", str(tmp_path / "feedback.jsonl"))
    assert run(ActionChoose(), intent, last_reply=offer)[0] == expected


def test_the_cramp_check_can_be_chosen() -> None:
    said, events = run(ActionChoose(), "choose_first", last_reply={"offered": ["cramp_check", "dosage"]})
    assert (said, [(event["event"], event["name"]) for event in events]) == ([], [("followup", "cramp_check")])


@pytest.mark.parametrize(("offer", "expected"), [(OFFER, says("something_else")), ({"offered": ["zma"]}, says("deny")), ({}, says("deny"))])
def test_a_no_to_offered_questions_means_something_else(offer: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    assert run(ActionDeny(), "deny", last_reply=offer)[0] == expected


def test_feedback_is_noted_without_a_word_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_FILE", str(tmp_path / "new" / "feedback.jsonl"))
    assert run(ActionFeedback(), "wrong_answer", "you are wrong, my name is Ann", topic="dosage")[0] == says("wrong_answer")
    assert run(ActionFeedback(), "helpful")[0] == says("helpful")
    lines = [json.loads(line) for line in (tmp_path / "new" / "feedback.jsonl").read_text().splitlines()]
    assert [(line["answer"], line["verdict"]) for line in lines] == [("dosage", "wrong_answer"), (None, "helpful")]
    assert set(lines[0]) == {"day", "answer", "verdict"}


def test_feedback_that_cannot_be_written_does_not_fail_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FEEDBACK_FILE", str(tmp_path))
    assert run(ActionFeedback(), "helpful", topic="dosage")[0] == says("helpful")
    assert "Set FEEDBACK_FILE to one that can" in caplog.text


@pytest.mark.parametrize(("action", "reply"), [(ActionStartOver(), "restart"), (ActionForgetMe(), "forget_me")])
def test_start_over_and_forget_me_drop_everything(action: Action, reply: str) -> None:
    said, events = run(action, reply, topic="dosage", loop="cramp_check")
    assert said == says(reply)
    assert [event["event"] for event in events[:2]] == ["active_loop", "reset_slots"]
    assert slots_set(events) == ({"forget": True} if reply == "forget_me" else {})


@pytest.mark.parametrize(
    ("text", "intent", "filled"),
    [
        ("my left calf", "leg_foot_cramps", {"check_where": "leg", "check_again": None}),
        ("the sky", "nlu_fallback", {"check_again": True}),
        ("purple", "out_of_scope_daily_life", {"check_again": True}),
        ("who won the cup?", "out_of_scope_daily_life", {}),
        ("what foods have magnesium?", "food_sources", {}),
        ("/greet", "greet", {}),
        ("forget me", "forget_me", {}),
        ("say that again", "repeat", {"check_again": None}),
        ("why do you ask", "ask_why", {"check_again": True}),
    ],
)
def test_the_check_takes_an_answer_asks_again_or_steps_aside(text: str, intent: str, filled: dict[str, Any]) -> None:
    assert slots_set(run(ValidateCrampCheck(), intent, text, requested_slot="check_where", loop="cramp_check")[1]) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("in my calf", {"check_where": "leg", "check_again": True}),
        ("in my calf, 2 minutes", {"check_where": "leg", "check_how_long": "1_to_10", "check_again": None}),
        ("every night, no numbness", {"check_how_often": "most_nights", "check_numb_weak": "no", "check_again": True}),
        ("my calf hurts, what foods have magnesium?", {}),
    ],
)
def test_the_check_takes_answers_to_other_questions(text: str, filled: dict[str, Any]) -> None:
    events = run(ValidateCrampCheck(), "leg_foot_cramps", text, requested_slot="check_how_long", check_where="leg", loop="cramp_check")[1]
    assert slots_set(events) == filled


@pytest.mark.parametrize("intent", sorted(FOLLOW_UPS))
@pytest.mark.parametrize(("before", "filled"), [({"answered": ["dosage"]}, {}), ({"answered": []}, {"check_again": True})])
def test_the_check_steps_aside_for_more_on_an_answer_given_just_before(intent: str, before: dict[str, Any], filled: dict[str, Any]) -> None:
    about = {"requested_slot": "check_where", "loop": "cramp_check", "last_reply": before}
    assert slots_set(run(ValidateCrampCheck(), intent, "go on", **about)[1]) == filled


@pytest.mark.parametrize(("action", "intent"), [(ActionTellMore(), "tell_me_more"), (ActionOtherSide(), "about_too_much")])
def test_after_more_on_an_answer_the_check_goes_on(action: Action, intent: str) -> None:
    events = run(action, intent, topic="dosage", loop="cramp_check")[1]
    assert [event["name"] for event in events if event["event"] == "followup"] == ["cramp_check"]


def test_the_check_takes_a_correction() -> None:
    about = {"requested_slot": "check_how_bad", "check_where": "leg", "check_how_long": "under_1", "check_how_often": "rare"}
    events = run(ValidateCrampCheck(), "nlu_fallback", "no, i meant 20 minutes", loop="cramp_check", **about)[1]
    assert slots_set(events) == {"check_how_long": "over_10", "check_again": None}


def test_the_check_closes_with_its_result_and_is_empty_for_the_next_time() -> None:
    dispatcher = CollectingDispatcher()
    events = list(ActionCheckResult().run(dispatcher, tracker_of(None, check_where="leg", check_how_long="over_10"), {}))
    assert [(message["response"], message["answers"]) for message in dispatcher.messages] == [
        ("check_result", {"where": "leg", "how_long": "over_10"})
    ]
    assert set(slots_set(events).values()) == {None, "when_to_see_doctor"}


@pytest.mark.parametrize(("loop", "reply"), [("cramp_check", "check_stopped"), (None, "deny")])
def test_stop_leaves_the_check(loop: str | None, reply: str) -> None:
    assert run(ActionStopCheck(), "stop_check", loop=loop)[0] == says(reply)


def test_small_talk_is_named_like_the_intent() -> None:
    assert run(ActionSmallTalk(), "thank") == (says("thank"), [])


def test_a_decline_fits_the_kind_of_message() -> None:
    assert run(ActionDecline(), "out_of_scope_medical") == (says("out_of_scope_medical"), [])


def clarify(text: str, *ranking: str, last_reply: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    tracker = tracker_of("nlu_fallback", text, last_reply=last_reply)
    tracker.latest_message["intent_ranking"] = [{"name": name} for name in ("nlu_fallback", *ranking)]
    ActionClarify().run(dispatcher, tracker, {})
    return list(dispatcher.messages)


@pytest.mark.parametrize("before", ["did_you_mean", "something_else", "fallback"])
def test_a_second_miss_declines_and_counts_as_unanswered(before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_FILE", str(tmp_path / "feedback.jsonl"))
    (message,) = clarify("twitching food", "eye_twitch", "food_sources", last_reply={"utter_action": before})
    assert message["response"] == "unanswered"
    line = json.loads((tmp_path / "feedback.jsonl").read_text())
    assert (line["answer"], line["verdict"]) == ("eye_twitch", "unanswered")


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
