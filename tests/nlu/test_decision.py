"""From chances to a choice, top down."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.nlu.decision import Decision, Thresholds

INTENTS = np.array(["eye_twitch", "muscle_twitch", "food_sources", "emergency", "out_of_scope_medical", "out_of_scope_daily_life", "greet"])
DECISION = Decision(INTENTS, Thresholds(urgent=0.9, in_scope=0.5, clarify=0.4))


@pytest.mark.parametrize(
    ("chances", "intent", "confidence", "sure"),
    [
        ([0.9, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0], "eye_twitch", 0.9, True),
        ([0.25, 0.2, 0.4, 0.0, 0.15, 0.0, 0.0], "eye_twitch", 0.45, True),  # two near questions are more than a far one
        ([0.2, 0.1, 0.35, 0.1, 0.25, 0.0, 0.0], "food_sources", 0.35, False),
        ([0.2, 0.1, 0.1, 0.0, 0.3, 0.25, 0.05], "out_of_scope_medical", 0.55, True),
        ([0.1, 0.1, 0.1, 0.0, 0.2, 0.1, 0.4], "greet", 0.4, True),
        ([0.05, 0.03, 0.0, 0.92, 0.0, 0.0, 0.0], "emergency", 0.92, True),
        ([0.2, 0.2, 0.0, 0.6, 0.0, 0.0, 0.0], "emergency", 0.6, False),  # likelier than not: it is among what is offered
        ([0.35, 0.25, 0.0, 0.4, 0.0, 0.0, 0.0], "eye_twitch", 0.6, True),  # below that the rules decide what is urgent
    ],
)
def test_choice(chances: list[float], intent: str, confidence: float, sure: bool) -> None:
    choice = DECISION.choose(np.array(chances))
    assert (choice.intent, round(choice.confidence, 2), choice.sure) == (intent, confidence, sure)
