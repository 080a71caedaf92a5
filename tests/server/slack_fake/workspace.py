"""A workspace with a bot and its people, as `emulate` has it, and what Slack would send to the bot's server for what they do."""

from __future__ import annotations

import html
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from ruamel.yaml import YAML
from slack_sdk.signature import SignatureVerifier

from assistant.runtime import HOST, free_port
from tests.conftest import NO_RATE, ROOT, start
from tests.server.slack_fake.api import FakeSlack

TOKEN = "xoxb-helper"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM = "T000000001"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MANIFEST = YAML(typ="safe").load(ROOT / "slack" / "manifest.yml")
SCOPES: list[str] = MANIFEST["oauth_config"]["scopes"]["bot"]
numbers = itertools.count(int(time.time()))


def signature(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """Return the headers with which Slack signs `body`."""
    stamp = str(int(time.time()) - age)
    signed = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signed
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}


@dataclass
class Workspace:
    """The workspace, and the server of the bot under test."""

    slack: FakeSlack
    server: str
    ids: dict[str, str] = field(default_factory=dict)

    def ask_slack(self, method: str, token: str, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        answer: dict[str, Any] = requests.post(f"{self.slack.upstream}/api/{method}", json=body, headers=headers, timeout=10).json()
        assert answer["ok"], answer
        return answer

    def deliver(self, body: bytes, content_type: str = JSON, **headers: str) -> requests.Response:
        """Send a signed request to the bot's server."""
        sent = {"Content-Type": content_type, **signature(body), **headers}
        return requests.post(f"{self.server}/webhooks/slack/webhook", data=body, headers=sent, timeout=10)

    def event(self, event: dict[str, Any], **headers: str) -> requests.Response:
        return self.deliver(json.dumps(envelope(event)).encode(), **headers)

    def interact(self, payload: dict[str, Any]) -> requests.Response:
        return self.deliver(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def sent(self, method: str = "chat.postMessage") -> list[dict[str, Any]]:
        with self.slack.lock:
            return [body for name, body in self.slack.calls if name == method]

    @contextmanager
    def sends(self, count: int = 1, method: str = "chat.postMessage", seconds: float = 20) -> Iterator[list[dict[str, Any]]]:
        """Check that what is done within makes the bot send exactly `count` messages, and hand them out afterwards."""
        before, new = len(self.sent(method)), list[dict[str, Any]]()
        yield new
        wait_until(lambda: len(self.sent(method)) >= before + count, seconds)
        time.sleep(0.3)  # one too many would come now
        new += self.sent(method)[before:]
        assert len(new) == count, [body["text"] for body in new]
        assert not self.slack.refused, self.slack.refused

    def acquainted(self) -> Workspace:
        """Learn the ids of the people, and return the workspace."""
        members = self.ask_slack("users.list", "xoxp-ana")["members"]
        self.ids |= {member["name"]: member["id"] for member in members}
        return self

    def channel(self) -> str:
        """Return the public channel that all are members of."""
        channels = self.ask_slack("conversations.list", "xoxp-ana")["channels"]
        return next(str(channel["id"]) for channel in channels if channel["name"] == "health")

    def person(self, name: str) -> Person:
        return Person(self, name, self.ids[name], f"xoxp-{name}")


@dataclass
class Person:
    """One person of the workspace, and what Slack sends when they do something."""

    workspace: Workspace
    name: str
    id: str
    token: str

    def opened(self, *others: str) -> str:
        """Return the channel of this person's direct messages with the bot (and others)."""
        people = ",".join([self.workspace.ids["helper"], *others])
        return str(self.workspace.ask_slack("conversations.open", self.token, users=people)["channel"]["id"])

    def writes(self, text: str, channel: str, **more: Any) -> dict[str, Any]:
        """Write something into a channel of the workspace and return the event that Slack would make of it."""
        said = self.workspace.ask_slack("chat.postMessage", self.token, channel=channel, text=text, **more)
        escaped = text if "<" in text else html.escape(text, quote=False)
        kind = {"D": "im", "G": "mpim"}.get(channel[0], "channel")
        stamps = {"ts": said["ts"], "event_ts": said["ts"], **more}
        return {"type": "message", "channel": channel, "user": self.id, "text": escaped, "channel_type": kind, **stamps}

    def asks(self, text: str) -> dict[str, Any]:
        """Ask in a direct message and return the one answer."""
        with self.workspace.sends() as answers:
            assert self.workspace.event(self.writes(text, self.opened())).status_code == 200
        return answers[0]

    def mentions(self, text: str, channel: str, **more: Any) -> dict[str, Any]:
        """Return the event that this person wrote `text` to the bot in a channel."""
        said = self.writes(f"<@{self.workspace.ids['helper']}> {text}", channel, **more)
        return {**{key: value for key, value in said.items() if key != "channel_type"}, "type": "app_mention"}

    def press(self, message: dict[str, Any], title: str) -> dict[str, Any]:
        """Return the interaction that this person pressed the button `title` of a message that the bot sent."""
        blocks = message.get("view", message)["blocks"]
        pressed = next(
            (block, button)
            for block in blocks
            if block["type"] == "actions"
            for button in block["elements"]
            if button["text"]["text"] == title
        )
        block, button = pressed
        action: dict[str, Any] = {"type": "button", "block_id": block["block_id"], "action_ts": f"{next(numbers)}.000100"}
        action |= {"action_id": button["action_id"], "value": button["value"], "text": button["text"]}
        press: dict[str, Any] = {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "emulate"},
            "user": {"id": self.id, "team_id": TEAM},
        }
        press |= {"trigger_id": f"{next(numbers)}.1.abc", "actions": [action]}
        if "view" in message:
            return {**press, "container": {"type": "view"}, "view": message["view"]}
        if message["path"].startswith("/private/"):
            channel = message["path"].split("/")[2]
            container = {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": True}
            return {**press, "container": container, "channel": {"id": channel}, "response_url": self.private_url(channel)}
        shown = {key: message[key] for key in ("text", "blocks", "thread_ts") if message.get(key)} | {"ts": message["answer"]["ts"]}
        channel = message["answer"]["channel"]
        container = {"type": "message", "message_ts": shown["ts"], "channel_id": channel, "is_ephemeral": False}
        private = {"response_url": self.private_url(channel)}
        return {**press, "container": container, "channel": {"id": channel}, "message": shown, **private}

    def private_url(self, channel: str) -> str:
        return f"{self.workspace.slack.address}/private/{channel}/{next(numbers)}"

    def command(self, text: str, channel: str) -> bytes:
        """Return the request of the slash command with `text`."""
        form = {"command": "/magnesium", "text": text, "team_id": TEAM, "channel_id": channel, "user_id": self.id}
        return urlencode({**form, "response_url": self.private_url(channel), "trigger_id": f"{next(numbers)}.2.abc"}).encode()


def envelope(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "x",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{next(numbers)}",
        "event_time": 1,
    }


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)


@contextmanager
def served(slack: FakeSlack, log: Path, **environment: str) -> Iterator[str]:
    """Run what `make serve` runs, with the Slack door open to `slack`, and yield its address."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    settings = {"SLACK_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_BASE": slack.base, **NO_RATE}
    settings |= {"PORT": str(port), "LOG_LEVEL": "INFO", "FEEDBACK_FILE": str(log.parent / "feedback.jsonl"), **environment}
    process = start([sys.executable, "-m", "assistant.serve"], log, url, **settings)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def emulated() -> Iterator[str]:
    """Run `emulate` with the scopes of the manifest, and yield its address."""
    port = free_port()
    command = ["node", str(ROOT / "tests" / "npm" / "slack.mjs"), str(port), ",".join(SCOPES)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "listening\n"
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(10)
