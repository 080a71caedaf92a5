"""The widget by keyboard alone, and what a screen reader is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat import LAUNCHER, Chat, suggestions
from tests.browser.conftest import Visit

pytestmark = pytest.mark.model
MESSAGES = "**/webhooks/widget/message"
FOCUSED = "return root.activeElement && (root.activeElement.getAttribute('aria-label') || root.activeElement.textContent.trim())"


def tab_until(chat: Chat, name: str) -> None:
    """Press Tab until the focus is on what is called `name`."""
    for _ in range(25):
        chat.page.keyboard.press("Tab")
        if (chat.evaluate(FOCUSED) or "").startswith(name):
            return
    raise AssertionError(f"Tab does not reach '{name}'")


def test_a_whole_talk_by_keyboard(visit: Visit) -> None:
    chat = visit()
    keyboard = chat.page.keyboard
    tab_until(chat, LAUNCHER)
    keyboard.press("Enter")
    expect(chat.panel).to_be_visible()
    expect(chat.launcher).to_have_attribute("aria-expanded", "true")
    expect(chat.input).to_be_focused()
    keyboard.type("leg cramps")
    keyboard.press("Shift+Enter")
    keyboard.type("at night")
    expect(chat.input).to_have_value("leg cramps\nat night")
    keyboard.press("Enter")
    expect(chat.replies.last.locator(".disclaimer")).to_be_visible()
    expect(chat.input).to_have_value("")
    expect(chat.input).to_be_focused()
    title = suggestions(chat.replies.last).first.inner_text()
    before = chat.replies.count()
    chat.launcher.evaluate("launcher => launcher.getRootNode().querySelector('[role=log]').focus()")
    tab_until(chat, title)
    keyboard.press("Enter")
    expect(chat.replies).to_have_count(before + 1)
    assert chat.evaluate("return Boolean(root.activeElement)"), "the focus is lost after a suggestion"
    keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_suggestions_are_reached_backwards_from_the_input(visit: Visit) -> None:
    chat = visit().open()
    reply = chat.ask("leg cramps at night")
    for _ in range(10):
        chat.page.keyboard.press("Shift+Tab")
        if suggestions(reply).first.evaluate("button => button.matches(':focus')"):
            return
    raise AssertionError("Shift+Tab does not reach the suggestions")


def test_the_close_button_gives_the_focus_back(visit: Visit) -> None:
    chat = visit().open()
    chat.button("Close").click()
    expect(chat.launcher).to_be_focused()
    chat.launcher.press("Enter")
    expect(chat.input).to_be_focused()


def test_a_closed_panel_is_out_of_the_tab_order(visit: Visit) -> None:
    chat = visit()
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        assert chat.evaluate("return root.activeElement?.closest('[role=dialog]') ?? null") is None


def test_every_focus_can_be_seen(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        style = chat.evaluate(
            "const on = root.activeElement; if (!on) return 'outside'; const { outlineStyle, outlineWidth } = getComputedStyle(on);"
            "return outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? on.outerHTML.slice(0, 80) : 'seen'"
        )
        assert style in ("seen", "outside"), style


def test_the_full_screen_panel_keeps_the_focus_inside(visit: Visit) -> None:
    chat = visit(viewport={"width": 360, "height": 640}).open()
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    for _ in range(15):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("document.activeElement.closest('main') === null")
    assert chat.page.evaluate("document.querySelector('main').closest('[inert]') !== null")
    chat.page.keyboard.press("Escape")
    assert chat.page.evaluate("document.querySelector('main').closest('[inert]') === null")


def test_a_panel_that_becomes_small_and_large_again_frees_the_page(visit: Visit) -> None:
    chat = visit().open()
    inert = "document.querySelector('main').closest('[inert]') !== null"
    assert chat.page.evaluate(inert) is False
    chat.page.set_viewport_size({"width": 360, "height": 640})
    chat.page.wait_for_function(inert)
    chat.page.set_viewport_size({"width": 1280, "height": 800})
    chat.page.wait_for_function(f"!({inert})")


def test_enter_that_ends_the_composition_of_a_sign_does_not_send(visit: Visit) -> None:
    chat = visit().open()
    chat.input.fill("けいれん")
    chat.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    chat.page.wait_for_timeout(300)
    assert chat.sent == []
    expect(chat.input).to_have_value("けいれん")


def test_a_screen_reader_is_told_what_is_what(visit: Visit) -> None:
    chat = visit()
    expect(chat.launcher).to_have_accessible_name(LAUNCHER)
    chat.open()
    reply = chat.ask("leg cramps at night")
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_attribute("tabindex", "0")
    expect(chat.log).to_have_accessible_name("Conversation")
    assert (
        chat.evaluate("return root.getElementById(root.querySelector('[role=dialog]').getAttribute('aria-labelledby')).localName") == "h2"
    )
    assert chat.launcher.get_attribute("aria-controls") == chat.panel.get_attribute("id")
    expect(chat.input).to_have_accessible_name("Your question")
    expect(chat.questions.last).to_contain_text("You said:")
    expect(reply).to_contain_text("Assistant said:")
    expect(reply.get_by_role("group")).to_have_accessible_name("You could also ask:")
    assert chat.evaluate("return root.host.lang || root.querySelector('[lang]').lang") == "en"


def test_typing_is_shown_while_an_answer_is_waited_for(visit: Visit) -> None:
    chat = visit().open()
    held: list[Route] = []

    def hold(route: Route) -> None:  # Playwright takes no built-in method
        held.append(route)

    chat.page.route(MESSAGES, hold)
    chat.type("leg cramps at night")
    expect(chat.status).to_contain_text("The assistant is typing")
    expect(chat.questions.last).to_contain_text("leg cramps at night")
    expect(chat.replies.locator(".disclaimer")).to_have_count(0)
    chat.page.wait_for_timeout(200)
    chat.type("and a second one meanwhile")  # one at a time
    chat.page.wait_for_timeout(200)
    assert len(held) == 1
    held[0].continue_()
    expect(chat.replies.last.locator(".disclaimer")).to_be_visible()
    expect(chat.status).to_have_text("")
