"""One whole talk in Debian's Firefox, by keyboard."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.browser.bidi import ENTER, ESCAPE, TAB, firefox

pytestmark = pytest.mark.model
ROOT = "document.querySelector('magnesium-chat').shadowRoot"
FOCUSED = f"{ROOT}.activeElement"


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` in a thread of its own, as Playwright's event loop runs in this one."""
    errors: list[BaseException] = []

    def target() -> None:
        try:
            asyncio.run(work)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


async def talk(site: str, profile: Path) -> None:
    async with firefox(profile) as browser:
        await browser.open(f"{site}/strict.html")
        await browser.read("document.addEventListener('securitypolicyviolation', () => window.violated = true)")
        await browser.until(ROOT)
        await browser.press(TAB * 2)  # past the page's link
        await browser.until(f"{FOCUSED}?.matches('[aria-expanded=false]')")
        await browser.press(ENTER)
        await browser.until(f"{FOCUSED}?.matches('textarea')")
        await browser.press("leg cramps at night" + ENTER)
        await browser.until(f"{ROOT}.querySelector('.from-us .source')?.getBoundingClientRect().height > 0")
        await browser.until(f"{ROOT}.querySelector('.from-us .disclaimer')?.textContent.includes('not medical advice')")
        await browser.until(f"getComputedStyle({ROOT}.querySelector('[role=dialog]')).position === 'fixed'")
        await browser.press(ESCAPE)
        await browser.until(f"{FOCUSED}?.matches('[aria-expanded=false]')")
        await browser.until("!window.violated")


def test_a_whole_talk_in_firefox(site: str, tmp_path: Path) -> None:
    run(talk(site, tmp_path))
