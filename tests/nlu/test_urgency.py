"""How urgent a message is, alone and together with those before it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.nlu.urgency import RED_FLAG, report, together, urgency, urgent_reply


def parsed(text: str, intent: str = "nlu_fallback") -> dict[str, Any]:
    return {"intent": {"name": intent}, RED_FLAG: report(text)}


def test_the_report_names_rule_row_tier_and_reply_for_audit() -> None:
    found = report("my dad has chest pain and he is sweating")
    assert (found["row"], found["tier"], found["reply"], found["asked_about"]) == (2, "emergency", "emergency", False)
    assert found["rule"]
    assert found["signs"]


def test_what_is_only_asked_about_is_told_apart() -> None:
    found = report("can too much magnesium stop your breathing?")
    assert (found["tier"], found["asked_about"]) == (None, True)
    assert report("which foods have magnesium?")["asked_about"] is False


@pytest.mark.parametrize(
    ("reply", "expected"), [("emergency", 2), ("self_harm", 2), ("overdose", 1), ("urgent_care", 1), ("sleep", 0), ("greet", 0), (None, 0)]
)
def test_urgency(reply: str | None, expected: int) -> None:
    assert urgency(reply) == expected


def test_signs_over_two_messages_count_together_if_one_is_new() -> None:
    kidneys, weak = parsed("i am on dialysis and i take magnesium"), parsed("now i feel so weak and sleepy")
    assert urgent_reply([kidneys]) is None
    assert urgent_reply([kidneys, weak]) == "urgent_care"
    assert urgent_reply([kidneys, weak, parsed("which nuts are best?", "nuts_and_seeds")]) is None


def test_an_urgent_intent_counts_without_a_rule() -> None:
    assert urgent_reply([parsed("words that no rule knows", "self_harm")]) == "self_harm"


def test_messages_that_are_far_apart_do_not_belong_together() -> None:
    old, new = {"n": 1}, {"n": 2}
    assert together([(0, old), (500, new)]) == [old, new]
    assert together([(0, old), (700, new)]) == [new]
    assert together([(0, {}), (1, {}), (2, {}), (3, {})]) == [{}, {}, {}]
