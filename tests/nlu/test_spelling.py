"""Misspelt domain words are corrected, nothing else is touched."""

from __future__ import annotations

import pytest

from assistant.nlu.spelling import Speller, count_words


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.from_files({"more": 90, "tell": 60, "keep": 40, "night": 80, "how": 900, "mag": 50, "interest": 9, "magnesum": 46})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("magnesum", "magnesium"),
        ("hypomagnesmia", "hypomagnesemia"),
        ("spazms", "spasms"),
        ("can low magneisum cause crampps?", "can low magnesium cause cramps?"),
        ("my eylid is twiching", "my eyelid is twitching"),
        ("MAGNESUIM", "magnesium"),
        ("suplements", "supplements"),
    ],
)
def test_a_misspelt_domain_word_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "magnesium cramps spasms",
        "milk of magnesia",
        "spasmus nutans",
        "manganese is not magnesium",
        "the camp was cramped and the clamp was damp",
        "atorvastatin and hypokalemia",
        "I climbed a mountain in the spring",
        "metoprolol losartan gabapentin",
        "spam, crap, craps, tramp, stamps",
        "a" * 5000,
        "12345 !? \N{GRINNING FACE}",
        "",
    ],
)
def test_a_known_or_far_word_is_left_alone(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


def test_punctuation_and_spaces_stay(speller: Speller) -> None:
    assert speller.correct("help!!  crmaps, (again) ...") == "help!!  cramps, (again) ..."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tell me mroe", "tell me more"), ("ngiht", "night"), ("hwo", "how"), ("teh", "teh"), ("nihgt cramsp", "night cramps")],
)
def test_a_word_one_edit_from_an_everyday_word_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("text", ["mag", "entresto", "xanax and abilify", "kep", "mge"])
def test_a_name_or_a_word_that_people_use_is_left_alone(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


def test_everyday_words_are_those_that_are_used_often() -> None:
    assert count_words(["my leg", "my calf", "My toe, my arm"]) == {"my": 4}
