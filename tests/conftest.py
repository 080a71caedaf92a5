"""Shared by all tests: the knowledge, and the real server to talk to."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from assistant.knowledge.library import Library, shared_library
from assistant.runtime import HOST, free_port

ROOT = Path(__file__).parents[1]
NO_RATE = {"PERSON_RATE": "100000 per second", "ADDRESS_RATE": "100000 per second"}  # tests type faster than a person


@pytest.fixture(scope="session")
def library() -> Library:
    return shared_library()


@dataclass
class Conversation:
    """One person's talk with a running server, over REST."""

    url: str
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)

    def say(self, message: Any) -> list[dict[str, Any]]:
        answer = requests.post(f"{self.url}/webhooks/rest/webhook", json={"sender": self.sender, "message": message}, timeout=60)
        assert answer.status_code == 200, answer.text
        replies: list[dict[str, Any]] = answer.json()
        return replies

    def read(self, message: Any) -> str:
        """Say `message` and return the one reply's text."""
        replies = self.say(message)
        assert len(replies) == 1, f"{message!r} got {len(replies)} replies"
        return str(replies[0]["text"])


@dataclass
class Server:
    """A running server: its address and what it wrote to its log."""

    url: str
    log: Path

    def conversation(self) -> Conversation:
        return Conversation(self.url)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"{url} did not come up: {log.read_text()[-2000:]}")


def start(command: list[str], log: Path, url: str, **environment: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
    wait_for(url, process, log)
    return process


@contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """Run what `make serve` runs, with its files in `folder`."""
    port, log = free_port(), folder / "log"
    url = f"http://{HOST}:{port}"
    settings = {"PORT": str(port), "FEEDBACK_FILE": str(folder / "feedback.jsonl"), **environment}
    process = start([sys.executable, "-m", "assistant.serve", *arguments], log, url, **settings)
    try:
        yield Server(url, log)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make serve` runs, without rates."""
    with serving(tmp_path_factory.mktemp("serve"), LOG_LEVEL="INFO", **NO_RATE) as running:
        yield running


@pytest.fixture(scope="session")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`rasa run actions` beside `rasa run`, as any Rasa user starts them."""
    folder = tmp_path_factory.mktemp("plain")
    port, action_port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    endpoints.write_text((ROOT / "endpoints.yml").read_text().replace(":5055/", f":{action_port}/"))
    rasa = [sys.executable, "-m", "rasa", "run"]
    command = [*rasa, "actions", "--port", str(action_port)]
    feedback = str(folder / "feedback.jsonl")
    actions = start(command, folder / "actions.log", f"http://{HOST}:{action_port}/health", FEEDBACK_FILE=feedback)
    url = f"http://{HOST}:{port}"
    core = start([*rasa, "--port", str(port), "--interface", HOST, "--endpoints", str(endpoints)], folder / "log", url, **NO_RATE)
    yield Server(url, folder / "log")
    for process in (core, actions):
        process.terminate()
        process.wait(30)
