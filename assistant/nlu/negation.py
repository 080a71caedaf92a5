"""Tells whether a sign that a message names is denied. No Rasa here."""

from __future__ import annotations

from assistant.nlu.cues import COMMA, SENTENCE_END, TELLING, Cues, Span

LIST_REACH = 14  # words that a "no" may reach over commas
NEGATION_REACH = 7  # words that a "no" may reach inside its clause
NOES = {"no", "nope", "nah", "none"}
AFTER_REACH = 5  # words between a sign and what takes it back: "chest pain: none"


def negated(cues: Cues, span: Span) -> bool:
    """Tell whether a "no" before or after the sign at `span` denies it: "no chest pain, fainting or numbness", "chest pain: none"."""
    start, end = span
    for kind in ("negated", "negates_list"):
        for cue in cues.before(kind, span):
            gap = cues.words[cue[1] : start]
            # "No, he passed out" answers a question.
            if cues.overlaps("not_negated", cue) or cues.starts_clause((cue[1], start)) or gap[:1] == [COMMA]:
                continue
            if COMMA not in gap and len(gap) <= NEGATION_REACH and (kind == "negates_list" or "and" not in gap):
                return True
            # "He isn't sick, weak or tired."
            if COMMA in gap[:3] and "or" in cues.words[cue[1] : end + 2] and len(gap) <= NEGATION_REACH and _being_list(cues, cue, start):
                return True
            # "no chest pain, fainting or numbness": a list goes on as long as nobody starts to tell something.
            if kind == "negates_list" and len(gap) <= LIST_REACH and not cues.overlaps("now", cues.clause(span)):
                return True
    after = (end, min(end + AFTER_REACH, cues.sentence(span)[1]))
    denied = any(not cues.starts_clause((end, cue[0])) for cue in cues.within("negated_after", after))
    return denied or _answered_no(cues, span)


def taken_back(cues: Cues, span: Span) -> bool:
    """Whether a later "no to all of those" denies it: in the same sentence or the next."""
    end = cues.sentence(span)[1]
    reach = (span[1], cues.sentence((end + 1, end + 1))[1] if end < len(cues.words) else end)
    return bool(cues.within("takes_back", reach)) and not cues.overlaps("now", cues.clause(span))


def _answered_no(cues: Cues, span: Span) -> bool:
    """A form that is filled in: "Chest pain? No. Numb legs, no." But "he has chest pain, no?" tells something."""
    sentence = cues.sentence(span)
    if any(cues.overlaps(kind, sentence) for kind in ("person", "now", "present_verb")):
        return False
    tail = [SENTENCE_END, *[*cues.words, SENTENCE_END][span[1] : span[1] + AFTER_REACH + 2]]
    noes = (at for at in range(2, len(tail) - 1) if tail[at] in NOES)
    return any(
        tail[at - 1] in (COMMA, SENTENCE_END) and tail[at + 1] == SENTENCE_END and SENTENCE_END not in tail[1 : at - 1] for at in noes
    )


def _being_list(cues: Cues, cue: Span, start: int) -> bool:
    """Whether a "not" is that of "is not", and what follows up to `start` is a list of what someone is not."""
    being = cue[0] > 0 and cues.words[cue[0] - 1] in TELLING
    return cue[1] - cue[0] == 1 and being and not cues.overlaps("present_verb", (cue[1], start))
