"""Where the widget is drawn, by the boxes of its parts: text alone would pass on a broken layout."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat, box, suggestions
from tests.browser.conftest import Visit

pytestmark = pytest.mark.model
TARGET = 44  # CSS pixels, for a finger
INLINE_TARGET = 24  # WCAG 2.2's minimum, for a number within a line
EMERGENCY = "crushing chest pain and my arm is numb"
PARTS = ["[role=log]", "[role=note]", "h2", "textarea", ".from-us .source", ".from-us button"]
STYLE = """part => {
    const names = ["color", "letterSpacing", "lineHeight", "fontSize", "fontStyle", "textTransform", "textAlign", "opacity", "direction"];
    const style = getComputedStyle(part);
    return names.map(name => style[name]);
}"""
EDGE = """part => {
    const style = getComputedStyle(part);
    return style.borderInlineStartStyle !== "none" && parseFloat(style.borderInlineStartWidth) > 0;
}"""
# Desktop at 100 %, 200 % and 400 % zoom, and phones upright and lying.
SIZES = [(1280, 800), (640, 400), (320, 256), (320, 200), (360, 640), (640, 360)]


def size(width: int, height: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


def assert_no_sideways_scroll(chat: Chat) -> None:
    """Only a table may be scrolled sideways, in its own frame."""
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = chat.evaluate("""
        const scrolls = part => part.scrollWidth > part.clientWidth && ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
        return [...root.querySelectorAll("*")].filter(scrolls).map(part => part.outerHTML.slice(0, 80));
    """)
    assert [part for part in wide if "table" not in part] == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_parts_are_within_the_window_and_in_order(visit: Visit, width: int, height: int) -> None:
    chat = visit(**size(width, height)).open()
    chat.ask("leg cramps at night")
    panel, note, log, field = (box(part) for part in (chat.panel, chat.note, chat.log, chat.input))
    assert 0 <= panel["x"] < panel["right"] <= width
    assert 0 <= panel["y"] < panel["bottom"] <= height
    for part in (note, log, field):
        assert panel["x"] <= part["x"] < part["right"] <= panel["right"]
    assert panel["y"] < note["y"] < note["bottom"] <= log["y"] + 1 < log["bottom"] <= field["y"] + 1 < field["bottom"] <= panel["bottom"]
    assert log["height"] >= min(120, height / 5), "no room to read"
    assert field["width"] >= 120, "no room to type"
    assert_no_sideways_scroll(chat)


def test_on_a_desktop_the_panel_stands_in_the_right_corner(visit: Visit) -> None:
    chat = visit()
    launcher = box(chat.launcher)
    assert launcher["x"] > 640
    assert launcher["right"] <= 1280
    assert launcher["bottom"] <= 800
    panel = box(chat.open().panel)
    assert panel["x"] > 640
    assert panel["width"] <= 480


@pytest.mark.parametrize(("width", "height"), [(360, 640), (320, 256), (480, 800)])
def test_on_a_phone_the_panel_fills_the_screen(visit: Visit, width: int, height: int) -> None:
    panel = box(visit(**size(width, height)).open().panel)
    assert (panel["x"], panel["y"], panel["width"], panel["height"]) == (0, 0, width, height)


@pytest.mark.parametrize(
    ("page", "query", "left"),
    [("rtl.html", "", True), ("rtl.html", "data-position=right", False), ("plain.html", "data-position=left", True)],
)
def test_the_side_follows_the_page_unless_told(visit: Visit, page: str, query: str, left: bool) -> None:
    chat = visit(page, query=query)
    assert (box(chat.launcher)["x"] < 640) is left
    assert (box(chat.open().panel)["x"] < 640) is left
    assert (box(chat.panel)["right"] < 640) is left
    chat.ask("leg cramps at night")
    assert chat.log.evaluate("log => getComputedStyle(log).direction") == "ltr"
    assert box(chat.questions.last)["right"] > box(chat.replies.last)["right"] - 40, "a person's words stand at the end of the line"
    assert_no_sideways_scroll(chat)


def small_targets(chat: Chat) -> list[str]:
    """Return the buttons in sight that are too small for a finger."""
    buttons = [button for button in chat.widget.get_by_role("button").all() if button.is_visible()]
    assert len(buttons) >= 1
    return [str(button) for button in buttons if min(box(button)["width"], box(button)["height"]) < TARGET]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 640)])
def test_every_target_is_large_enough_for_a_finger(visit: Visit, width: int, height: int) -> None:
    chat = visit(**size(width, height))
    assert small_targets(chat) == []
    suggestion = suggestions(chat.open().ask("leg cramps at night")).first
    expect(suggestion).to_be_visible()
    assert small_targets(chat) == []
    reply = chat.ask(EMERGENCY)
    expect(suggestions(reply).first).to_be_visible()
    assert small_targets(chat) == []
    links = reply.get_by_role("link").all()
    assert links
    assert [str(link) for link in links if min(box(link)["width"], box(link)["height"]) < INLINE_TARGET] == []
    chat.page.context.set_offline(True)
    chat.type("leg cramps at night")
    expect(chat.button("Try again")).to_be_visible()
    assert small_targets(chat) == []


def test_a_new_answer_is_read_from_its_beginning(visit: Visit) -> None:
    chat = visit(**size(360, 640)).open()
    chat.ask("foods rich in magnesium?")
    reply = chat.ask("How much magnesium is in pumpkin seeds and other foods?")
    chat.page.wait_for_timeout(500)
    log = box(chat.log)
    assert log["y"] - 1 <= box(reply)["y"] < log["bottom"], "the beginning of the answer is not in sight"


def test_the_text_field_is_not_zoomed_by_a_phone(visit: Visit) -> None:
    chat = visit(**size(360, 640)).open()
    assert float(chat.input.evaluate("field => getComputedStyle(field).fontSize").removesuffix("px")) >= 16


def test_a_host_page_with_hostile_styles_changes_nothing(visit: Visit) -> None:
    places, styles = [], []
    for page in ("plain.html", "hostile.html"):
        chat = visit(page)
        at = [box(chat.launcher)]
        chat.open().ask("leg cramps at night")
        parts = [chat.widget.locator(part).last for part in PARTS]
        styles.append([part.evaluate(STYLE) for part in parts])
        places.append([*at, *(box(part) for part in parts)])
    assert styles[0] == styles[1]
    assert places[0] == places[1]


def test_forced_colors_leave_every_control_with_an_edge(visit: Visit) -> None:
    chat = visit(forced_colors="active")
    assert chat.launcher.evaluate(EDGE)
    reply = chat.open().ask(EMERGENCY)
    for part in (chat.panel, chat.button("Send"), chat.input, reply, reply.get_by_role("button").first):
        assert part.evaluate(EDGE), part


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_who_asked_for_less_motion(visit: Visit, wish: str, moves: bool) -> None:
    chat = visit(reduced_motion=wish)
    chat.page.route("**/webhooks/widget/message", lambda route: None)  # never answered
    chat.open().type("leg cramps at night")
    expect(chat.status).to_contain_text("typing")
    assert bool(chat.evaluate("return root.getAnimations({ subtree: true }).length")) is moves
    assert chat.log.evaluate("log => getComputedStyle(log).scrollBehavior") == "auto"


def test_the_widget_is_not_printed(visit: Visit) -> None:
    chat = visit().open()
    chat.page.emulate_media(media="print")
    expect(chat.launcher).to_be_hidden()
    expect(chat.panel).to_be_hidden()
