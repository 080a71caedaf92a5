"""A broken file of red flags is named with what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.library import KnowledgeError
from assistant.knowledge.red_flags import load_red_flags

GOOD = """
words: {{water: [pee, wee]}}
short_forms: {{}}
fillers: []
signs:
  - id: dark_urine
    means: dark urine
    say: ["{pattern}"]
rules:
  - id: urine
    row: 14
    tier: urgent
    all: [{sign}]
    reply: {reply}
    source: {{organisation: NHS, title: Urine}}
    reviewed: 2026-11-24
context: []
"""


def written(folder: Path, pattern: str = "dark <water>", sign: str = "dark_urine", reply: str = "urgent_care") -> Path:
    path = folder / "red_flags.yml"
    path.write_text(GOOD.format(pattern=pattern, sign=sign, reply=reply))
    return path


def error(path: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        load_red_flags(path)
    return str(caught.value)


def test_the_real_file_loads() -> None:
    assert {rule.row for rule in load_red_flags().rules} >= set(range(1, 29))


def test_a_good_file_loads(tmp_path: Path) -> None:
    assert load_red_flags(written(tmp_path)).rules[0].all == ["dark_urine"]


def test_an_unknown_sign_is_named(tmp_path: Path) -> None:
    assert "rule 'urine': there is no sign 'dark_water'" in error(written(tmp_path, sign="dark_water"))


def test_an_unknown_sign_among_alternatives_is_named(tmp_path: Path) -> None:
    assert "there is no sign 'red_urine'" in error(written(tmp_path, sign="[dark_urine, red_urine]"))


def test_an_unknown_word_list_is_named(tmp_path: Path) -> None:
    assert "sign 'dark_urine': there is no word list 'fluid'" in error(written(tmp_path, pattern="dark <fluid>"))


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("dark {wee}", "'{wee}' in 'dark {wee}' is no word"),
        (".. wee", "must start and end with a word"),
        ("wee ..", "must start and end with a word"),
        ("(dark)", "must hold a word that may not be missing"),
        ("", "must start and end with a word"),
    ],
)
def test_bad_notation_is_named(tmp_path: Path, pattern: str, problem: str) -> None:
    assert problem in error(written(tmp_path, pattern=pattern))


def test_an_unknown_reply_is_named(tmp_path: Path) -> None:
    assert "reply" in error(written(tmp_path, reply="panic"))


def test_a_sign_that_stands_twice_is_named(tmp_path: Path) -> None:
    path = written(tmp_path)
    sign = "  - id: dark_urine\n    means: dark urine\n    say: [wee]\n"
    path.write_text(path.read_text().replace("signs:\n", "signs:\n" + sign))
    assert "sign 'dark_urine': this id stands twice" in error(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in error(tmp_path / "none.yml")
