"""Plain `rasa run actions` + `rasa run` give the same replies as `make serve`."""

from __future__ import annotations

import pytest

from assistant.knowledge.library import Library
from tests.conftest import Server

pytestmark = pytest.mark.model
MESSAGES = [
    "hello",
    "my left eyelid keeps twitching",
    "tell me more",
    "where did you get this?",
    "can magnesum cause spazms",
    "what is xanax",
    "what is the weather",
    "i cant breathe",
    "which foods have magnesium?",
    "i am safe now",
    "check my cramps",
    "my left calf",
    "the sky",
    "stop the check",
    "",
    "/dosage",
    "/no_such_intent",
    "/back",
    "/restart",
    "show me the comparison table of low and high magnesium",
    "that was not helpful",
    "forget me",
    "tell me more",
    "bye",
]


def test_both_ways_reply_alike(server: Server, plain_server: Server, library: Library) -> None:
    in_process, plain = server.conversation(), plain_server.conversation()
    for message in MESSAGES:
        ours, theirs = ([(reply["text"], reply.get("buttons")) for reply in talk.say(message)] for talk in (in_process, plain))
        assert ours == theirs, message
        assert len(ours) == 1
