"""The one door that words leave through."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.knowledge.library import Library
from assistant.nlg import WITHOUT_BUTTONS, ReplyGenerator


def generate(response: str, channel: str = "collector", **about: Any) -> dict[str, Any]:
    tracker = DialogueStateTracker("person", [])
    return asyncio.run(ReplyGenerator().generate(response, tracker, channel, **about))


def test_an_answer_has_buttons_and_what_evaluation_reads(library: Library) -> None:
    draft = generate("answer", topic="eye_twitch")
    assert draft["text"].startswith(library.entries["eye_twitch"].answer)
    assert draft["buttons"][0] == {"title": "Why do my muscles twitch?", "payload": "/muscle_twitch"}
    assert (draft["outcome"], draft["groups"], draft["tier"]) == ("answered", ["other_causes"], None)


def test_the_shell_reads_the_suggestions_instead_of_buttons() -> None:
    draft = generate("answer", WITHOUT_BUTTONS, topic="eye_twitch")
    assert draft["buttons"] == []
    assert "You could also ask:\n- Why do my muscles twitch?" in draft["text"]


@pytest.mark.parametrize(
    ("asked", "given"), [("utter_default", "fallback"), ("utter_restart", "restart"), ("utter_ask_rephrase", "fallback")]
)
def test_rasas_default_actions_speak_our_words(library: Library, asked: str, given: str) -> None:
    assert generate(asked)["text"].startswith(library.texts[given].text)


@pytest.mark.parametrize(
    ("response", "about"), [("no_such_reply", {}), ("answer", {"topic": "no_such_topic"}), ("no_such_part", {"topic": "dosage"})]
)
def test_words_that_are_missing_become_an_apology(library: Library, response: str, about: dict[str, str]) -> None:
    assert generate(response, **about)["text"].startswith(library.texts["error"].text)
