"""The text of a message is tidied before anything reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.nlu.cleanup import TextCleanup
from assistant.nlu.spelling import Speller
from assistant.nlu.tidy import MAX_CHARACTERS, tidy


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  my   leg\tcramps \n at night ", "my leg cramps at night"),
        ("it\N{RIGHT SINGLE QUOTATION MARK}s twitching\N{HORIZONTAL ELLIPSIS}", "it's twitching..."),
        ("leg\x00 cramps\x07\x1b[31m", "leg cramps [31m"),
        ("\N{ZERO WIDTH SPACE}foot cramps\N{RIGHT-TO-LEFT OVERRIDE}", "foot cramps"),
        ("\N{FULLWIDTH LATIN SMALL LETTER M}agnesium", "magnesium"),
        ("\N{GRINNING FACE} ?!", ""),
        ("x" * 500, ""),
        ("", ""),
    ],
)
def test_tidy(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


@given(st.text(max_size=400))
def test_tidy_is_stable_and_has_no_control_characters(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert once.isprintable()


def test_a_huge_message_is_cut() -> None:
    assert len(tidy("cramps " * 20_000)) <= MAX_CHARACTERS


def test_a_button_payload_stays_as_it_is() -> None:
    component = TextCleanup(Speller(["magnesium"], []))
    messages = [Message({TEXT: "/magnesum"}), Message({TEXT: "magnesum"})]
    assert [message.get(TEXT) for message in component.process(messages)] == ["/magnesum", "magnesium"]
