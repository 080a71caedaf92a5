"""Debian's chromium, driven by Playwright's Python package."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

PATIENCE = 15_000  # milliseconds for an answer, on a machine that runs other things too
SWITCHES = [
    "--no-sandbox",  # the root of a container can have none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program(name: str) -> str:
    """Return the path of a browser. Without it the tests fail, as a skipped test would look like a good one."""
    found = shutil.which(name)
    assert found, f"The browser tests need {name}. On Debian: apt-get install {name}"
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless chromium and give the means to open pages in it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=SWITCHES)
        yield browser
        browser.close()
