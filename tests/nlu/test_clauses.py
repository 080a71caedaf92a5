"""The separate questions of a message are found, and each is put in full."""

from __future__ import annotations

import pytest

from assistant.nlu.clauses import in_full, questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("do supplements help and when should i see a doctor?", ["do supplements help", "when should i see a doctor?"]),
        (
            "my legs cramp every night what helps n when do i see a doctor",
            ["my legs cramp every night what helps", "when do i see a doctor"],
        ),
        ("which form is best? and how much?", ["which form is best?", "and how much?"]),
        ("hi, is chocolate good? and what about avocados", ["hi, is chocolate good?", "and what about avocados"]),
        ("low mag symptoms and what causes it", ["low mag symptoms", "what causes it"]),
        ("I'm on furosemide, is that why my feet cramp?", ["I'm on furosemide, is that why my feet cramp?"]),
        ("Epsom salt bath for sore legs, does it do anything?", ["Epsom salt bath for sore legs, does it do anything?"]),
        ("I read a lot online, which is never good. Can tablets lower it?", ["Can tablets lower it?"]),
        ("Can I take it with food. I have a cat.", ["Can I take it with food."]),
        ("foot cramps", []),
        ("", []),
    ],
)
def test_questions(text: str, parts: list[str]) -> None:
    assert questions(text) == parts


@pytest.mark.parametrize(
    ("part", "before", "full"),
    [
        ("what causes it", "low mag symptoms and ", "what causes low mag"),
        ("how do I stop them?", "why do I get cramps and ", "how do I stop cramps?"),
        ("is the antibiotic a problem too", "how far apart do i take magnesium, ", "is the antibiotic a problem too magnesium"),
        ("can magnesium cause that sort of spasm?", "my calf cramps. ", "can magnesium cause that sort of spasm?"),
        ("which kind is best", "", "which kind is best"),
    ],
)
def test_in_full(part: str, before: str, full: str) -> None:
    assert in_full(part, before) == full
