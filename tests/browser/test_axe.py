"""axe-core finds nothing in any state of the widget (WCAG 2.0 to 2.2 A and AA, and best practice)."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from assistant.runtime import ROOT
from tests.browser.chat import Chat
from tests.browser.conftest import Visit
from tests.browser.site import Bot

pytestmark = pytest.mark.model
AXE = ROOT / "tests" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, { runOnly: tags }).then(({ violations }) => violations)"


def assert_accessible(chat: Chat, state: str) -> None:
    chat.page.evaluate(AXE.read_text())  # by the debugger's door, which no content security policy shuts
    found = chat.page.evaluate(RUN, TAGS)
    assert [(state, one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 640)])
def test_axe_finds_nothing(visit: Visit, width: int, height: int, scheme: Literal["light", "dark"]) -> None:
    chat = visit(viewport={"width": width, "height": height}, color_scheme=scheme)
    assert_accessible(chat, "closed")
    chat.open()
    assert_accessible(chat, "open")
    chat.ask("How much magnesium is in pumpkin seeds and other foods?")
    assert_accessible(chat, "after an answer")
    chat.ask("crushing chest pain and my arm is numb")
    assert_accessible(chat, "after an emergency")
    chat.page.context.set_offline(True)
    chat.type("leg cramps at night")
    expect(chat.error).to_be_visible()
    assert_accessible(chat, "after an error")


def test_axe_does_look_into_the_widget(visit: Visit) -> None:
    chat = visit().open()
    chat.evaluate("root.querySelector('[role=log]').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(chat, "with a button without a name")


def test_the_demo_page_is_accessible(visit: Visit, bot: Bot) -> None:
    chat = visit("webhooks/widget/demo", origin=bot.url)
    assert_accessible(chat, "demo, closed")
    chat.open()
    assert_accessible(chat, "demo, open")
    chat.ask("leg cramps at night")
    assert chat.page.evaluate("window.violations") == []
