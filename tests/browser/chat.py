"""What a person does with the widget in a page, and what they see of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

LAUNCHER = "Ask about magnesium and cramps"
VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


@dataclass
class Chat:
    """One tab with the widget in it. Playwright's selectors look into open shadow roots."""

    page: Page
    page_errors: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)  # to the message address

    def __post_init__(self) -> None:
        self.page.add_init_script(VIOLATIONS)
        self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        self.page.on("console", self._heed)
        self.page.on("request", self._follow)

    def _heed(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def _follow(self, request: Request) -> None:
        self.requests.append(request.url)
        if request.method == "POST" and request.url.endswith("/webhooks/widget/message"):
            self.sent.append(json.loads(request.post_data or "{}"))

    @property
    def widget(self) -> Locator:
        return self.page.locator("magnesium-chat")

    @property
    def launcher(self) -> Locator:
        return self.widget.locator("button[aria-expanded]")

    @property
    def panel(self) -> Locator:
        return self.widget.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.widget.get_by_role("log")

    @property
    def note(self) -> Locator:
        """The bar with the disclaimer."""
        return self.widget.get_by_role("note")

    @property
    def status(self) -> Locator:
        return self.widget.get_by_role("status")

    @property
    def error(self) -> Locator:
        return self.widget.get_by_role("alert")

    @property
    def input(self) -> Locator:
        return self.widget.get_by_role("textbox")

    @property
    def questions(self) -> Locator:
        return self.widget.locator(".from-you")

    @property
    def replies(self) -> Locator:
        return self.widget.locator(".from-us")

    def button(self, name: str) -> Locator:
        return self.widget.get_by_role("button", name=name, exact=True)

    def open(self) -> Chat:
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def type(self, text: str) -> None:
        """Write `text` and send it."""
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send `text` and return the reply to it."""
        return self._reply_after(lambda: self.type(text))

    def choose(self, button: Locator) -> Locator:
        """Click a button that sends something and return the reply."""
        return self._reply_after(button.click)

    def _reply_after(self, act: Any) -> Locator:
        before = self.replies.count()
        act()
        expect(self.replies).to_have_count(before + 1)
        return self.replies.nth(before)

    def evaluate(self, script: str) -> Any:
        """Run `script` in the page, where `root` is the widget's shadow root."""
        return self.page.evaluate(f"(() => {{ const root = document.querySelector('magnesium-chat').shadowRoot; {script} }})()")


def suggestions(reply: Locator) -> Locator:
    return reply.get_by_role("group").get_by_role("button")


def box(place: Locator) -> dict[str, float]:
    """Return where something is drawn, with `right` and `bottom`."""
    drawn = place.bounding_box()
    assert drawn, f"{place} is not drawn"
    x, y, width, height = drawn["x"], drawn["y"], drawn["width"], drawn["height"]
    return {"x": x, "y": y, "width": width, "height": height, "right": x + width, "bottom": y + height}
