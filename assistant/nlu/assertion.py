"""Tells whether a sign that a message names is stated as present now, of a real person. No Rasa here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assistant.knowledge.red_flags import InQuestion

Span = tuple[int, int]  # first word, word after the last
SENTENCE_END = "\n"
COMMA = ","
CLAUSE_ENDS = {SENTENCE_END, COMMA, "and", "but", "so", "because"}
LIST_REACH = 14  # words that a "no" may reach over commas
NEGATION_REACH = 7  # words that a "no" may reach inside its clause
NOES = {"no", "nope", "nah", "none"}
AFTER_REACH = 5  # words between a sign and what takes it back: "chest pain: none"
# After these words a question may open inside a sentence, but not with a word of TELLING: "and is sick" goes on to tell.
OPENERS = {",", "and", "or", "but", "also", "so", "hi", "hello", "hey", "please", "pls", "then", "ok", "question", "anyway", "wondering"}
TELLING = {"is", "are", "am", "was", "were", "has", "have", "had"}
ABOUT_REACH = 6  # words between "can cause" and the sign
FIRST_PERSON = {"i", "my", "me", "mine", "we", "our", "us"}
ASKS_HELP = {"do", "my", "am"}  # "what do i do, my dad collapsed", "how do i know if my chest pain is serious"
UNREAL = {"could", "would", "might", "may"}  # "if it ever fell she could have a seizure"
NEAR_REACH = 30  # words from a cramp to what is told of it after
LEAD_REACH = {False: 12, True: 4}  # the same, if it is told before: in one sentence, in a sentence before
SELF_REACH = 4  # words between "can i" and the sign: "can i get a seizure"


@dataclass(frozen=True)
class Assertion:
    """The words of one message, one form each, and the spans of its cues by kind (see `context` in `red_flags.yml`)."""

    words: Sequence[str]
    cues: Mapping[str, AbstractSet[Span]]

    def present(self, span: Span, in_question: InQuestion = "silent", lasting: bool = False) -> bool:
        """Return whether the sign at `span` is stated as present. When unsure, it is.

        Args:
            span: the first word of the sign and the word after its last.
            in_question: whether it also counts in a question or after "if": see `Sign` in `knowledge/red_flags.py`.
            lasting: whether it stays, so that "three years ago" does not make it past.
        """
        if self._negated(span) or self._taken_back(span) or (not lasting and self._past(span)):
            return False
        if in_question == "told" or (in_question == "person" and self._real_person(self._sentence(span))):
            return True
        if self._figurative(span) or self._studied(span):
            return False
        if self._claimed(span):
            return True
        return not (self._hypothetical(span) or self._asked(span) or (in_question == "silent" and self._is_topic(span)))

    def slow(self, span: Span) -> bool:
        """Return whether the sentence of a sign tells that it came on over weeks or months."""
        sentence = self._sentence(span)
        return self._overlaps("slow_onset", sentence) and not self._overlaps("sudden_onset", sentence)

    def laughed(self, span: Span) -> bool:
        """Return whether the sentence of a sign laughs at it, and does not say since when it is there."""
        sentence = self._sentence(span)
        return self._overlaps("laughter", sentence) and not self._overlaps("sudden_onset", sentence)

    def near(self, span: Span, other: Span) -> bool:
        """Return whether the sign at `span` belongs to the one at `other`: close by, and not in a sentence before it."""
        gap = self.words[min(span[1], other[1]) : max(span[0], other[0])]
        return len(gap) <= (LEAD_REACH[SENTENCE_END in gap] if span < other else NEAR_REACH)

    def _figurative(self, span: Span) -> bool:
        """A joke or an animal. "My dog is fine, it's my brother, he is jerking" goes on to a person."""
        start, end = self._sentence(span)
        cues = [cue for cue in self._spans("figurative") if cue[0] < end and start < cue[1]]
        return any(not (cue[1] <= span[0] and self._overlaps("relative", (cue[1], span[1]))) for cue in cues)

    def _taken_back(self, span: Span) -> bool:
        """Whether a later "no to all of those" denies it: in the same sentence or the next."""
        end = self._sentence(span)[1]
        reach = (span[1], self._sentence((end + 1, end + 1))[1] if end < len(self.words) else end)
        return bool(self._within("takes_back", reach)) and not self._overlaps("now", self._clause(span))

    def _studied(self, span: Span) -> bool:
        """A case out of an exam, a talk or a story: unless the writer speaks of himself."""
        clause = self._clause(span)
        # "I understand the claw hand" speaks of the subject.
        learnt = {word for cue in self._spans("nobody") for word in range(*cue)}
        himself = any(self.words[word] in FIRST_PERSON and word not in learnt for word in range(*clause))
        return bool(self._spans("study")) and not himself and not self._overlaps("now", clause)

    def _negated(self, span: Span) -> bool:
        start, end = span
        for kind in ("negated", "negates_list"):
            for cue in self._before(kind, span):
                gap = self.words[cue[1] : start]
                # "No, he passed out" answers a question.
                if self._overlaps("not_negated", cue) or self._starts_clause((cue[1], start)) or gap[:1] == [COMMA]:
                    continue
                if COMMA not in gap and len(gap) <= NEGATION_REACH and (kind == "negates_list" or "and" not in gap):
                    return True
                # "He isn't sick, weak or tired."
                if (
                    COMMA in gap[:3]
                    and "or" in self.words[cue[1] : end + 2]
                    and len(gap) <= NEGATION_REACH
                    and self._being_list(cue, start)
                ):
                    return True
                # "no chest pain, fainting or numbness": a list goes on as long as nobody starts to tell something.
                if kind == "negates_list" and len(gap) <= LIST_REACH and not self._overlaps("now", self._clause(span)):
                    return True
        after = (end, min(end + AFTER_REACH, self._sentence(span)[1]))
        denied = any(not self._starts_clause((end, cue[0])) for cue in self._within("negated_after", after))
        return denied or self._answered_no(span)

    def _answered_no(self, span: Span) -> bool:
        """A form that is filled in: "Chest pain? No. Numb legs, no." But "he has chest pain, no?" tells something."""
        sentence = self._sentence(span)
        if any(self._overlaps(kind, sentence) for kind in ("person", "now", "present_verb")):
            return False
        tail = [SENTENCE_END, *[*self.words, SENTENCE_END][span[1] : span[1] + AFTER_REACH + 2]]
        noes = (at for at in range(2, len(tail) - 1) if tail[at] in NOES)
        return any(
            tail[at - 1] in (COMMA, SENTENCE_END) and tail[at + 1] == SENTENCE_END and SENTENCE_END not in tail[1 : at - 1] for at in noes
        )

    def _past(self, span: Span) -> bool:
        """Long ago, or lately and over. What a clause tells in the present ("and now my chest hurts") is neither."""
        clause = self._clause(span)
        if self._now(clause) or self._overlaps("present_verb", (clause[0], span[1])):
            return False
        sentence = self._sentence(span)
        if any(cue[0] >= span[1] and not self._overlaps("over", cue) for cue in self._spans("returned")):
            return False
        if self._overlaps("past", sentence) or self._overlaps("future", sentence):
            return True
        # "Fainted in May, the ECG was normal": an ECG before the trouble says nothing about it.
        if any(cue[0] >= span[1] for cue in self._spans("examined")):
            return True
        if not self._spans("over"):
            return False
        return self._overlaps("recent", sentence) or any(cue[1] <= sentence[0] for cue in self._spans("past"))

    def _hypothetical(self, span: Span) -> bool:
        for cue in self._before("hypothetical", span):
            told = (cue[1], self._clause(span)[1])
            # "what do I do if my chest hurts" is real, "if my chest ever hurt" is not.
            real = self._now(told) or (self._real_person(told) and self._overlaps("present_verb", told))
            real = real and not UNREAL & set(self.words[cue[1] : span[0]])
            if not real and not self._overlaps("not_hypothetical", cue):
                return True
        return False

    def _asked(self, span: Span) -> bool:
        """A question on what may happen to anyone. One on a person's own trouble is not: "why is my chest tight?"."""
        start, end = span
        if self._now(self._clause(span)):
            return False
        for cue in self._before("asks_about_self", span):
            gap = self.words[cue[1] : start]
            # "What do I do, my dad collapsed" asks for help.
            if len(gap) <= SELF_REACH and COMMA not in gap and "be" not in gap and not ASKS_HELP & set(gap) and not self._real_person(span):
                return True
        for cue in self._spans("possible"):
            # "I heard it can stop breathing": who tells it does not have it. "It can stop my breathing" is about someone.
            if (
                self._sentence(cue) == self._sentence(span)
                and cue[0] <= start <= cue[1] + ABOUT_REACH
                and not self._real_person((cue[1], end))
            ):
                return True
        for kind in ("asks", "about"):
            for cue in self._before(kind, span):
                gap = self.words[cue[1] : start]
                if self._overlaps("not_hypothetical", cue) or (kind == "asks" and not self._opens(cue)):
                    continue
                if kind == "about" and len(gap) > ABOUT_REACH and COMMA not in gap:
                    continue
                if not self._real_person((self._clause(cue)[0], end)) and self._same_list(gap, span):
                    return True
        after = [cue for cue in self._within("about_after", self._sentence(span)) if cue[0] - end in (0, 1)]
        return bool(after) and not self._real_person(self._clause(span))

    def _is_topic(self, span: Span) -> bool:
        sentence = self._sentence(span)
        telling = any(self._overlaps(kind, sentence) for kind in ("person", "now", "present_verb", "follows"))
        return self._overlaps("topic", sentence) and not telling

    def _opens(self, cue: Span) -> bool:
        """Whether a question word stands where a question opens."""
        first = self._sentence(cue)[0]
        if cue[0] == first:
            return True
        tells = self.words[cue[0]] in TELLING or self.words[cue[1] : cue[1] + 1] == ["not"]  # "he mumbles, doesn't know the day"
        return self.words[cue[0] - 1] in OPENERS and not tells

    def _being_list(self, cue: Span, start: int) -> bool:
        """Whether a "not" is that of "is not", and what follows up to `start` is a list of what someone is not."""
        being = cue[0] > 0 and self.words[cue[0] - 1] in TELLING
        return cue[1] - cue[0] == 1 and being and not self._overlaps("present_verb", (cue[1], start))

    def _same_list(self, gap: Sequence[str], span: Span) -> bool:
        """Whether the sign after `gap` belongs to the same clause, or to a list as far as "or" or "and" and the lack of a verb tell."""
        if COMMA not in gap:
            return True
        item = span[0] - list(reversed(gap)).index(COMMA)
        tail = self.words[item - 1 : span[1] + 4]
        return ("or" in tail or "and" in tail) and not self._overlaps("present_verb", (item, span[1]))

    def _real_person(self, span: Span) -> bool:
        people = self._within("person", span)
        return any(not self._overlaps("nobody", person) for person in people)

    def _claimed(self, span: Span) -> bool:
        """A later "he is having one right now" makes what was only asked about real."""
        return any(cue[0] >= span[1] for cue in self._spans("claims"))

    def _now(self, span: Span) -> bool:
        """A "now" of the trouble: not that of "never again" or "fine now", nor that of "I keep reading"."""
        cues = [cue for cue in self._spans("now") if cue[0] < span[1] and span[0] < cue[1]]
        return any(not self._overlaps("over", cue) and not self._overlaps("nobody", cue) for cue in cues)

    def _starts_clause(self, span: Span) -> bool:
        return self._overlaps("new_clause", span) or self._overlaps("person", span) or self._overlaps("now", span)

    def _spans(self, kind: str) -> AbstractSet[Span]:
        return self.cues.get(kind, frozenset())

    def _before(self, kind: str, span: Span) -> list[Span]:
        first = self._sentence(span)[0]
        return [cue for cue in self._spans(kind) if first <= cue[0] and cue[1] <= span[0]]

    def _within(self, kind: str, span: Span) -> list[Span]:
        return [cue for cue in self._spans(kind) if span[0] <= cue[0] and cue[1] <= span[1]]

    def _overlaps(self, kind: str, span: Span) -> bool:
        return any(cue[0] < span[1] and span[0] < cue[1] for cue in self._spans(kind))

    def _sentence(self, span: Span) -> Span:
        return self._stretch(span, {SENTENCE_END})

    def _clause(self, span: Span) -> Span:
        return self._stretch(span, CLAUSE_ENDS)

    def _stretch(self, span: Span, ends: set[str]) -> Span:
        start, end = span
        while start > 0 and self.words[start - 1] not in ends:
            start -= 1
        while end < len(self.words) and self.words[end] not in ends:
            end += 1
        return start, end
