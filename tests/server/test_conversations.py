"""Conversations with the running assistant, literal replies. They stand in tests/conversations/, a folder a behaviour.

A turn is what the `person` says and what the `assistant` replies, above its source: one text, or a list where it says two things. `buttons`
are those of the last reply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.knowledge.library import Library
from tests.conftest import Server

pytestmark = pytest.mark.model
FOLDER = Path(__file__).parents[1] / "conversations"


def conversations() -> list[Any]:
    found = []
    for path in sorted(FOLDER.rglob("*.yml")):
        for item in YAML(typ="safe").load(path):
            found.append(pytest.param(item["turns"], id=f"{path.relative_to(FOLDER).with_suffix('')}: {item['conversation']}"))
    return found


@pytest.mark.parametrize("turns", conversations())
def test_conversation(server: Server, library: Library, turns: list[dict[str, Any]]) -> None:
    conversation = server.conversation()
    for turn in turns:
        replies = conversation.say(turn["person"])
        expected = turn["assistant"] if isinstance(turn["assistant"], list) else [turn["assistant"]]
        texts = [str(reply["text"]) for reply in replies]
        assert len(texts) == len(expected), f"{turn['person']!r} got {texts!r}"
        for text, start in zip(texts, expected, strict=True):
            assert text.startswith(start.strip() + "\n"), f"{turn['person']!r} got {text!r}"
            assert text.endswith(library.texts["disclaimer"].text)
        if "buttons" in turn:
            assert [button["title"] for button in replies[-1].get("buttons", [])] == turn["buttons"]


def test_there_are_enough_of_them() -> None:
    assert len(conversations()) >= 120
