"""Debian's chromium, and the widget in the host pages. Package scope: Playwright's event loop must be gone when other tests run theirs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.chat import Chat
from tests.browser.site import Bot, host_pages, site_with_bot

SWITCHES = [
    "--no-sandbox",  # a container's root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds for an answer, on a machine that runs other things too


def program(name: str) -> str:
    """Return the path of a browser."""
    found = shutil.which(name)
    if not found:
        pytest.fail(f"The browser tests need {name}. On Debian: apt-get install {name}.", pytrace=False)
    return found


class Visit(Protocol):
    """Opens a page in a browser of its own, unless told which. `origin` is another host, `options` the script's attributes."""

    def __call__(
        self, page: str = ..., *, query: str = ..., origin: str | None = ..., context: BrowserContext | None = ..., **settings: Any
    ) -> Chat: ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=SWITCHES)
        yield browser
        browser.close()


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
def visitor(browser: Browser) -> Iterator[Visit]:
    """Opens pages and, when the test is over, closes them. No script of the page may have failed."""
    contexts: list[BrowserContext] = []
    chats: list[Chat] = []

    def visit(
        page: str = "plain.html",
        *,
        query: str = "",
        origin: str | None = None,
        context: BrowserContext | None = None,
        **settings: Any,
    ) -> Chat:
        if context is None:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
        chat = Chat(context.new_page())
        chats.append(chat)
        chat.page.goto(f"{origin}/{page}?{query}")
        return chat

    yield visit
    for context in contexts:
        context.close()
    assert [error for chat in chats for error in chat.page_errors] == []


@pytest.fixture
def visit(visitor: Visit, site: str) -> Visit:
    """Opens a host page of the listed origin."""

    def go(page: str = "plain.html", *, origin: str | None = None, **rest: Any) -> Chat:
        return visitor(page, origin=origin or site, **rest)

    return go
