"""How replies look on Telegram: markup, lengths and buttons as Telegram takes them, and no word lost (R11, R12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.channels.dialects.telegram import LIMIT, plain, render, units
from assistant.channels.guard import payloads
from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import KnowledgeError, Library, checked
from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.schema import Table
from assistant.knowledge.telegram_words import TelegramWords, shared_telegram_words
from tests.server.telegram_front import message_problem

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("<>&\"'\n .\N{FAMILY}"), min_size=1, max_size=60)
long_texts = st.builds(lambda text, times: text * times, texts, st.integers(1, 300))


def problems(messages: list[dict[str, Any]]) -> list[str]:
    """Return why Telegram would refuse one of `messages`."""
    return [found for message in messages if (found := message_problem({"chat_id": 1, "parse_mode": "HTML", **message}))]


def letters(text: str) -> str:
    return "".join(text.split())


def buttons(messages: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    rows = messages[-1].get("reply_markup", {}).get("inline_keyboard", [])
    return [[(button["text"], button["callback_data"]) for button in row] for row in rows]


def every_reply(library: Library) -> list[Reply]:
    composer, check = Composer(library), shared_cramp_check()
    replies = [make(topic) for topic in library.entries for make in (composer.answer, composer.more, composer.sources)]
    replies += [composer.text(name) for name in library.texts if name != "disclaimer"]
    return replies + [composer.check_question(check, step.id, introduce=True) for step in check.steps]


def test_telegram_takes_every_reply_of_the_knowledge(library: Library) -> None:
    for reply in every_reply(library):
        messages = render(reply)
        assert not problems(messages), reply
        assert len(messages) == 1
        assert messages[0]["text"].count(library.texts["disclaimer"].text) == 1
        assert [button for row in buttons(messages) for button in row] == [(s.title, s.payload) for s in reply.suggestions]


def test_what_a_button_sends_is_not_too_long_for_telegram() -> None:
    titles = {option.title for step in shared_cramp_check().steps for option in step.options}
    assert max(len(payload.encode()) for payload in {*payloads(), *titles}) <= 64


def test_a_reply_is_read_from_the_top_to_its_buttons() -> None:
    reply = Reply(
        body="Body.",
        disclaimer="Disclaimer.",
        outcome="answered",
        table=Table(columns=["", "Dose", "Use"], rows=[["Oxide", "1", "2"], ["Citrate", "3", "4"]]),
        source="Source: a book.",
        notes=("Note.",),
        suggestions=(Suggestion(title="Why?", payload="/why"),),
        suggest_label="Ask:",
    )
    table = "<b>Oxide</b>\nDose: 1\nUse: 2\n\n<b>Citrate</b>\nDose: 3\nUse: 4"
    text = f"Body.\n\n{table}\n\nNote.\n\n<i>Source: a book.</i>\n\nDisclaimer."
    assert render(reply) == [{"text": text, "reply_markup": {"inline_keyboard": [[{"text": "Why?", "callback_data": "/why"}]]}}]


@pytest.mark.parametrize("tier", ["emergency", "urgent"])
def test_a_reply_that_sends_to_help_says_so_first(library: Library, tier: str) -> None:
    reply = next(Composer(library).answer(entry.id) for entry in library.entries.values() if entry.tier == tier)
    assert render(reply)[0]["text"].startswith(f"<b>{getattr(shared_telegram_words().headings, tier)}</b>\n\n{reply.body}")


def test_markup_in_a_text_is_shown_as_it_is() -> None:
    typed = '<b>&_*[ </i> &amp; "x" <a href=y>'
    messages = render(Reply(body=typed, disclaimer=typed, outcome="answered", source=typed, notes=(typed,)))
    assert not problems(messages)
    assert plain(messages[0]["text"]).count(typed) == 4


@settings(max_examples=40, deadline=None)  # a slow machine is no finding
@given(long_texts, long_texts, long_texts)
def test_a_long_reply_comes_in_messages_that_telegram_takes_and_loses_nothing(body: str, source: str, note: str) -> None:
    reply = Reply(
        body=f"B{body}",
        disclaimer="Disclaimer.",
        outcome="answered",
        source=f"S{source}",
        notes=(f"N{note}",),
        suggestions=(Suggestion(title="Why?", payload="/why"),),
        suggest_label="Ask:",
    )
    messages = render(reply)
    assert not problems(messages)
    assert letters("".join(plain(message["text"]) for message in messages)) == letters(f"B{body}N{note}S{source}Disclaimer.")
    assert all("reply_markup" not in message for message in messages[:-1])
    assert messages[-1]["reply_markup"]


@pytest.mark.parametrize(("unit", "ends"), [("A sentence. ", "."), ("word ", "word"), ("line\n", "line"), ("\N{FAMILY}", "\N{FAMILY}")])
def test_a_long_text_is_cut_where_a_reader_pauses(unit: str, ends: str) -> None:
    messages = render(Reply(body=unit * 5000, disclaimer="Disclaimer.", outcome="answered"))
    assert len(messages) > 1
    assert all(message["text"].endswith(ends) for message in messages[:-1])
    assert all(units(message["text"]) > LIMIT / 2 for message in messages[:-1]), "cut too early"


@pytest.mark.parametrize(("titles", "widths"), [(["Yes", "No", "Not sure"], [2, 1]), (["Yes", "No", "x" * 25], [1, 1, 1])])
def test_short_buttons_stand_side_by_side_and_long_ones_alone(titles: list[str], widths: list[int]) -> None:
    suggestions = tuple(Suggestion(title=title, payload=title) for title in titles)
    messages = render(Reply(body="Which?", disclaimer="D.", outcome="clarified", suggestions=suggestions, suggest_label="Say:"))
    assert [len(row) for row in buttons(messages)] == widths


def test_the_plain_text_of_a_message_has_no_markup() -> None:
    assert plain("<b>a &lt;b&gt;</b> &amp;amp; <i>c</i>") == "a <b> &amp; c"


def test_a_command_that_telegram_would_refuse_is_named_when_the_words_are_loaded() -> None:
    words = {"commands": [{"id": "Start!", "description": "x", "says": "hello"}], "headings": {"emergency": "E", "urgent": "U"}}
    with pytest.raises(KnowledgeError, match=r"telegram\.yml.*commands\.0\.id.*commands\.0\.description.*reviewed"):
        checked(TelegramWords, words, Path("telegram.yml"))
