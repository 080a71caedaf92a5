"""Conversations with the running assistant, literal replies. They stand in tests/conversations/, a folder a behaviour."""

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
        assert len(replies) == 1
        text = str(replies[0]["text"])
        assert text.startswith(turn["assistant"].strip() + "\n"), f"{turn['person']!r} got {text!r}"
        assert text.endswith(library.texts["disclaimer"].text)
        if "buttons" in turn:
            assert [button["title"] for button in replies[0].get("buttons", [])] == turn["buttons"]
