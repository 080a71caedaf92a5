"""Families of intents: what the classifier decides between first. No Rasa here."""

from __future__ import annotations

from assistant.knowledge.library import shared_library

OUT_OF_SCOPE = "out_of_scope"
URGENT = "emergency"  # the topic group of what needs help now


def is_question(intent: str) -> bool:
    """Tell whether an intent is one of the questions that the knowledge answers."""
    return intent in shared_library().entries


def family(intent: str) -> str:
    """Return the family of an intent: a question's topic group, `out_of_scope` for all that we decline, else its own name.

    Questions of one group are near each other and share their chance ("eye twitch", "muscle twitch"); so do all that we decline.
    """
    if is_question(intent):
        return shared_library().entries[intent].group
    return OUT_OF_SCOPE if intent.startswith(OUT_OF_SCOPE) else intent
