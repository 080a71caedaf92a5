"""rasa-webchat, a widget that others wrote for Rasa, talks over the Socket.IO door (R21)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.knowledge.library import Library
from assistant.runtime import ROOT
from tests.browser.chromium import PATIENCE

pytestmark = pytest.mark.model
SCRIPT = ROOT / "tests/npm/node_modules/rasa-webchat/lib/index.js"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page with rasa-webchat, opened."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.route("**/rasa-webchat.js", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript"))
    context.route("https://fonts.googleapis.com/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{site}/rasa_webchat.html")
    page.locator(".rw-launcher").click()
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    page.locator(".rw-new-message").fill(question)
    page.locator(".rw-new-message").press("Enter")


def start_of(answer: str) -> str:
    """Return as much of an answer as the widget shows unchanged: it reads Markdown in it."""
    return answer.partition("\n")[0][:60]


def test_a_question_is_answered_and_a_quick_reply_leads_on(page: Page, library: Library) -> None:
    foods = library.entries["food_sources"]
    ask(page, foods.question)
    expect(page.locator(".rw-response").last).to_contain_text(start_of(foods.answer))
    expect(page.locator(".rw-response").last).to_contain_text(library.texts["disclaimer"].text)
    title = page.locator(".rw-reply").first.inner_text()
    chosen = next(entry for entry in library.entries.values() if entry.question == title)
    page.locator(".rw-reply").first.click()
    expect(page.locator(".rw-client").last).to_have_text(title)
    expect(page.locator(".rw-response").last).to_contain_text(start_of(chosen.answer))


def test_a_reload_keeps_the_talk(page: Page, library: Library) -> None:
    foods = library.entries["food_sources"]
    ask(page, foods.question)
    expect(page.locator(".rw-response").last).to_contain_text(start_of(foods.answer))
    page.reload()
    expect(page.locator(".rw-response").last).to_contain_text(start_of(foods.answer))
    ask(page, "tell me more")
    expect(page.locator(".rw-response").last).to_contain_text(start_of(foods.more))


def test_the_page_tells_which_numbers_to_call(page: Page) -> None:
    ask(page, "crushing chest pain and my arm is numb")
    expect(page.locator(".rw-response").last).to_contain_text("999")
    expect(page.locator(".rw-response").last).not_to_contain_text("911")
