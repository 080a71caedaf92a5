"""What a hostile person, page or answer cannot do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat import Chat, suggestions
from tests.browser.conftest import Visit
from tests.browser.site import Bot

pytestmark = pytest.mark.model
MESSAGES = "**/webhooks/widget/message"
HOSTILE = [
    "<img src=x onerror='window.hacked=1'>",
    "<script>window.hacked=1</script>",
    "<svg/onload=window.hacked=1><iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "[click](javascript:window.hacked=1)",
    "javascript:window.hacked=1",
    "</textarea></div></template><style>*{display:none}</style>",
    "&lt;img src=x onerror=window.hacked=1&gt; {{constructor.constructor('window.hacked=1')()}} ${window.hacked=1}",
]
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}


def poisoned(value: Any, text: str) -> Any:
    """Return an answer with every string in it replaced; only `tier` stays."""
    if isinstance(value, dict):
        return {name: part if name == "tier" else poisoned(part, text) for name, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part, text) for part in value]
    return text if isinstance(value, str) else value


def assert_harmless(chat: Chat) -> None:
    assert chat.page.evaluate("window.hacked") is None
    assert chat.evaluate("return root.querySelectorAll('img, script, iframe, object, embed, style, [onerror], [onload]').length") == 0
    links = chat.evaluate("return [...root.querySelectorAll('[href]')].map(link => link.getAttribute('href'))")
    assert {urlsplit(link).scheme for link in links} <= SAFE_SCHEMES, links
    assert chat.page.locator("main").is_visible()


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_that_a_person_types_is_shown_as_typed(visit: Visit, text: str) -> None:
    chat = visit().open()
    chat.ask(text)
    expect(chat.questions.last).to_contain_text(text)
    assert_harmless(chat)
    chat.page.reload()
    expect(chat.questions.last).to_contain_text(text)
    assert_harmless(chat)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("question", ["crushing chest pain and my arm is numb", "How much magnesium is in pumpkin seeds and other foods?"])
def test_markup_in_a_forged_answer_is_shown_as_text(visit: Visit, text: str, question: str) -> None:
    chat = visit(query="data-region=us").open()

    def forge(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, json=poisoned(response.json(), text))

    chat.page.route(MESSAGES, forge)
    reply = chat.ask(question)
    expect(reply.locator(".disclaimer")).to_have_text(text)
    assert_harmless(chat)
    for link in reply.get_by_role("link").all():
        link.click()
    chat.choose(suggestions(reply).first)
    assert_harmless(chat)


@pytest.mark.parametrize(
    "body", ["<html>", "null", "[]", "{}", '{"replies": []}', '{"replies": "x"}', '{"replies": [null]}', '{"replies": [{}]}']
)
def test_an_answer_that_makes_no_sense_is_an_error_that_can_be_tried_again(visit: Visit, body: str) -> None:
    chat = visit().open()
    chat.page.route(MESSAGES, lambda route: route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"}))
    chat.type("leg cramps at night")
    expect(chat.error).to_be_visible()
    chat.page.unroute(MESSAGES)
    chat.choose(chat.button("Try again"))
    expect(chat.error).to_be_hidden()


@pytest.mark.parametrize("kept", ["{", "null", "[]", '{"messages": 5}', '"<img src=x onerror=window.hacked=1>"'])
def test_a_broken_memory_does_not_break_the_widget(visit: Visit, kept: str) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    chat.page.evaluate("kept => { for (const key of Object.keys(sessionStorage)) sessionStorage.setItem(key, kept) }", kept)
    chat.page.reload()
    if not chat.panel.is_visible():
        chat.open()
    chat.ask("foods rich in magnesium?")
    assert_harmless(chat)


def test_a_browser_that_keeps_nothing_can_talk(visit: Visit) -> None:
    chat = visit()
    chat.page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no') } })")
    chat.page.reload()
    chat.open().ask("leg cramps at night")


def test_two_tabs_are_two_conversations(visit: Visit) -> None:
    one = visit().open()
    other = visit(context=one.page.context).open()
    one.ask("leg cramps at night")
    expect(other.questions).to_have_count(0)
    other.ask("tell me more")  # about nothing yet
    expect(other.replies.last).to_contain_text("once you have asked something")
    assert one.sent[0]["session"] != other.sent[0]["session"]
    other.page.reload()
    expect(other.questions).to_have_count(1)


def test_the_widget_works_under_a_strict_content_security_policy(visit: Visit) -> None:
    chat = visit("strict.html").open()
    reply = chat.ask("leg cramps at night")
    expect(reply.locator(".disclaimer")).to_be_visible()
    chat.ask("crushing chest pain and my arm is numb")
    assert chat.page.evaluate("window.violations") == []
    assert chat.console_errors == []
    position = chat.evaluate("return getComputedStyle(root.querySelector('[role=dialog]')).position")
    assert position == "fixed", "the widget's own style is missing"


def test_a_page_that_is_not_listed_gets_a_polite_error(visit: Visit, stranger: str) -> None:
    chat = visit(origin=stranger).open()
    chat.type("leg cramps at night")
    expect(chat.error).to_be_visible()
    expect(chat.note).to_be_visible()
    expect(chat.replies).to_have_count(0)


def test_nobody_else_is_told_and_nothing_stays_on_the_computer(visit: Visit, site: str, bot: Bot) -> None:
    chat = visit().open()
    reply = chat.ask("leg cramps at night")
    chat.choose(suggestions(reply).first)
    chat.page.reload()
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in chat.requests} <= {site, bot.url, "data://"}
    assert chat.page.context.cookies() == []
    assert chat.page.evaluate("localStorage.length") == 0
    assert chat.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
