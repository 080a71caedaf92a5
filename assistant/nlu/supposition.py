"""Tells whether a sign that a message names is only supposed or asked about. No Rasa here."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.nlu.cues import COMMA, TELLING, Cues, Span

# After these words a question may open inside a sentence, but not with a word of TELLING: "and is sick" goes on to tell.
OPENERS = {",", "and", "or", "but", "also", "so", "hi", "hello", "hey", "please", "pls", "then", "ok", "question", "anyway", "wondering"}
ABOUT_REACH = 6  # words between "can cause" and the sign
ASKS_HELP = {"do", "my", "am"}  # "what do i do, my dad collapsed", "how do i know if my chest pain is serious"
UNREAL = {"could", "would", "might", "may"}  # "if it ever fell she could have a seizure"
SELF_REACH = 4  # words between "can i" and the sign: "can i get a seizure"


def supposed(cues: Cues, span: Span) -> bool:
    """Tell whether the sign at `span` stands after an "if" that is not real."""
    for cue in cues.before("hypothetical", span):
        told = (cue[1], cues.clause(span)[1])
        # "what do I do if my chest hurts" is real, "if my chest ever hurt" is not.
        real = cues.now(told) or (cues.real_person(told) and cues.overlaps("present_verb", told))
        real = real and not UNREAL & set(cues.words[cue[1] : span[0]])
        if not real and not cues.overlaps("not_hypothetical", cue):
            return True
    return False


def asked(cues: Cues, span: Span) -> bool:
    """A question on what may happen to anyone. One on a person's own trouble is not: "why is my chest tight?"."""
    start, end = span
    if cues.now(cues.clause(span)):
        return False
    for cue in cues.before("asks_about_self", span):
        gap = cues.words[cue[1] : start]
        # "What do I do, my dad collapsed" asks for help.
        if len(gap) <= SELF_REACH and COMMA not in gap and "be" not in gap and not ASKS_HELP & set(gap) and not cues.real_person(span):
            return True
    for cue in cues.spans("possible"):
        # "I heard it can stop breathing": who tells it does not have it. "It can stop my breathing" is about someone.
        if cues.sentence(cue) == cues.sentence(span) and cue[0] <= start <= cue[1] + ABOUT_REACH and not cues.real_person((cue[1], end)):
            return True
    for kind in ("asks", "about"):
        for cue in cues.before(kind, span):
            gap = cues.words[cue[1] : start]
            if cues.overlaps("not_hypothetical", cue) or (kind == "asks" and not _opens(cues, cue)):
                continue
            if kind == "about" and len(gap) > ABOUT_REACH and COMMA not in gap:
                continue
            if not cues.real_person((cues.clause(cue)[0], end)) and _same_list(cues, gap, span):
                return True
    after = [cue for cue in cues.within("about_after", cues.sentence(span)) if cue[0] - end in (0, 1)]
    return bool(after) and not cues.real_person(cues.clause(span))


def is_topic(cues: Cues, span: Span) -> bool:
    """Tell whether the sentence of the sign at `span` only names what it is about: "chest pain and magnesium"."""
    sentence = cues.sentence(span)
    telling = any(cues.overlaps(kind, sentence) for kind in ("person", "now", "present_verb", "follows"))
    return cues.overlaps("topic", sentence) and not telling


def _opens(cues: Cues, cue: Span) -> bool:
    """Whether a question word stands where a question opens."""
    first = cues.sentence(cue)[0]
    if cue[0] == first:
        return True
    tells = cues.words[cue[0]] in TELLING or cues.words[cue[1] : cue[1] + 1] == ["not"]  # "he mumbles, doesn't know the day"
    return cues.words[cue[0] - 1] in OPENERS and not tells


def _same_list(cues: Cues, gap: Sequence[str], span: Span) -> bool:
    """Whether the sign after `gap` belongs to the same clause, or to a list as far as "or" or "and" and the lack of a verb tell."""
    if COMMA not in gap:
        return True
    item = span[0] - list(reversed(gap)).index(COMMA)
    tail = cues.words[item - 1 : span[1] + 4]
    return ("or" in tail or "and" in tail) and not cues.overlaps("present_verb", (item, span[1]))
