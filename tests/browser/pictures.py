"""`python -m tests.browser.pictures`: make the pictures of the README."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from assistant.runtime import ROOT
from tests.browser.chat import Chat
from tests.browser.chromium import chromium
from tests.browser.site import Bot, site_with_bot

FOLDER = ROOT / "docs" / "pictures"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2}
EMERGENCY = "crushing chest pain and my arm is numb"
SCENES: dict[str, tuple[str, dict[str, Any]]] = {
    "desktop": ("leg cramps at night", DESKTOP),
    "dark": ("What are the signs of low magnesium?", {**DESKTOP, "color_scheme": "dark"}),
    "phone": ("foods rich in magnesium?", PHONE),
    "emergency": (EMERGENCY, PHONE),
}


def draw(browser: Browser, bot: Bot, name: str) -> None:
    """Ask in the demo page and keep what is seen as `docs/pictures/NAME.png`."""
    question, settings = SCENES[name]
    context = browser.new_context(**settings, reduced_motion="reduce")
    chat = Chat(context.new_page())
    chat.page.goto(f"{bot.url}/webhooks/widget/demo")
    expect(chat.open().ask(question)).to_be_visible()
    chat.page.mouse.move(1, 1)
    chat.page.wait_for_timeout(300)
    chat.page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> None:
    """Start the assistant and the browser, and draw every scene."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, site_with_bot(Path(folder)) as (_, bot), chromium() as browser:
        for name in SCENES:
            draw(browser, bot, name)


if __name__ == "__main__":
    main()
