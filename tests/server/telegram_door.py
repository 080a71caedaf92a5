"""The Telegram door of the real server, and how a test talks to it: as Telegram does, with the fake of Telegram behind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import requests

from assistant.channels.dialects.telegram import plain
from assistant.runtime import HOST, free_port
from tests.conftest import NO_RATE, ROOT, start, wait_for
from tests.server.telegram_front import Call, Front

TOKEN = "666:a-token-that-must-stay-secret"
SECRET = "a-secret-word_that-Telegram-sends"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
BOT = "TestNameBot"  # the fake calls it so
numbers = count(1000)  # of updates, chats, people: each test has its own


@dataclass
class Door:
    """A running server, and the front that Telegram is reached by."""

    url: str
    front: Front
    log: Path
    process: subprocess.Popen[bytes]

    def post(self, body: Any = None, secret: str | None = SECRET, **options: Any) -> requests.Response:
        headers = {HEADER: secret} if secret is not None else {}
        body = {"json": body} if body is not None else {}
        return requests.post(f"{self.url}/webhooks/telegram/webhook", headers=headers, timeout=30, **body, **options)

    def tell(self, kind: str, content: Any) -> dict[str, Any]:
        """Send an update as Telegram does, and return it."""
        update = {"update_id": next(numbers), kind: content}
        assert self.post(update).status_code == 200
        return update

    def write(self, chat: int, text: str | None = None, /, **more: Any) -> dict[str, Any]:
        return self.tell("message", message(chat, text, **more))

    def replies(self, chat: int, wanted: int = 1) -> list[str]:
        """Return the first messages in a chat as plain text."""
        return [plain(call.given["text"]) for call in self.front.wait(wanted, "sendMessage", chat_id=chat)]

    def answers(self, chat: int, text: str, /, **more: Any) -> Call:
        """Write in a chat and return how the one reply was sent."""
        before = len(self.front.of("sendMessage", chat_id=chat))
        self.write(chat, text, **more)
        return self.front.wait(before + 1, "sendMessage", chat_id=chat)[before]

    def read(self, chat: int, text: str, /, **more: Any) -> str:
        return plain(self.answers(chat, text, **more).given["text"])


def message(chat: int, text: str | None = None, /, **more: Any) -> dict[str, Any]:
    """Return a message of a person who writes in private, unless `more` says otherwise."""
    person = {"id": chat, "is_bot": False, "first_name": "Pat"}
    words = {} if text is None else {"text": text}
    return {"message_id": next(numbers), "from": person, "chat": {"id": chat, "type": "private"}, "date": int(time.time()), **words, **more}


def in_group(group: int, person: int) -> dict[str, Any]:
    return {"chat": {"id": group, "type": "supergroup", "title": "Cramps"}, "from": {"id": person, "is_bot": False, "first_name": "Pat"}}


def click(chat: int, data: str, below: int, **more: Any) -> dict[str, Any]:
    """Return a click of a person on a button below a message of the bot."""
    person = {"id": chat, "is_bot": False, "first_name": "Pat"}
    return {"id": str(next(numbers)), "from": person, "message": {**message(chat, "answer"), "message_id": below}, "data": data, **more}


@contextmanager
def faking(folder: Path) -> Iterator[str]:
    """Start the fake of Telegram and give its address."""
    port, log = free_port(), folder / "log"
    url = f"http://{HOST}:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(["node", "telegram.js", str(port)], cwd=ROOT / "tests" / "npm", stdout=output, stderr=output)
    wait_for(url, process, log)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serving(folder: Path, fake: str, port: int | None = None, *, telegram: bool = True) -> Iterator[Door]:
    """Start a server and a front for it."""
    port, front_port, log = port or free_port(), free_port(), folder / "log"
    url = f"http://{HOST}:{port}"
    settings = {"PORT": str(port), "LOG_LEVEL": "INFO", "FEEDBACK_FILE": str(folder / "feedback.jsonl"), **NO_RATE}
    webhook = "https://bot.example/webhooks/telegram/webhook"
    settings |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_WEBHOOK_URL": webhook}
    front = Front(front_port, fake, f"{url}/webhooks/telegram/webhook")
    if not telegram:
        front.stop()
    process = start([sys.executable, "-m", "assistant.serve"], log, url, TELEGRAM_API_BASE=front.url, **settings)
    door = Door(url, front, log, process)
    try:
        yield door
    finally:
        process.terminate()
        process.wait(30)
        door.front.stop()
