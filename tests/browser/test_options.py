"""What the author of a host page can choose by attributes of the script's tag."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.chat import box
from tests.browser.conftest import Visit

pytestmark = pytest.mark.model
EMERGENCY = "crushing chest pain and my arm is numb"


def test_title_and_greeting(visit: Visit) -> None:
    marked = "<b>Ask us</b>"
    chat = visit(query=urlencode({"data-title": marked, "data-greeting": "Good day & welcome."})).open()
    expect(chat.panel.get_by_role("heading", level=2)).to_have_text(marked)
    expect(chat.log).to_contain_text("Good day & welcome.")


def test_colors(visit: Visit) -> None:
    chat = visit(query=urlencode({"data-color": "#552200", "data-text-color": "#ffeedd"}))
    style = "launcher => { const { backgroundColor, color } = getComputedStyle(launcher); return [backgroundColor, color] }"
    assert chat.launcher.evaluate(style) == ["rgb(85, 34, 0)", "rgb(255, 238, 221)"]


def test_a_color_cannot_smuggle_styles_in(visit: Visit) -> None:
    chat = visit(query=urlencode({"data-color": "red;} * { display: none } :host { background: url(//evil.example/x)"}))
    expect(chat.launcher).to_be_visible()
    assert [url for url in chat.requests if "://evil" in url] == []


def test_the_panel_can_start_open(visit: Visit) -> None:
    chat = visit(query="data-open=")
    expect(chat.panel).to_be_visible()
    assert chat.page.evaluate("document.activeElement === document.body"), "the focus was taken from the page"
    chat.button("Close").click()
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.panel).to_be_hidden()


@pytest.mark.parametrize(
    ("region", "number", "others"), [("us", "911", ("999", "112")), ("uk", "999", ("911", "112")), ("eu", "112", ("911", "999"))]
)
def test_the_numbers_to_call_are_those_of_the_region(visit: Visit, region: str, number: str, others: tuple[str, ...]) -> None:
    reply = visit(query=f"data-region={region}").open().ask(EMERGENCY)
    expect(reply.get_by_role("link", name=number).first).to_have_attribute("href", f"tel:{number}")
    for other in others:
        expect(reply).not_to_contain_text(other)


@pytest.mark.parametrize("region", ["", "mars"])
def test_without_a_known_region_all_numbers_are_told(visit: Visit, region: str) -> None:
    reply = visit(query=f"data-region={region}").open().ask(EMERGENCY)
    for number in ("911", "999", "112"):
        expect(reply.get_by_role("link", name=number).first).to_have_attribute("href", f"tel:{number}")


def test_an_unknown_position_is_the_usual_one(visit: Visit) -> None:
    assert box(visit(query="data-position=up").launcher)["x"] > 640
