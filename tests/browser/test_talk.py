"""Whole talks with the real assistant in a real browser."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import expect

from assistant.knowledge.library import Library
from tests.browser.chat import Chat, suggestions
from tests.browser.conftest import Visit

pytestmark = pytest.mark.model
EMERGENCY = "crushing chest pain and my arm is numb"


def test_a_question_is_answered_with_source_and_disclaimer_and_a_suggestion_leads_on(visit: Visit, library: Library) -> None:
    chat = visit().open()
    reply = chat.ask("leg cramps at night")
    expect(chat.questions.last).to_contain_text("leg cramps at night")
    expect(reply.locator(".source")).to_contain_text("Checked 20")
    expect(reply.locator(".disclaimer")).to_have_text(library.texts["disclaimer"].text)
    expect(chat.note).to_be_visible()
    button = suggestions(reply).first
    title = button.inner_text()
    answer = chat.choose(button)
    expect(chat.questions.last).to_contain_text(title)
    expect(chat.questions.last).not_to_contain_text("/")
    entry = next(entry for entry in library.entries.values() if entry.question == title)
    expect(answer).to_contain_text(entry.answer.split(". ")[0])


def test_an_answer_with_a_table_has_headings_for_rows_and_columns(visit: Visit, library: Library) -> None:
    entry = next(entry for entry in library.entries.values() if entry.table)
    assert entry.table
    table = visit().open().ask(entry.question).get_by_role("table")
    expect(table.locator("th[scope=col]")).to_have_text(list(entry.table.columns))
    expect(table.locator("tbody tr")).to_have_count(len(entry.table.rows))
    expect(table.locator("tbody th[scope=row]")).to_have_text([row[0] for row in entry.table.rows])


def test_the_cramp_check_can_be_done_by_buttons_alone(visit: Visit) -> None:
    chat = visit().open()
    reply = chat.ask("start the cramp check")
    steps = 0
    while reply.locator(".source").count() == 0:  # the result names its sources
        steps += 1
        assert steps < 12, "the check does not end"
        reply = chat.choose(suggestions(reply).first)
    assert steps >= 3
    expect(reply.locator(".disclaimer")).to_be_visible()


def test_an_emergency_stands_out_and_can_be_called_by_a_tap(visit: Visit) -> None:
    chat = visit(query="data-region=us").open()
    calm = chat.ask("foods rich in magnesium?")
    reply = chat.ask(EMERGENCY)
    expect(reply).to_have_class(re.compile(r"\burgent\b"))
    expect(reply).to_contain_text("Emergency")
    expect(reply.get_by_role("link", name="911").first).to_have_attribute("href", "tel:911")
    width = "return getComputedStyle(root.querySelectorAll('.from-us')[{}]).borderInlineStartWidth"
    number = chat.replies.count()
    thick, thin = (float(chat.evaluate(width.format(index)).removesuffix("px")) for index in (number - 1, number - 2))
    assert thick > thin
    expect(calm).not_to_have_class(re.compile(r"\burgent\b"))
    expect(calm).not_to_contain_text("Emergency")
    after = chat.choose(reply.get_by_role("button", name="I am safe now"))
    expect(after.locator(".disclaimer")).to_be_visible()


def test_a_reload_keeps_the_talk_and_the_open_panel(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    chat.ask("foods rich in magnesium?")
    before = chat.log.inner_text()
    chat.page.reload()
    expect(chat.panel).to_be_visible()
    assert chat.log.inner_text() == before
    chat.ask("tell me more")
    assert len({message["session"] for message in chat.sent}) == 1


def test_a_suggestion_still_works_after_a_reload(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    chat.page.reload()
    chat.choose(suggestions(chat.replies.last).first)


def test_a_closed_panel_stays_closed_after_a_reload(visit: Visit) -> None:
    chat = visit().open()
    chat.button("Close").click()
    chat.page.reload()
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")
    expect(chat.panel).to_be_hidden()


def test_a_talk_of_yesterday_is_not_shown(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    chat.page.clock.set_fixed_time(datetime.datetime.now() + datetime.timedelta(hours=23))
    chat.page.reload()
    expect(chat.questions).to_have_count(1)
    chat.page.clock.set_fixed_time(datetime.datetime.now() + datetime.timedelta(hours=25))
    chat.page.reload()
    expect(chat.widget).to_have_count(1)
    expect(chat.questions).to_have_count(0)


def test_a_copied_tab_can_talk_as_well_as_the_first(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    with chat.page.expect_popup() as popup:
        chat.page.evaluate("window.open(location.href)")  # takes a copy of what the tab keeps, as "Duplicate" does
    copy = Chat(popup.value)
    expect(copy.questions).to_have_count(1)
    copy.ask("foods rich in magnesium?")
    chat.ask("tell me more")
    expect(chat.questions).to_have_count(2)


def test_a_new_conversation_forgets_the_old_one(visit: Visit) -> None:
    chat = visit().open()
    chat.ask("leg cramps at night")
    chat.button("New conversation").click()
    expect(chat.questions).to_have_count(0)
    chat.ask("tell me more")
    expect(chat.log).not_to_contain_text("leg cramps at night")
    first, second = (message["session"] for message in chat.sent)
    assert first != second
    chat.page.reload()
    expect(chat.questions).to_have_count(1)


def test_a_script_included_twice_is_one_widget(visit: Visit) -> None:
    chat = visit("twice.html")
    expect(chat.widget).to_have_count(1)
    chat.open().ask("leg cramps at night")
    expect(chat.questions).to_have_count(1)


def test_a_message_that_is_too_long_gets_a_friendly_reply(visit: Visit) -> None:
    expect(visit().open().ask("cramp " * 200)).to_contain_text("too long")


def test_nothing_is_sent_for_an_empty_message(visit: Visit) -> None:
    chat = visit().open()
    chat.type("   ")
    chat.ask("leg cramps at night")
    assert [message["message"] for message in chat.sent] == ["leg cramps at night"]
