"""The front before `emulate`: it checks every message as Slack would, fails on demand, and keeps what was sent."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from assistant.runtime import HOST

MAX_BLOCKS = 50
MAX_WORDS = 40_000
DEAD = 0  # as the status of a failure: nobody answers
PRIVATE = "response_url"  # the "method" under which private answers are kept


def problems(body: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse about a message or a Home tab."""
    blocks = body.get("view", body).get("blocks", [])
    found = [] if len(blocks) <= MAX_BLOCKS else [f"{len(blocks)} blocks"]
    found += [] if len(body.get("text", "")) <= MAX_WORDS else ["a text of more than 40,000 characters"]
    found += ["as_user, which is for old apps only"] if "as_user" in body else []
    texts: list[str] = []
    actions: list[str] = []
    for block in blocks:
        parsed = Block.parse(block)
        try:
            assert parsed is not None, f"unknown block {block}"
            parsed.validate_json()
        except (SlackObjectFormationError, AssertionError) as error:
            found.append(str(error))
        actions += [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        texts += [block["text"]["text"]] if "text" in block else []
        texts += [field["text"] for field in block.get("fields", [])]
        texts += [element["text"] for element in block.get("elements", []) if element["type"] == "mrkdwn"]
    found += ["an empty text"] if "" in texts else []
    found += ["an action_id twice"] if len(set(actions)) < len(actions) else []
    found += ["a text that is too long"] if any(len(text) > 3000 for text in texts) else []
    return found


class FakeSlack:
    """Slack's Web API on this machine: a front before `emulate`, or, without it, an API that takes everything."""

    def __init__(self, upstream: str | None) -> None:
        self.upstream = upstream
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[str] = []
        self.failures: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
        self.delay = 0.0
        self.lock = threading.Lock()
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, answer = front.answer(self.path, body, dict(self.headers))
                if status == DEAD:
                    return  # the connection closes without a word
                try:
                    self.send_response(status)
                    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(answer)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer)
                except ConnectionError:
                    pass  # the server was stopped meanwhile

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer((HOST, 0), Handler)
        self.address = f"http://{HOST}:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def base(self) -> str:
        return f"{self.address}/api/"

    def answer(self, path: str, raw: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        method = PRIVATE if path.startswith("/private/") else path.removeprefix("/api/")
        body: dict[str, Any] = json.loads(raw)
        time.sleep(self.delay)
        with self.lock:
            if self.failures[method]:
                status, extra = self.failures[method].pop(0)
                return status, extra, json.dumps({"ok": False, "error": "ratelimited" if status == 429 else "internal_error"}).encode()
            self.refused += problems(body) if self.upstream else []
        if method == PRIVATE or not self.upstream:
            status, content = 200, json.dumps({"ok": True, "channel": "D1", "ts": "1.1"}).encode()
        else:
            passed = {name: headers[name] for name in ("Authorization", "Content-Type")}
            upstream = requests.post(f"{self.upstream}/api/{method}", data=raw, headers=passed, timeout=10)
            status, content = upstream.status_code, upstream.content
        with self.lock:
            self.calls.append((method, {**body, "answer": json.loads(content), "path": path}))
        return status, {}, content

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
