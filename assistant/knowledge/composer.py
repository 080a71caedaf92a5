"""Composes replies. Every reply of the assistant is made here, so every reply carries the disclaimer exactly once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.knowledge.cramp_check import CrampCheck, Outcome
from assistant.knowledge.library import Library
from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.schema import Entry, Source, Table

MAX_SUGGESTIONS = 3


class Composer:
    """Composes replies from a library."""

    def __init__(self, library: Library, answered: Collection[str] = ()) -> None:
        """Compose from `library`. Questions `answered` before are not suggested again."""
        self._library = library
        self._answered = frozenset(answered)

    def answer(self, topic: str) -> Reply:
        """Return the short answer of `topic` with its sources. One that sends to urgent help is kept short: no source line.

        Raises:
            KeyError: there is no such topic.
        """
        entry = self._library.entries[topic]
        return self._about(entry, entry.answer, table=entry.table, source=None if entry.tier else self.source_line(entry))

    def answers(self, topics: Sequence[str]) -> Reply:
        """Return one reply that answers several `topics`, numbered, each under its question, with the sources numbered the same way.

        Raises:
            KeyError: there is no such topic.
        """
        entries = [self._library.entries[topic] for topic in topics]
        related = dict.fromkeys(topic for entry in entries for topic in entry.related if topic not in topics)
        return Reply(
            body="\n".join(f"{number}. {entry.question}\n{entry.answer}" for number, entry in enumerate(entries, start=1)),
            disclaimer=self._disclaimer,
            outcome="answered",
            table=next((entry.table for entry in entries if entry.table), None),
            source="\n".join(f"{number}. {self.source_line(entry)}" for number, entry in enumerate(entries, start=1)),
            suggestions=self._suggestions(tuple(related)),
            suggest_label=self._library.labels.suggest,
            topics=tuple(topics),
            groups=tuple(entry.group for entry in entries),
        )

    def more(self, topic: str) -> Reply:
        """Return the longer answer of `topic` with its sources.

        Raises:
            KeyError: there is no such topic.
        """
        entry = self._library.entries[topic]
        return self._about(entry, entry.more, source=self.source_line(entry))

    def sources(self, topic: str) -> Reply:
        """Return the sources of `topic`, one a line.

        Raises:
            KeyError: there is no such topic.
        """
        entry = self._library.entries[topic]
        lines = [self._library.texts["source_intro"].text, *(f"- {self._citation(source)}" for source in entry.sources)]
        return self._about(entry, "\n".join(lines))

    def text(self, name: str) -> Reply:
        """Return the reply `name` of `replies.yml`.

        Raises:
            KeyError: there is no such reply.
        """
        text = self._library.texts[name]
        return Reply(
            body=text.text,
            disclaimer=self._disclaimer,
            outcome="declined",  # no question was answered, small talk included
            suggestions=self._suggestions(text.suggest),
            suggest_label=self._library.labels.suggest,
        )

    def did_you_mean(self, topics: Sequence[str]) -> Reply:
        """Return the reply that offers the questions of up to three `topics`, and something else.

        Raises:
            KeyError: there is no such topic.
        """
        offered = topics[:MAX_SUGGESTIONS]
        groups = tuple(self._library.entries[topic].group for topic in offered)
        buttons = tuple(self._suggestion(choice) for choice in (*offered, "something_else"))
        return self.text("did_you_mean").copy(update={"outcome": "clarified", "suggestions": buttons, "groups": groups})

    def check_question(self, check: CrampCheck, step_id: str, *, introduce: bool = False, again: bool = False) -> Reply:
        """Return the question of a step of the cramp check, with its answers as buttons.

        Args:
            check: the cramp check.
            step_id: the id of the step.
            introduce: tell first what the check is.
            again: put the question once more, in other words.

        Raises:
            KeyError: there is no such step.
        """
        step = next((step for step in check.steps if step.id == step_id), None)
        if step is None:
            raise KeyError(step_id)
        question = step.again if again else step.question
        return Reply(
            body=self._with_numbers(f"{check.intro}\n{question}" if introduce else question),
            disclaimer=self._disclaimer,
            outcome="clarified",
            suggestions=tuple(Suggestion(title=option.title, payload=option.title) for option in step.options),
            suggest_label=self._library.labels.choose,
        )

    def check_result(self, outcome: Outcome) -> Reply:
        """Return what the answers of the cramp check lead to: what to do, why, and the sources."""
        reasons = [f"{outcome.why}", *(f"- {reason}" for reason in outcome.reasons)] if outcome.reasons else []
        sources = f"{self._library.labels.source}: {'; '.join(self._citation(source) for source in outcome.sources)}."
        return Reply(
            body=self._with_numbers("\n".join([" ".join([outcome.text, *outcome.advice]), *reasons])),
            disclaimer=self._disclaimer,
            outcome="urgent" if outcome.tier == "urgent" else "answered",
            source=f"{sources} {self._library.labels.checked} {outcome.reviewed}.",
            suggestions=() if outcome.tier == "urgent" else self._suggestions(("stop_cramp_now", "prevent_cramps", "other_causes")),
            suggest_label=self._library.labels.suggest,
            groups=("when_to_see_doctor",),
            tier=None if outcome.tier == "none" else outcome.tier,
        )

    def _with_numbers(self, text: str) -> str:
        return text.format_map(self._library.numbers.dict())

    def choose_which(self, topics: Sequence[str]) -> Reply:
        """Return the question which of the offered `topics` it shall be.

        Raises:
            KeyError: there is no such topic.
        """
        buttons = tuple(self._suggestion(topic) for topic in topics)
        changes = {"outcome": "clarified", "suggestions": buttons, "suggest_label": self._library.labels.choose}
        return self.text("choose_which").copy(update=changes)

    def noted(self, reply: Reply, names: Sequence[str]) -> Reply:
        """Return `reply` with the replies `names` of `replies.yml` as notes below its body.

        Raises:
            KeyError: there is no such reply.
        """
        return reply.copy(update={"notes": (*reply.notes, *(self._library.texts[name].text for name in names))})

    def source_line(self, entry: Entry) -> str:
        """Return the line that names the sources of `entry`, the article and what goes beyond it marked apart, and the review date."""
        labels = self._library.labels
        sections = [source.article for source in entry.sources if source.article]
        beyond = [self._citation(source) for source in entry.sources if not source.article]
        parts = []
        if sections:
            parts.append(f"{labels.source}: {labels.article} ({'; '.join(sections)}).")
        if beyond:
            parts.append(f"{labels.extension if sections else labels.source}: {'; '.join(beyond)}.")
        return " ".join([*parts, f"{labels.checked} {entry.reviewed}."])

    @property
    def _disclaimer(self) -> str:
        return self._library.texts["disclaimer"].text

    def _about(self, entry: Entry, body: str, *, table: Table | None = None, source: str | None = None) -> Reply:
        return Reply(
            body=body,
            disclaimer=self._disclaimer,
            outcome="urgent" if entry.tier in ("emergency", "urgent") else "answered",
            table=table,
            source=source,
            suggestions=self._suggestions(entry.related),
            suggest_label=self._library.labels.choose if entry.tier == "emergency" else self._library.labels.suggest,
            topics=(entry.id,),
            groups=(entry.group,),
            tier=entry.tier,
            notes=(self._library.texts["stay"].text,) if entry.tier == "emergency" else (),
        )

    def _citation(self, source: Source) -> str:
        labels = self._library.labels
        if source.article:
            return f"{labels.article}, {source.article}"
        year = labels.undated if source.year == "undated" else source.year
        copy = f", {labels.copy_}" if source.evidence == "copy" else ""
        return f"{source.organisation}, {source.title} ({year}{copy})"

    def _suggestions(self, topics: Sequence[str]) -> tuple[Suggestion, ...]:
        new = [topic for topic in topics if topic not in self._answered]
        return tuple(self._suggestion(choice) for choice in new[:MAX_SUGGESTIONS])

    def _suggestion(self, choice: str) -> Suggestion:
        """Return the button of a question or of a move, which is a reply with a title."""
        entry = self._library.entries.get(choice)
        return Suggestion(title=entry.question if entry else self._library.texts[choice].title or choice, payload=f"/{choice}")
