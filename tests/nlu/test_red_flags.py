"""Signs of danger are found as people write them, and left alone where nobody has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.knowledge.red_flags import RedFlagData
from assistant.nlu.red_flags import RedFlags, shared_red_flags
from assistant.nlu.spelling import Speller
from assistant.nlu.tidy import tidy

SPELLER = Speller.from_files({})


def signs(*messages: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the signs of all messages of a conversation and those of the last one."""
    found = [shared_red_flags().signs(SPELLER.correct(tidy(message))) for message in messages]
    return frozenset().union(*found), found[-1]


def tier(*messages: str) -> str | None:
    everything, new = signs(*messages)
    flag = shared_red_flags().flag(everything, new)
    return flag.tier if flag else None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("hello, my sister can barely breathe", 1),
        ("STABBING PAIN IN MY CHEST", 2),
        ("his heart is racing and he fainted", 3),
        ("my uncle passed out at the wheel", 5),
        ("She's having a seizure on the bus!", 6),
        ("grandpa is suddenly talking gibberish", 7),
        ("her mouth is drooping on the left", 8),
        ("i cannot move my legs", 9),
        ("i want to kill myself", 10),
        ("took twelve magnesium tablets and now i feel dizzy", 11),
        ("i'm in Leeds and swallowed a whole box of magnesium", 12),
        ("our toddler ate my magnesium tablets and is vomiting", 13),
        ("numb between my legs since noon", 17),
        ("my throat is closing up", 21),
    ],
)
def test_an_emergency_of_each_row(text: str, row: int) -> None:
    flag = shared_red_flags().flag(signs(text)[1])
    assert flag is not None
    assert (flag.tier, flag.row) == ("emergency", row)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("my heart keeps racing tonight", 4),
        ("on lansoprazole, my legs go into spasm", 4),
        ("by accident i took a double dose of magnesium", 11),
        ("our toddler ate my magnesium tablets", 13),
        ("my urine is brown and my muscles ache", 14),
        ("my left calf is swollen and warm", 15),
        ("both hands are locked like claws", 18),
        ("my jaw has locked", 20),
        ("i'm on dialysis, take magnesium and feel drowsy", 23),
        ("thigh cramp for 35 minutes, nothing helps", 24),
        ("heat cramps in both legs for two hours", 25),
    ],
)
def test_an_urgent_case_of_each_row(text: str, row: int) -> None:
    flag = shared_red_flags().flag(signs(text)[1])
    assert flag is not None
    assert (flag.tier, flag.row) == ("urgent", row)


@pytest.mark.parametrize(
    "text",
    [
        "I have no chest pain, fainting or shortness of breath, only a cramp in my toe.",
        "she isn't confused and never passed out",
        "i did not take too many, one a day as always",
        "I fainted in 2009 and it never happened again. Is kale a good source?",
        "as a child i had seizures, all fine since. how much magnesium is in oats",
        "what would happen if i ever took too many tablets?",
        "what should one do if someone has a seizure",
        "can too much magnesium slow the breathing?",
        "does low magnesium cause chest pain or seizures",
        "is fainting a sign of low magnesium",
        "what are the symptoms of a magnesium overdose",
        "after that climb the view took my breath away. which nuts are best",
        "he passed out flyers about magnesium",
        "this soup is to die for, is there magnesium in it",
        "I'm confused about citrate and oxide",
    ],
)
def test_silent_where_nobody_has_it(text: str) -> None:
    assert tier(text) in (None, "doctor")


@pytest.mark.parametrize(
    "text",
    [
        "is it normal that i can't breathe after a tablet",
        "not only a cramp, my chest hurts too",
        "no, she passed out an hour ago",
        "passed out twice today, is that low magnesium",
        "can low magnesium cause seizures? my son is having one now",
        "no sleep for days and now crushing chest pain",
        "i don't know what to do, my dad won't wake up",
        "not sure if i am having a heart attack",
        "I had a stroke in 2012 and now my face is drooping again",
    ],
)
def test_real_inside_a_question_or_beside_a_negation(text: str) -> None:
    assert tier(text) == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "dizzy, breathless, numb feet? no to all of those, only a stiff toe",
        "my knee has been weaker for two years and i cannot lift my arm over my head since spring",
        "drove six hours to the coast, slept badly, ate badly, argued with everyone about the room, then my calf cramped, no idea why",
        "my heart stopped when i heard the news haha",
        "writing a talk on minerals: the patient collapsed, why?",
        "i take one tablet of 250 mg a day, is that an overdose",
    ],
)
def test_silent_where_context_takes_it_back(text: str) -> None:
    assert tier(text) in (None, "doctor")


@pytest.mark.parametrize(
    "text", ["what do i do my dad collapsed", "crushing pain in my chest lol", "how do i know if my chest pain is serious"]
)
def test_real_beside_a_question_or_a_laugh(text: str) -> None:
    assert tier(text) == "emergency"


@pytest.mark.parametrize("text", ["he had a siezure", "she is unconcious", "my face is drooopy", "i cant breathh", "colapsed in the hall"])
def test_misspelt(text: str) -> None:
    assert tier(text) == "emergency"


def test_signs_of_several_messages_add_up() -> None:
    assert tier("my left calf is swollen") == "urgent"
    assert tier("my left calf is swollen", "and i am out of breath") == "emergency"
    assert tier("my muscles ache after the race", "and my pee is dark brown") == "urgent"


def test_a_later_message_without_a_new_sign_gives_no_flag() -> None:
    assert tier("i fainted", "which foods have magnesium?") is None


def test_a_later_message_is_not_flagged_for_what_an_earlier_one_said() -> None:
    everything, new = signs("i fainted", "my heart keeps racing today")
    flag = shared_red_flags().flag(everything, new)
    assert flag is not None
    assert flag.signs == ("fainted", "palpitations")


def test_mentioned_names_what_is_only_asked_about() -> None:
    assert shared_red_flags().mentioned("can magnesium stop your breathing?") >= {"breathless", "takes_magnesium"}
    assert "breathless" not in shared_red_flags().signs("can magnesium stop your breathing?")


def test_an_empty_message_names_nothing() -> None:
    assert shared_red_flags().mentioned("") == frozenset()


def matcher(*patterns: str, unless: tuple[str, ...] = ()) -> RedFlags:
    """Return a matcher of one sign "dizzy"."""
    data: dict[str, Any] = {
        "words": {"spin": ["spinning", "going round"]},
        "short_forms": {"hd": "head"},
        "fillers": ["the"],
        "signs": [{"id": "dizzy", "means": "dizzy", "say": list(patterns), "unless": list(unless)}],
        "rules": [],
        "context": [],
    }
    return RedFlags(RedFlagData.parse_obj(data))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("head spins", "my head spins", True),
        ("head spins", "my head really spins", False),
        ("head .. spins", "my head really really spins", True),
        ("head .. spins", "the head of the room in which it spins", False),
        ("head ... spins", "the head of the room in which it spins", True),
        ("head .. spins", "my head. It spins", False),
        ("head .. spins", "my head never spins", False),
        ("head|room spins", "this room spins", True),
        ("spin*", "I was spinning", True),
        ("head (still) spins", "head spins", True),
        ("head (still) spins", "head still spins", True),
        ("head <spin>", "hd spinning", True),
        ("all_over_place", "all over the place", True),
        ("cant stand", "I can't stand", True),
        ("cant stand", "I cannot stand", True),
        ("6+ turns", "seven turns", True),
        ("6+ turns", "6 turns", True),
        ("6+ turns", "5 turns", False),
        ("vertigo", "vertiggo", True),
    ],
)
def test_notation(pattern: str, text: str, found: bool) -> None:
    assert matcher(pattern).mentioned(text) == ({"dizzy"} if found else frozenset())


def test_unless_takes_only_what_it_overlaps() -> None:
    dizzy = matcher("spinning", unless=("spinning class",))
    assert dizzy.mentioned("spinning class") == frozenset()
    assert dizzy.mentioned("spinning class and now spinning") == {"dizzy"}


def test_every_rule_can_fire_and_is_dated() -> None:
    from assistant.knowledge.red_flags import load_red_flags

    rules = load_red_flags().rules
    assert {rule.tier for rule in rules} == {"emergency", "urgent", "doctor"}
    assert all(rule.reviewed <= date(2026, 11, 24) for rule in rules)
