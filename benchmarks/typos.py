"""`make typos`: what two keyboard typos in every message cost. The same seeds give the same typos."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
from dataclasses import replace
from pathlib import Path

from assistant.evaluate import OWN_QUESTIONS, Question, measure, predict, read_questions
from assistant.runtime import check_parts, quiet
from benchmarks.keyboard import with_typos

TYPOS = 2
SEEDS = (0, 1, 2)


def typed(questions: list[Question], seed: int) -> list[Question]:
    """Return the questions with TYPOS keyboard typos each, the same for the same `seed`."""
    dice = random.Random(seed)
    return [replace(question, text=with_typos(question.text, TYPOS, dice)) for question in questions]


def main() -> None:
    """Measure and print, in percent; with typos the mean of the seeds."""
    parser = argparse.ArgumentParser(prog="make typos", description=__doc__)
    parser.add_argument("--questions", type=Path, default=OWN_QUESTIONS, help="JSON lines file (default: %(default)s)")
    questions = read_questions(parser.parse_args().questions)
    quiet()
    check_parts()
    sets = [questions, *(typed(questions, seed) for seed in SEEDS)]
    predictions = asyncio.run(predict([question for questions_ in sets for question in questions_]))
    size = len(questions)
    as_typed, *with_them = [measure(sets[i], predictions[i * size : (i + 1) * size]) for i in range(len(sets))]
    print(f"{'':24}{'as typed':>10}{'two typos':>11}{'lost':>7}")
    for name, value in as_typed.items():
        if "ms" not in name:
            worse = statistics.mean(figures[name] for figures in with_them)
            print(f"{name:24}{value:10.1f}{worse:11.1f}{value - worse:7.1f}")


if __name__ == "__main__":
    main()
