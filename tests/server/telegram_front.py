"""Stands between the bot and the fake of Telegram, and is as strict as Telegram where the fake is not.

The fake (npm telegram-test-api) checks no lengths, no markup and no buttons, knows no secret and no failures, and writes `date` in
milliseconds.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from assistant.runtime import HOST

ALLOWED_TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote"}
ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
PARAMETERS = {
    "getMe": set(),
    "setWebhook": {"url", "secret_token", "allowed_updates"},
    "setMyCommands": {"commands"},
    "sendMessage": {"chat_id", "text", "parse_mode", "reply_markup", "reply_parameters", "message_thread_id"},
    "answerCallbackQuery": {"callback_query_id"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup"},
}


class Markup(HTMLParser):
    """Finds what Telegram refuses in HTML."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong = bool(ENTITY.search(text)) or "<" in re.sub(r"</?[a-z]+( [^<>]*)?>", "", text)
        self.feed(text)
        self.close()
        self.wrong = self.wrong or bool(self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong = self.wrong or tag not in ALLOWED_TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.wrong = self.wrong or not self.open or self.open.pop() != tag


def problem(method: str, given: dict[str, Any]) -> str | None:
    """Return why Telegram would refuse a call, in its words, or None."""
    if unknown := set(given) - PARAMETERS[method]:
        return f"unknown parameters {unknown}"
    if method == "setWebhook":
        if not str(given.get("url")).startswith("https://"):
            return "bad webhook: An HTTPS URL must be provided for webhook"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(given.get("secret_token"))):
            return "secret token contains unallowed characters"
    if method == "setMyCommands":
        for command in given["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
                return "BOT_COMMAND_INVALID"
    if method == "sendMessage":
        return message_problem(given)
    return None


def message_problem(given: dict[str, Any]) -> str | None:
    text = given.get("text")
    if not isinstance(given.get("chat_id"), int):
        return "chat not found"
    if not isinstance(text, str) or not text.strip():
        return "message text is empty"
    if len(text.encode("utf-16-le")) // 2 > 4096:
        return "message is too long"
    if given.get("parse_mode") == "HTML" and Markup(text).wrong:
        return "can't parse entities"
    for row in given.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"] or not 1 <= len(button["callback_data"].encode()) <= 64:
                return "BUTTON_DATA_INVALID"
    return None


@dataclass
class Call:
    """One call of the bot."""

    method: str
    given: dict[str, Any]
    status: int = 0
    started: float = field(default_factory=time.monotonic)
    ended: float = 0.0


class Front(ThreadingHTTPServer):
    """The front of one bot. `calls` is what it called; `failures` and `delay` say how the next calls of a method go."""

    daemon_threads = True

    def __init__(self, port: int, fake: str, bot: str) -> None:
        """Listen on `port`, pass calls on to `fake` and updates to the webhook of the server at `bot`."""
        super().__init__((HOST, port), Handler)
        self.url, self.fake, self.bot = f"http://{HOST}:{port}", fake, bot
        self.calls: list[Call] = []
        self.changed = threading.Condition()
        self.failures: dict[str, deque[tuple[int, dict[str, Any]]]] = {}
        self.delay: dict[str, float] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        self.shutdown()
        self.server_close()

    def fail(self, method: str, status: int, times: int = 1, description: str = "", **parameters: Any) -> None:
        """Answer the next calls of `method` with a failure."""
        body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
        self.failures[method] = deque([(status, body)] * times)

    def of(self, method: str, **wanted: Any) -> list[Call]:
        """Return the calls of `method` that were answered with 200 and had the parameters `wanted`."""
        return [c for c in self.calls if c.method == method and c.status == 200 and wanted.items() <= c.given.items()]

    def wait(self, count: int, method: str, seconds: float = 20, **wanted: Any) -> list[Call]:
        """Wait for `count` good calls of `method`."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.of(method, **wanted)) >= count, seconds), self.calls[-5:]
            return self.of(method, **wanted)


class Handler(BaseHTTPRequestHandler):
    """Answers one request, of the bot or of the fake."""

    server: Front
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def do_POST(self) -> None:
        front = self.server
        given = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        if self.path == "/hook":
            secret = front.of("setWebhook")[-1].given["secret_token"]
            told = requests.post(front.bot, json=given, headers={"X-Telegram-Bot-Api-Secret-Token": secret}, timeout=30)
            self.reply(told.status_code, {})
            return
        call = Call(self.path.rpartition("/")[2], given)
        if front.delay.get(call.method):
            time.sleep(front.delay[call.method])
        call.status, body = self.answer(call)
        call.ended = time.monotonic()
        with front.changed:
            front.calls.append(call)
            front.changed.notify_all()
        self.reply(call.status, body)

    def answer(self, call: Call) -> tuple[int, dict[str, Any]]:
        front = self.server
        if front.failures.get(call.method):
            return front.failures[call.method].popleft()
        if reason := problem(call.method, call.given):
            return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
        if call.method == "setMyCommands":  # the fake does not know it
            return 200, {"ok": True, "result": True}
        passed = {**call.given, "url": f"{front.url}/hook"} if call.method == "setWebhook" else call.given
        body = requests.post(front.fake + self.path, json=passed, timeout=30).json()
        if isinstance(body["result"], dict) and "date" in body["result"]:
            body["result"]["date"] //= 1000
        return 200, body

    def reply(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
