"""Debian's chromium, and the widget in the host pages. Package scope: Playwright's event loop must be gone when other tests run theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chat import Chat
from tests.browser.chromium import PATIENCE, chromium
from tests.browser.site import Bot, host_pages, site_with_bot

STILL: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}  # nothing moves while it is measured


class Visit(Protocol):
    """Opens a host page. `query` holds attributes for the script's tag, `context` is an open browser, `settings` are those of a new one."""

    def __call__(
        self, page: str = ..., *, query: str = ..., origin: str = ..., context: BrowserContext | None = ..., **settings: Any
    ) -> Chat: ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def site_and_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Bot]]:
    with site_with_bot(tmp_path_factory.mktemp("widget")) as both:
        yield both


@pytest.fixture(scope="package")
def site(site_and_bot: tuple[str, Bot]) -> str:
    """The origin of the host pages, which the assistant lists."""
    return site_and_bot[0]


@pytest.fixture(scope="package")
def bot(site_and_bot: tuple[str, Bot]) -> Bot:
    return site_and_bot[1]


@pytest.fixture
def stranger(bot: Bot) -> Iterator[str]:
    """The origin of host pages that the assistant does not list."""
    with host_pages(bot.url) as origin:
        yield origin


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens pages and, when the test is over, closes them. No script of theirs may have failed."""
    contexts: list[BrowserContext] = []
    chats: list[Chat] = []

    def go(
        page: str = "plain.html", *, query: str = "", origin: str = site, context: BrowserContext | None = None, **settings: Any
    ) -> Chat:
        if context is None:
            context = browser.new_context(**{**STILL, **settings})
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
        chat = Chat(context.new_page())
        chats.append(chat)
        chat.page.goto(f"{origin}/{page}?{query}")
        return chat

    yield go
    for context in contexts:
        context.close()
    assert [error for chat in chats for error in chat.page_errors] == []
