"""Every reply of the running assistant carries the disclaimer exactly once, whatever led to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.knowledge.library import Library
from tests.conftest import Server

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]
DEFAULT_ACTIONS = ["/restart", "/back", "/session_start", "/nlu_fallback"]
FALLBACKS = ["asdf qwer zxcv", "", "   ", "\N{GRINNING FACE}", "?", "what is the weather", "what is xanax used for", "/no_such_intent"]


def read(name: str) -> Any:
    return YAML(typ="safe").load(ROOT / name)


def story_turns() -> list[list[str]]:
    return [[f"/{step['intent']}" for step in story["steps"] if "intent" in step] for story in read("data/stories.yml")["stories"]]


def intents() -> list[str]:
    return [f"/{intent}" for intent in read("domain.yml")["intents"]]


def check(replies: list[dict[str, Any]], library: Library, message: str) -> None:
    disclaimer = library.texts["disclaimer"].text
    texts = [reply.get("text", "") for reply in replies]
    assert len(texts) == 1, f"{message!r} got {len(texts)} replies"
    assert texts[0].count(disclaimer) == 1, f"{message!r} got {texts[0]!r}"
    assert texts[0].endswith(disclaimer)


@pytest.mark.parametrize("turns", [intents(), DEFAULT_ACTIONS, FALLBACKS, *story_turns()])
def test_every_reply_carries_it_once(server: Server, library: Library, turns: list[str]) -> None:
    conversation = server.conversation()
    for message in turns:
        check(conversation.say(message), library, message)


@pytest.mark.parametrize("message", DEFAULT_ACTIONS)
def test_default_actions_as_the_first_message_too(server: Server, library: Library, message: str) -> None:
    check(server.conversation().say(message), library, message)


def test_every_suggested_question_gets_its_own_answer_by_button_and_by_typing(server: Server, library: Library) -> None:
    typed_wrong = []
    for entry in library.entries.values():
        by_button = server.conversation().read(f"/{entry.id}")
        assert by_button.startswith(entry.answer)
        if not server.conversation().read(entry.question).startswith(entry.answer):
            typed_wrong.append(entry.question)
    assert not typed_wrong
