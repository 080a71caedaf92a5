"""The parts that the widget gets of a reply, and the numbers to call in them."""

from __future__ import annotations

import json
import re

import pytest

from assistant.channels.dialects.widget import lines, render
from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import Library, regions, shared_library
from assistant.knowledge.phone_numbers import with_numbers

CALL = re.compile(r"call|emergency|text|number|poison|samaritans|center", re.IGNORECASE)


def numbers(text: str) -> dict[str, str]:
    return {piece: tel for piece, tel in with_numbers(text) if tel}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call 911.", {"911": "911"}),
        ("Call 911, now", {"911": "911"}),
        ("911 (US), 999 (UK), 112 (EU) or your local number", {"911": "911", "999": "999", "112": "112"}),
        ("US 1-800-222-1222, UK 111 (or 999)", {"1-800-222-1222": "+18002221222", "111": "111", "999": "999"}),
        ("call Samaritans at 116 123.", {"116 123": "116123"}),
        ("call or text 988", {"988": "988"}),
    ],
)
def test_a_number_to_call_is_found_and_dialled(text: str, found: dict[str, str]) -> None:
    assert numbers(text) == found
    assert "".join(piece for piece, _ in with_numbers(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "300 mg a day",
        "112 mg",
        "112mg",
        "111 micrograms",
        "999 IU",
        "111 to 300 mg",
        "111-300 mg",
        "111\N{EN DASH}300 mg",
        "100\N{EN DASH}112 mg",
        "1,112 people",
        "911.5",
        "0.112",
        "112%",
        "112 percent",
        "2911",
        "9112",
        "1-800-222-12223",
        "in room A911",
    ],
)
def test_an_amount_is_no_number_to_call(text: str) -> None:
    assert numbers(text) == {}


@pytest.mark.parametrize("region", regions())
def test_every_number_of_a_region_can_be_called_from_its_texts(region: str) -> None:
    library = shared_library(region)
    told = [*(entry.answer for entry in library.entries.values()), *(text.text for text in library.texts.values())]
    found = {number for text in told for number in numbers(text)}
    assert set(numbers(" . ".join(library.numbers.dict().values()))) <= found


@pytest.mark.parametrize("region", regions())
def test_in_the_answers_only_numbers_to_call_are_links(region: str) -> None:
    for entry in shared_library(region).entries.values():
        for text in (entry.answer, entry.more):
            for number in numbers(text):
                before = text[: text.index(number)][-80:]
                assert CALL.search(before), f"{entry.id}: {before}{number}"


def test_an_emergency_has_its_numbers_apart_and_says_what_to_press() -> None:
    said = render(Composer(shared_library("us")).answer("emergency"))
    assert said["tier"] == "emergency"
    assert {"text": "911", "tel": "911"} in said["body"][0]
    assert [suggestion["title"] for suggestion in said["suggestions"]] == ["I am safe now"]
    assert said["notes"]
    assert said["source"] is None


def test_an_answer_keeps_every_part_once(library: Library) -> None:
    composer = Composer(library)
    reply = composer.noted(composer.answer("comparison"), ["doctor_soon"])
    said = json.dumps(render(reply))
    assert reply.table
    for part in (reply.table.rows[0][1], reply.source, reply.disclaimer, reply.suggest_label, reply.suggestions[0].title, reply.notes[0]):
        assert said.count(json.dumps(part)[1:-1]) == 1


def test_the_steps_of_the_cramp_check_are_buttons() -> None:
    check = shared_cramp_check()
    said = render(Composer(shared_library()).check_question(check, check.steps[0].id))
    assert said["suggestions"] == [{"title": option.title, "payload": option.title} for option in check.steps[0].options]


def test_lines_stay_lines() -> None:
    assert lines("1. Why?\n- one\n- call 911 now") == [["1. Why?"], ["- one"], ["- call ", {"text": "911", "tel": "911"}, " now"]]
