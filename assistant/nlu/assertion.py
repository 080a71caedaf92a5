"""Tells whether a sign that a message names is stated as present now, of a real person. No Rasa here."""

from __future__ import annotations

from assistant.knowledge.red_flags import InQuestion
from assistant.nlu.cues import SENTENCE_END, Cues, Span
from assistant.nlu.negation import negated, taken_back
from assistant.nlu.supposition import asked, is_topic, supposed

FIRST_PERSON = {"i", "my", "me", "mine", "we", "our", "us"}
NEAR_REACH = 30  # words from a cramp to what is told of it after
LEAD_REACH = {False: 12, True: 4}  # the same, if it is told before: in one sentence, in a sentence before


class Assertion(Cues):
    """Reads the cues of a message for each of its signs."""

    def present(self, span: Span, in_question: InQuestion = "silent", lasting: bool = False) -> bool:
        """Return whether the sign at `span` is stated as present. When unsure, it is.

        Args:
            span: the first word of the sign and the word after its last.
            in_question: whether it also counts in a question or after "if": see `Sign` in `knowledge/red_flags.py`.
            lasting: whether it stays, so that "three years ago" does not make it past.
        """
        if negated(self, span) or taken_back(self, span) or (not lasting and self._past(span)):
            return False
        if in_question == "told" or (in_question == "person" and self.real_person(self.sentence(span))):
            return True
        if self._figurative(span) or self._studied(span):
            return False
        if self._claimed(span):
            return True
        return not (supposed(self, span) or asked(self, span) or (in_question == "silent" and is_topic(self, span)))

    def slow(self, span: Span) -> bool:
        """Return whether the sentence of a sign tells that it came on over weeks or months."""
        sentence = self.sentence(span)
        return self.overlaps("slow_onset", sentence) and not self.overlaps("sudden_onset", sentence)

    def laughed(self, span: Span) -> bool:
        """Return whether the sentence of a sign laughs at it, and does not say since when it is there."""
        sentence = self.sentence(span)
        return self.overlaps("laughter", sentence) and not self.overlaps("sudden_onset", sentence)

    def near(self, span: Span, other: Span) -> bool:
        """Return whether the sign at `span` belongs to the one at `other`: close by, and not in a sentence before it."""
        gap = self.words[min(span[1], other[1]) : max(span[0], other[0])]
        return len(gap) <= (LEAD_REACH[SENTENCE_END in gap] if span < other else NEAR_REACH)

    def _figurative(self, span: Span) -> bool:
        """A joke or an animal. "My dog is fine, it's my brother, he is jerking" goes on to a person."""
        start, end = self.sentence(span)
        cues = [cue for cue in self.spans("figurative") if cue[0] < end and start < cue[1]]
        return any(not (cue[1] <= span[0] and self.overlaps("relative", (cue[1], span[1]))) for cue in cues)

    def _studied(self, span: Span) -> bool:
        """A case out of an exam, a talk or a story: unless the writer speaks of himself."""
        clause = self.clause(span)
        # "I understand the claw hand" speaks of the subject.
        learnt = {word for cue in self.spans("nobody") for word in range(*cue)}
        himself = any(self.words[word] in FIRST_PERSON and word not in learnt for word in range(*clause))
        return bool(self.spans("study")) and not himself and not self.overlaps("now", clause)

    def _past(self, span: Span) -> bool:
        """Long ago, or lately and over. What a clause tells in the present ("and now my chest hurts") is neither."""
        clause = self.clause(span)
        if self.now(clause) or self.overlaps("present_verb", (clause[0], span[1])):
            return False
        sentence = self.sentence(span)
        if any(cue[0] >= span[1] and not self.overlaps("over", cue) for cue in self.spans("returned")):
            return False
        if self.overlaps("past", sentence) or self.overlaps("future", sentence):
            return True
        # "Fainted in May, the ECG was normal": an ECG before the trouble says nothing about it.
        if any(cue[0] >= span[1] for cue in self.spans("examined")):
            return True
        if not self.spans("over"):
            return False
        return self.overlaps("recent", sentence) or any(cue[1] <= sentence[0] for cue in self.spans("past"))

    def _claimed(self, span: Span) -> bool:
        """A later "he is having one right now" makes what was only asked about real."""
        return any(cue[0] >= span[1] for cue in self.spans("claims"))
