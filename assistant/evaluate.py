"""`make evaluate`: ask the trained model every question of a file, as the server would, and count what comes back.

A line of the file is `{"text": ..., "topics": [...]}`, a question in scope with every topic group whose answer is right, the best
first; `{"text": ..., "answers": [[...], ...]}`, a message that needs so many answers in one reply, for each the groups that are right; or
`{"text": ..., "kind": ...}`, a message that has to be declined.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.calibration import calibration_error
from assistant.nlu.families import family, is_question
from assistant.runtime import MODEL, ROOT, StartError, check_parts, load_endpoints, quiet

if TYPE_CHECKING:
    from rasa.core.agent import Agent

OWN_QUESTIONS = ROOT / "tests" / "data" / "held_out.jsonl"
FLOORS = ROOT / "tests" / "data" / "floors.json"


@dataclass(frozen=True)
class Question:
    """A line of a question file: `topics` or `answers` if it is in scope, else `kind`."""

    text: str
    topics: tuple[str, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    kind: str | None = None


@dataclass(frozen=True)
class Prediction:
    """What the assistant did with a question. `best` is the likeliest intent, also if it asks back. `ms` is the time of the parse."""

    text: str
    outcome: str
    topics: list[str]
    tier: str | None
    intent: str | None
    best: str | None
    confidence: float
    ms: float

    def right_for(self, question: Question) -> bool:
        """Tell whether an in-scope `question` got an acceptable answer: any of its topics; for an emergency, an urgent tier.

        With `answers`, exactly so many answers have to come, each in its own place or another.
        """
        if self.outcome == "declined":
            return False
        if question.answers:
            return self.outcome == "answered" and any(
                len(order) == len(question.answers) and all(topic in right for topic, right in zip(order, question.answers, strict=True))
                for order in permutations(self.topics)
            )
        accepted = set(question.topics) - {"emergency"}
        urgent = "emergency" in question.topics and self.tier in ("emergency", "urgent")
        return urgent or not accepted.isdisjoint(self.topics)


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a JSON lines file.

    Raises:
        StartError: the file is missing, or a line is not a question.
    """
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StartError(f"The questions {path} cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answers = tuple(tuple(groups) for groups in row.get("answers", ()))
            question = Question(row["text"], tuple(row.get("topics", ())), answers, row.get("kind"))
        except (ValueError, KeyError, TypeError, AttributeError):
            question = Question("")
        if not isinstance(question.text, str) or [bool(question.topics), bool(question.answers), bool(question.kind)].count(True) != 1:
            raise StartError(f'{path}, line {number}: expected "text" and one of "topics", "answers" and "kind".')
        questions.append(question)
    if not questions:
        raise StartError(f"{path} holds no questions.")
    return questions


async def ask(agent: Agent, text: str, sender: str) -> Prediction:
    """Send `text` in a conversation of its own and return what the assistant did."""
    from rasa.core.channels.channel import OutputChannel, UserMessage

    class Collector(OutputChannel):
        """Keeps the replies whole, with what `assistant/nlg.py` tells of them."""

        def __init__(self) -> None:
            self.replies: list[dict[str, Any]] = []

        async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
            self.replies.append(message)

    collector = Collector()
    start = time.perf_counter()
    parsed = await agent.processor.parse_message(UserMessage(text))
    ms = (time.perf_counter() - start) * 1000
    await agent.processor.handle_message(UserMessage(text, collector, sender, parse_data=parsed))
    reply = collector.replies[-1] if collector.replies else {}
    intent = parsed["intent"]
    best = next((candidate for candidate in parsed["intent_ranking"] if candidate["name"] != "nlu_fallback"), intent)
    return Prediction(
        text,
        reply.get("outcome", "declined"),
        list(reply.get("groups", ())),
        reply.get("tier"),
        intent["name"],
        best["name"],
        round(float(best["confidence"]), 4),
        round(ms, 2),
    )


async def predict(questions: Iterable[Question]) -> list[Prediction]:
    """Load the model and ask it everything."""
    from rasa.core.agent import load_agent
    from tqdm import tqdm

    agent = await load_agent(str(MODEL), endpoints=load_endpoints())
    await ask(agent, "warm up", "evaluate-warm-up")
    bar = tqdm(list(questions), desc="[evaluate]", unit="question", disable=not sys.stderr.isatty())
    return [await ask(agent, question.text, f"evaluate-{number}") for number, question in enumerate(bar)]


def share(hits: Iterable[bool]) -> float:
    """Return the percentage of true values, or NaN of none."""
    values = list(hits)
    return 100 * sum(values) / len(values) if values else float("nan")


def calibration_pairs(questions: list[Question], predictions: list[Prediction]) -> tuple[list[float], list[bool]]:
    """Return confidence and truth of every prediction: is the family of its likeliest intent a right one?"""
    confidences, right = [], []
    for question, prediction in zip(questions, predictions, strict=True):
        if prediction.best and not question.answers:
            name = family(prediction.best)
            confidences.append(prediction.confidence)
            right.append(name in question.topics if is_question(prediction.best) else question.kind is not None)
    return confidences, right


def measure(questions: list[Question], predictions: list[Prediction]) -> dict[str, float]:
    """Return the figures, in percent and milliseconds, by name."""
    pairs = list(zip(questions, predictions, strict=True))
    inside = [(q, p) for q, p in pairs if q.topics]
    figures = {
        "acceptable": share(p.right_for(q) for q, p in inside),
        "best topic": share(p.right_for(q) and (q.topics[0] == "emergency" or p.topics[:1] == [q.topics[0]]) for q, p in inside),
        "wrongly declined": share(p.outcome == "declined" for _, p in inside),
        "asked back": share(p.outcome == "clarified" for _, p in inside),
        "emergencies caught": share(p.tier in ("emergency", "urgent") for q, p in inside if q.topics[0] == "emergency"),
        "answers right": share(p.right_for(q) for q, p in pairs if q.answers),
    }
    for kind in sorted({q.kind for q in questions if q.kind}):
        figures[f"declined {kind}"] = share(p.outcome == "declined" for q, p in pairs if q.kind == kind)
    figures["calibration error"] = 100 * calibration_error(*calibration_pairs(questions, predictions))
    times = sorted(p.ms for p in predictions)
    figures["parse ms, median"] = statistics.median(times)
    figures["parse ms, 99th percentile"] = times[min(len(times) - 1, int(len(times) * 0.99))]
    return {name: value for name, value in figures.items() if not math.isnan(value)}


def table(questions: list[Question], predictions: list[Prediction]) -> str:
    """Return the report that a person reads."""
    lines = [f"{name:32}{value:8.1f}" for name, value in measure(questions, predictions).items()]
    by_topic: dict[str, list[tuple[Question, Prediction]]] = defaultdict(list)
    for question, prediction in zip(questions, predictions, strict=True):
        if question.topics:
            by_topic[question.topics[0]].append((question, prediction))
    if by_topic:
        lines += ["", f"{'best topic':32}{'questions':>10}{'acceptable %':>14}{'declined %':>12}"]
    for topic, rows in sorted(by_topic.items()):
        acceptable = share(p.right_for(q) for q, p in rows)
        declined = share(p.outcome == "declined" for _, p in rows)
        lines.append(f"{topic:32}{len(rows):10}{acceptable:14.1f}{declined:12.1f}")
    return "\n".join(lines)


def below_floors(figures: dict[str, float], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a sentence for every figure that misses its floor (`at least`) or ceiling (`at most`)."""
    missed = [
        f"{name} is {figures[name]:.1f}, at least {bound} wanted"
        for name, bound in floors["at least"].items()
        if figures.get(name, bound) < bound
    ]
    return missed + [
        f"{name} is {figures[name]:.1f}, at most {bound} wanted"
        for name, bound in floors["at most"].items()
        if figures.get(name, bound) > bound
    ]


def main() -> int:
    """Evaluate.

    Returns:
        The exit status: 0, 1 if a figure misses its floor, 2 if the evaluation could not run.
    """
    parser = argparse.ArgumentParser(prog="make evaluate", description=__doc__)
    parser.add_argument("--questions", type=Path, default=OWN_QUESTIONS, help="JSON lines file (default: %(default)s)")
    parser.add_argument("--predictions", type=Path, help="write a JSON line for every question here")
    options = parser.parse_args()
    try:
        questions = read_questions(options.questions)
        quiet()
        check_parts()
        predictions = asyncio.run(predict(questions))
        if options.predictions:
            options.predictions.write_text("".join(json.dumps(asdict(p), ensure_ascii=False) + "\n" for p in predictions), encoding="utf-8")
    except (StartError, OSError) as error:
        print(f"[evaluate] {error}", file=sys.stderr)
        return 2
    print(table(questions, predictions))
    missed = below_floors(measure(questions, predictions), json.loads(FLOORS.read_text()))
    for sentence in missed:
        print(f"[evaluate] Below the floor of {FLOORS.relative_to(ROOT)}: {sentence}.", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
