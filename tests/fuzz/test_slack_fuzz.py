"""Thousands of odd requests at the Slack door, all signed: events, pressed buttons and slash commands with parts changed or missing."""

from __future__ import annotations

import copy
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Server
from tests.fuzz.conftest import Say, deep, fuzzing, json_values, odd_text, survives
from tests.server.slack_fake.api import FakeSlack
from tests.server.slack_fake.workspace import FORM, JSON, TEAM, envelope, served, signature, wait_until

pytestmark = pytest.mark.model

people = itertools.count(1)
MESSAGE = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1.2", "text": "hi", "event_ts": "1.2"}
EVENTS: list[dict[str, Any]] = [
    MESSAGE,
    {**MESSAGE, "thread_ts": "1.1", "subtype": "thread_broadcast", "blocks": [{"type": "rich_text", "elements": []}]},
    {**MESSAGE, "subtype": "file_share", "files": [{"id": "F1", "mimetype": "image/png"}], "text": ""},
    {**MESSAGE, "subtype": "message_changed", "message": {**MESSAGE, "edited": {"user": "U1", "ts": "1.3"}}, "previous_message": MESSAGE},
    {**MESSAGE, "bot_id": "B1", "bot_profile": {"id": "B1"}, "app_id": "A1"},
    {**MESSAGE, "channel": "G1", "channel_type": "mpim"},
    {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "ts": "1.2",
        "text": "<@U9> <https://a.example|b> &amp; <!here>",
        "event_ts": "1.2",
    },
    {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": "1.2", "view": {"id": "V1", "type": "home"}},
    {"type": "reaction_added", "user": "U1", "reaction": "eyes", "item": {"type": "message", "channel": "D1", "ts": "1.2"}},
]
BUTTON = {"type": "button", "action_id": "choose_0", "text": {"type": "plain_text", "text": "Leg"}, "value": "Leg", "action_ts": "1.2"}
SHOWN = {"ts": "1.2", "text": "x", "blocks": [{"type": "actions", "elements": [BUTTON]}, {"type": "context", "elements": []}]}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": TEAM, "domain": "x"},
    "user": {"id": "U1", "team_id": TEAM},
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "D1", "is_ephemeral": False},
    "channel": {"id": "D1", "name": "directmessage"},
    "message": SHOWN,
    "trigger_id": "1.2.a",
    "actions": [BUTTON],
}
COMMAND = {"command": "/magnesium", "text": "cramps", "team_id": TEAM, "channel_id": "C1", "user_id": "U1", "trigger_id": "1.2.a"}
OTHERS = [
    {"type": kind, "view": {"id": "V1"}, "user": {"id": "U1"}} for kind in ("view_submission", "view_closed", "shortcut", "message_action")
]


@st.composite
def changed(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """Return `whole` with up to three of its parts missing or of another kind, however deep they are."""
    content = copy.deepcopy(whole)
    for _ in range(draw(st.integers(0, 3))):
        part = content
        key = draw(st.sampled_from(sorted(part)))
        while isinstance(part[key], dict) and part[key] and draw(st.booleans()):
            part = part[key]
            key = draw(st.sampled_from(sorted(part)))
        part[key] = draw(json_values | odd_text | st.integers(1, 200).map(deep))
        if len(part) > 1 and draw(st.booleans()):
            del part[key]
    return content


def of_a_new_person(content: dict[str, Any], address: str) -> dict[str, Any]:
    """Return `content` said by somebody new, so that no talk grows long and nothing counts as sent again."""
    number = next(people)
    text = json.dumps(content).replace('"U1"', f'"U{number}F"').replace('"1.2"', f'"{number}.2"').replace('"1.2.a"', f'"{number}.2.a"')
    made: dict[str, Any] = json.loads(text)
    if isinstance(actions := made.get("actions"), list):
        for action in (action for action in actions if isinstance(action, dict)):
            action["block_id"] = f"U{number}F.{number:016x}.0"
    if "command" in made:
        made.setdefault("response_url", f"{address}/private/C1/{number}")
    return made


bodies = st.one_of(
    st.sampled_from(EVENTS).flatmap(changed).map(lambda event: (JSON, event)),
    st.sampled_from(EVENTS).map(envelope).flatmap(changed).map(lambda whole: (f"{JSON}; charset=utf-8", whole)),
    st.sampled_from([PRESS, {**PRESS, "channel": None, "message": None}, *OTHERS]).flatmap(changed).map(lambda press: ("payload", press)),
    changed(COMMAND).map(lambda form: (FORM, form)),
    st.tuples(st.sampled_from([JSON, FORM, "text/plain", ""]), json_values | odd_text),
)


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack(None)
    yield fake
    fake.close()


@pytest.fixture(scope="module")
def slack_server(slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("slack") / "log"
    with served(slack, log) as url:
        yield Server(url, log)


def request(kind: str, content: Any, address: str) -> tuple[bytes, str]:
    """Return the body and the content type of a request that holds `content`."""
    if isinstance(content, dict):
        content = of_a_new_person(content, address)
    if kind == "payload":
        return urlencode({"payload": json.dumps(content)}).encode(), FORM
    if kind == FORM and isinstance(content, dict):
        return urlencode({key: str(value) for key, value in content.items()}, errors="replace").encode(), FORM
    if kind == JSON and isinstance(content, dict) and "event" not in content:
        content = envelope(content)
    return json.dumps(content).encode(), kind


def test_no_request_breaks_the_door(slack_server: Server, slack: FakeSlack) -> None:
    session = requests.Session()

    def send(body: bytes, content_type: str) -> int:
        headers = {"Content-Type": content_type, **signature(body)}
        return session.post(f"{slack_server.url}/webhooks/slack/webhook", data=body, headers=headers, timeout=30).status_code

    def person() -> Say:
        number = next(people)

        def say(text: str) -> str:
            said = {**MESSAGE, "user": f"U{number}F", "channel": f"D{number}F", "ts": f"{next(people)}.2", "text": text}
            before = len(answers(said["channel"]))
            assert send(*request(JSON, said, slack.address)) == 200
            wait_until(lambda: len(answers(said["channel"])) > before, 60)  # the odd ones before it may still be in work
            return answers(said["channel"])[before]

        return say

    def answers(channel: str) -> list[str]:
        with slack.lock:
            return [body["text"] for method, body in slack.calls if method == "chat.postMessage" and body["channel"] == channel]

    @fuzzing
    @given(bodies)
    def fuzz(body: tuple[str, Any]) -> None:
        assert send(*request(*body, slack.address)) < 500

    with survives(slack_server, person):
        began = time.monotonic()
        fuzz()
        print(f"{len(slack.calls)} calls of the API, {time.monotonic() - began:.0f} s")  # noqa: T201 (seen with -s only)
