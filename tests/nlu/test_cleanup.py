"""The text of a message is tidied before anything reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.cleanup import TextCleanup
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


@pytest.fixture
def cleanup(tmp_path: Path) -> TextCleanup:
    storage, resource = LocalModelStorage(tmp_path), Resource("cleanup")
    examples = [Message({TEXT: text, INTENT: "tell_me_more"}) for text in ("tell me more", "more", "a bit more please")]
    TextCleanup.create({}, storage, resource, None).train(TrainingData(examples))
    return TextCleanup.load({}, storage, resource, None)


def test_it_corrects_the_words_of_the_domain_and_of_its_training(cleanup: TextCleanup) -> None:
    assert cleanup.process([Message({TEXT: "tell me  mroe about magnesum"})])[0].get(TEXT) == "tell me more about magnesium"


def test_a_button_payload_stays_as_it_is(cleanup: TextCleanup) -> None:
    assert cleanup.process([Message({TEXT: "/magnesum"})])[0].get(TEXT) == "/magnesum"
