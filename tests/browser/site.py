"""The two servers of a browser test: the assistant as `make serve` runs it, and a host page on another origin that embeds it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from assistant.runtime import HOST, free_port
from tests.conftest import NO_RATE, start

PAGES = Path(__file__).parent / "pages"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css"}
STRICT = "strict.html"
STRICT_POLICY = "default-src 'none'; script-src {bot}; connect-src {bot}; style-src 'self'"


@dataclass
class Bot:
    """The assistant's server on a port of its own, which may be stopped and started again."""

    folder: Path
    origins: str
    port: int
    secret: str = "the secret of the browser tests, 32 bytes"
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        settings = {"PORT": str(self.port), "WIDGET_ORIGINS": self.origins, "SOCKETIO_ORIGINS": self.origins, "WIDGET_SECRET": self.secret}
        feedback = str(self.folder / "feedback.jsonl")
        command = [sys.executable, "-m", "assistant.serve"]
        self.process = start(command, self.folder / "log", self.url, **settings, FEEDBACK_FILE=feedback, **NO_RATE)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None


def handler(bot: str) -> type[BaseHTTPRequestHandler]:
    """Return what serves the pages: `BOT` in a page becomes the assistant's address, `OPTIONS` the query's `name=value` as attributes."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            file = PAGES / Path(address.path).name
            if not file.is_file():
                self.send_error(404)
                return
            options = " ".join(f'{name}="{escape(value)}"' for name, value in parse_qsl(address.query, keep_blank_values=True))
            content = file.read_text().replace("OPTIONS", options).replace("BOT", bot).encode()
            self.send_response(200)
            self.send_header("Content-Type", TYPES[file.suffix])
            self.send_header("Content-Length", str(len(content)))
            if file.name == STRICT:
                self.send_header("Content-Security-Policy", STRICT_POLICY.format(bot=bot))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    return Pages


@contextmanager
def web_server(answers: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve what `answers` gives, and give its origin."""
    server = ThreadingHTTPServer((HOST, 0), answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def host_pages(bot: str) -> AbstractContextManager[str]:
    """Serve the pages, which embed the widget of `bot`, and give their origin."""
    return web_server(handler(bot))


@contextmanager
def site_with_bot(folder: Path) -> Iterator[tuple[str, Bot]]:
    """Give the origin of the host pages and the running assistant that they embed."""
    port = free_port()
    with host_pages(f"http://{HOST}:{port}") as site:
        bot = Bot(folder, f"{site} http://{HOST}:{port}", port)  # its own origin for the demo page
        try:
            bot.start()
            yield site, bot
        finally:
            bot.stop()
