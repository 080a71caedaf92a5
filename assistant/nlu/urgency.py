"""How urgent a message is, alone and together with those before it. No Rasa here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.knowledge.library import shared_library
from assistant.nlu.red_flags import URGENCY, shared_red_flags

RED_FLAG = "red_flag"  # where the parse result tells what `report` found
URGENT_TIERS = URGENCY[:2]
TOGETHER = 3  # so many messages of a person are read together ...
WITHIN = 600  # ... if they came within so many seconds


def report(text: str) -> dict[str, Any]:
    """Return what a cleaned `text` holds, for the parse result and its audit.

    Returns:
        `signs` that the text states; the most urgent rule that they fire: `rule`, `row` of the triage table, `tier` and the `reply` that it
        asks for, all None if none fires; `asked_about`: the text only asks about, denies or remembers what would be urgent.
    """
    red_flags = shared_red_flags()
    signs = red_flags.signs(text)
    flag = red_flags.flag(signs)
    urgent = flag is not None and flag.tier in URGENT_TIERS
    named = None if urgent else red_flags.flag(red_flags.mentioned(text))
    return {
        "signs": sorted(signs),
        "rule": flag.rule if flag else None,
        "row": flag.row if flag else None,
        "tier": flag.tier if flag else None,
        "reply": flag.reply if flag else None,
        "asked_about": named is not None and named.tier in URGENT_TIERS,
    }


def urgency(reply: str | None) -> int:
    """Return how urgent a reply is: 2 for an emergency, 1 for what needs help today, 0 for all else, an id that is no urgent answer too."""
    entry = shared_library().entries.get(reply or "")
    tier = entry.tier if entry else None
    return len(URGENT_TIERS) - URGENT_TIERS.index(tier) if tier in URGENT_TIERS else 0


def red_flag(parsed: Sequence[dict[str, Any]]) -> str | None:
    """Return the urgent answer that a red-flag rule asks for, if one does.

    Args:
        parsed: the parse results of the person's messages that belong together, the last one last. Signs that are spread over them
            count together ("my chest hurts", then "and my arm"), if at least one of them is new.
    """
    said = [frozenset((message.get(RED_FLAG) or {}).get("signs", ())) for message in parsed]
    flag = shared_red_flags().flag(frozenset().union(*said), new=said[-1])
    return flag.reply if flag and urgency(flag.reply) else None


def urgent_reply(parsed: Sequence[dict[str, Any]]) -> str | None:
    """Return the urgent answer that the last message needs, by a rule or by its intent, whichever is more urgent.

    Args:
        parsed: see `red_flag`.
    """
    intent = str(parsed[-1].get("intent", {}).get("name"))
    flag = red_flag(parsed)
    most = flag if urgency(flag) >= urgency(intent) else intent
    return most if urgency(most) else None


def together(said: Sequence[tuple[float, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the parse results of the last messages of a person that belong together, the last one last.

    Args:
        said: when each message came, seconds, and its parse result, in order.
    """
    return [parsed for when, parsed in said[-TOGETHER:] if said[-1][0] - when <= WITHIN]
