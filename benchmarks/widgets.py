"""`python -m benchmarks.widgets`: our chat widget beside two others, in pages of one host and with one real server.

Open: from the click on the launcher until the cursor stands in the text field. Answer: from the Enter key until the whole answer stands
in the page. Both are taken inside the page, each in a fresh browser. The network of one machine has no delay: on a phone the bytes count.
Nothing here is a test: the figures depend on the machine.
"""

from __future__ import annotations

import datetime
import gzip
import os
import sys
import tempfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser

from assistant.runtime import HOST, ROOT, free_port
from benchmarks import large_messages
from benchmarks.large_messages import QUESTION, RUNS, spread
from tests.browser.chromium import chromium
from tests.browser.site import Bot, web_server

SECOND_QUESTION = "leg cramps at night"
PAGES = Path(__file__).parent / "pages"
PACKAGES = ROOT / "tests" / "npm" / "node_modules"
SCRIPTS = {
    "deep-chat": PACKAGES / "deep-chat" / "dist" / "deepChat.bundle.js",
    "rasa-webchat": PACKAGES / "rasa-webchat" / "lib" / "index.js",
}
WAIT = """(condition, since) => new Promise(done => (function look() {
    if (condition()) done(performance.now() - since);
    else requestAnimationFrame(look);
})())"""
OPEN = f"() => {{ const start = performance.now(); launcher().click(); return ({WAIT})(focused, start) }}"
ON_ENTER = f"""() => {{
    const before = answers();
    window.timing = new Promise(done => addEventListener("keydown", event => {{
        if (event.key === "Enter") ({WAIT})(() => answers() > before, performance.now()).then(done);
    }}, {{ capture: true }}));
}}"""


@dataclass
class Widget:
    """A widget under measurement: its name in the table, its page and script, and what was measured."""

    name: str
    page: str
    script: str
    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)  # the first question, with which our widget also begins its session
    answered_again: list[float] = field(default_factory=list)
    others: set[str] = field(default_factory=set)  # hosts besides the page's and the assistant's

    def row(self, bot: str) -> str:
        """Return the widget's line of the table. The script of ours is taken as the assistant serves it, with its words."""
        path = SCRIPTS.get(self.script)
        script = path.read_bytes() if path else requests.get(f"{bot}/webhooks/widget/widget.js", timeout=30).content
        size = len(gzip.compress(script, 9))
        times = " | ".join(spread(times) for times in (self.opened, self.answered, self.answered_again))
        return f"| {self.name} | {size:,} | {times} | {', '.join(sorted(self.others)) or 'none'} |"


WIDGETS = (
    Widget("ours", "own.html", "own"),
    Widget("deep-chat 2.4.2 with glue to the REST door", "deep-chat.html", "deep-chat"),
    Widget("rasa-webchat 1.0.1 as shipped", "rasa-webchat.html", "rasa-webchat"),
    Widget("rasa-webchat 1.0.1 without its artificial delay", "rasa-webchat.html?no-delay", "rasa-webchat"),
)


def handler(bot: str) -> type[BaseHTTPRequestHandler]:
    """Return what serves the pages and scripts, and hands `/rest` on to the REST door, which is open to this machine only."""

    class Pages(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # else the body waits 40 ms for the browser's receipt of the head

        def do_GET(self) -> None:
            name = Path(urlsplit(self.path).path).name
            script = SCRIPTS.get(name.removesuffix(".js"))
            content = script.read_bytes() if script else (PAGES / name).read_text().replace("BOT", bot).encode()
            self._give(content, "text/javascript" if script else "text/html; charset=utf-8")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = requests.post(f"{bot}/webhooks/rest/webhook", data=body, headers={"Content-Type": "application/json"}, timeout=60)
            self._give(answer.content, "application/json")

        def _give(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    return Pages


def try_out(browser: Browser, widget: Widget, site: str) -> None:
    """Open a widget in a fresh browser, ask two questions, and note the times."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    local = urlsplit(site).hostname or ""
    page.route(lambda url: urlsplit(url).hostname not in (local, None), lambda route: route.abort())
    page.on("request", lambda request: widget.others.add(urlsplit(request.url).hostname or local))
    page.goto(f"{site}/{widget.page}")
    page.wait_for_function("launcher()")
    widget.opened.append(page.evaluate(OPEN))
    for times, question in ((widget.answered, QUESTION), (widget.answered_again, SECOND_QUESTION)):
        page.keyboard.type(question)
        page.evaluate(ON_ENTER)
        page.keyboard.press("Enter")
        times.append(page.evaluate("window.timing"))
    widget.others.discard(local)
    context.close()


def main() -> None:
    """Start the assistant and the browser, measure and print."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, web_server(handler(f"http://{HOST}:{port}")) as site, chromium() as browser:
        bot = Bot(Path(folder), site, port)
        bot.start()
        try:
            for number in range(RUNS * len(WIDGETS)):  # in turns, so that a slow moment of the machine hits all
                try_out(browser, WIDGETS[number % len(WIDGETS)], site)
                print(f"[widgets] {number + 1} of {RUNS * len(WIDGETS)}", end="\r", file=sys.stderr, flush=True)
            print(f"{datetime.date.today()}, {os.cpu_count()} cores, median (min-max), n={RUNS}\n")
            print("| widget | script, bytes gzipped | open, ms | first answer, ms | second answer, ms | other hosts asked |")
            print("|---|---|---|---|---|---|")
            print("\n".join(widget.row(bot.url) for widget in WIDGETS))
            print("\n" + "\n".join(large_messages.measure(bot, site)))
        finally:
            bot.stop()


if __name__ == "__main__":
    main()
