"""What a person sees when the server is away, slow, or started again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.site import Bot

pytestmark = pytest.mark.model
MESSAGES = "**/webhooks/widget/message"
QUESTION = "foods rich in magnesium?"
ABORT = 25_000  # milliseconds; the widget waits 20 seconds


@pytest.fixture
def restored(bot: Bot) -> Iterator[Bot]:
    """The shared server, which runs again after the test, whatever happens in it."""
    yield bot
    if not bot.process:
        bot.start()


def test_a_server_that_stops_in_the_middle_of_a_talk_loses_no_words(visit: Visit, restored: Bot) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    restored.stop()
    chat.type(QUESTION)
    expect(chat.error).to_be_visible()
    expect(chat.note).to_be_visible()
    expect(chat.log).to_contain_text("leg cramps at night")
    assert QUESTION in (chat.input.input_value(), chat.questions.last.inner_text().splitlines()[-1])
    chat.button("Try again").click()  # too early
    expect(chat.error).to_be_visible()
    restored.start()
    reply = chat.choose(chat.button("Try again"))
    expect(reply.locator(".disclaimer")).to_be_visible()
    expect(chat.error).to_be_hidden()
    expect(chat.questions.filter(has_text=QUESTION)).to_have_count(1)
    expect(chat.input).to_have_value("")
    assert len({message["session"] for message in chat.sent}) == 1


def test_a_server_with_another_secret_is_talked_to_as_if_nothing_had_happened(visit: Visit, restored: Bot) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    restored.stop()
    restored.secret = "another secret of the browser tests, 32 bytes"
    restored.start()
    chat.ask(QUESTION)
    expect(chat.error).to_be_hidden()
    expect(chat.questions).to_have_count(2)
    old, refused, new = (message["session"] for message in chat.sent)
    assert old == refused != new


def test_a_refusal_of_every_session_is_no_endless_loop(visit: Visit) -> None:
    chat = visit().open()
    chat.page.route(MESSAGES, lambda route: route.fulfill(status=401, json={"error": "no"}, headers={"Access-Control-Allow-Origin": "*"}))
    chat.type(QUESTION)
    expect(chat.error).to_be_visible()
    assert len(chat.sent) == 2


def test_no_answer_for_twenty_seconds_is_an_error(visit: Visit) -> None:
    chat = visit().open()
    held: list[Route] = []

    def hold(route: Route) -> None:  # Playwright takes no built-in method
        held.append(route)

    chat.page.route(MESSAGES, hold)
    chat.type(QUESTION)
    expect(chat.error).to_be_visible(timeout=ABORT)
    expect(chat.status).to_have_text("")
    chat.page.unroute(MESSAGES)
    chat.choose(chat.button("Try again"))


@pytest.mark.parametrize("status", [403, 413, 429, 500, 502])
def test_any_refusal_is_told_in_words_and_can_be_tried_again(visit: Visit, status: int) -> None:
    chat = visit().open()
    headers = {"Access-Control-Allow-Origin": "*"}
    chat.page.route(MESSAGES, lambda route: route.fulfill(status=status, json={"error": "Origin 403"}, headers=headers))
    chat.type(QUESTION)
    expect(chat.error).to_be_visible()
    expect(chat.error).not_to_contain_text(str(status))
    chat.page.unroute(MESSAGES)
    chat.choose(chat.button("Try again"))


def test_without_a_network_the_words_are_kept(visit: Visit) -> None:
    chat = visit().open()
    chat.page.context.set_offline(True)
    chat.type(QUESTION)
    expect(chat.error).to_be_visible()
    chat.page.context.set_offline(False)
    chat.choose(chat.button("Try again"))
