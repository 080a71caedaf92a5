"""The words of a message and the cues in them: what stands before, in and after a sign. No Rasa here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Span = tuple[int, int]  # first word, word after the last
SENTENCE_END = "\n"
COMMA = ","
TELLING = {"is", "are", "am", "was", "were", "has", "have", "had"}
CLAUSE_ENDS = {SENTENCE_END, COMMA, "and", "but", "so", "because"}


@dataclass(frozen=True)
class Cues:
    """The words of one message, one form each, and the spans of its cues by kind (see `context` in `red_flags.yml`)."""

    words: Sequence[str]
    found: Mapping[str, AbstractSet[Span]]

    def spans(self, kind: str) -> AbstractSet[Span]:
        """Return the spans of the cues of a kind."""
        return self.found.get(kind, frozenset())

    def before(self, kind: str, span: Span) -> list[Span]:
        """Return the cues of a kind that stand before `span` in its sentence."""
        first = self.sentence(span)[0]
        return [cue for cue in self.spans(kind) if first <= cue[0] and cue[1] <= span[0]]

    def within(self, kind: str, span: Span) -> list[Span]:
        """Return the cues of a kind that lie in `span`."""
        return [cue for cue in self.spans(kind) if span[0] <= cue[0] and cue[1] <= span[1]]

    def overlaps(self, kind: str, span: Span) -> bool:
        """Tell whether a cue of a kind touches `span`."""
        return any(cue[0] < span[1] and span[0] < cue[1] for cue in self.spans(kind))

    def sentence(self, span: Span) -> Span:
        """Return the sentence of `span`."""
        return self._stretch(span, {SENTENCE_END})

    def clause(self, span: Span) -> Span:
        """Return the clause of `span`."""
        return self._stretch(span, CLAUSE_ENDS)

    def real_person(self, span: Span) -> bool:
        """Tell whether `span` names a real person."""
        people = self.within("person", span)
        return any(not self.overlaps("nobody", person) for person in people)

    def now(self, span: Span) -> bool:
        """Tell whether `span` has a "now" of the trouble: not that of "never again" or "fine now", nor that of "I keep reading"."""
        cues = [cue for cue in self.spans("now") if cue[0] < span[1] and span[0] < cue[1]]
        return any(not self.overlaps("over", cue) and not self.overlaps("nobody", cue) for cue in cues)

    def starts_clause(self, span: Span) -> bool:
        """Tell whether somebody starts to tell something in `span`."""
        return self.overlaps("new_clause", span) or self.overlaps("person", span) or self.overlaps("now", span)

    def _stretch(self, span: Span, ends: set[str]) -> Span:
        start, end = span
        while start > 0 and self.words[start - 1] not in ends:
            start -= 1
        while end < len(self.words) and self.words[end] not in ends:
            end += 1
        return start, end
