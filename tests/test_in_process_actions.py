"""The custom actions inside the Rasa process."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.interfaces import ActionExecutionRejection

from assistant.in_process_actions import InProcessActions


@pytest.fixture(scope="module")
def actions() -> InProcessActions:
    return InProcessActions()


def call(name: str, intent: str) -> dict[str, Any]:
    tracker = {
        "sender_id": "person",
        "slots": {},
        "latest_message": {"text": "a secret", "intent": {"name": intent}, "intent_ranking": [{"name": intent}]},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }
    return {"next_action": name, "sender_id": "person", "tracker": tracker}


def request(actions: InProcessActions, name: str, intent: str = "eye_twitch") -> dict[str, Any]:
    return asyncio.run(actions.request(json=call(name, intent), method="post", timeout=1))


def test_an_action_runs(actions: InProcessActions) -> None:
    result = request(actions, "action_answer")
    assert result["responses"][0]["response"] == "answer"
    assert result["events"][0]["value"] == "eye_twitch"


def test_a_broken_action_apologises_and_keeps_the_words_to_itself(actions: InProcessActions, caplog: pytest.LogCaptureFixture) -> None:
    def broken(dispatcher: Any, tracker: Any, domain: Any) -> None:
        raise ValueError(tracker.latest_message["text"])

    actions._executor.register_function("action_broken", broken)
    with caplog.at_level(logging.DEBUG, "assistant"):
        assert request(actions, "action_broken") == {"events": [], "responses": [{"response": "error"}]}
    assert "The action 'action_broken' failed: ValueError." in caplog.text
    assert "secret" not in caplog.text


def test_an_unknown_action_apologises(actions: InProcessActions) -> None:
    assert request(actions, "action_unknown")["responses"] == [{"response": "error"}]


def test_an_action_that_declines_tells_rasa(actions: InProcessActions) -> None:
    def declines(dispatcher: Any, tracker: Any, domain: Any) -> None:
        raise ActionExecutionRejection("action_declines")

    actions._executor.register_function("action_declines", declines)
    with pytest.raises(ClientResponseError) as error:
        request(actions, "action_declines")
    assert error.value.status == 400
