"""`make compare`: train and score other ways to understand beside ours, on the same data in the same run, and write the report.

The report is `docs/understanding.md` with two pictures. Rasa's own classifier is trained for EPOCHS epochs (Rasa's default is 100;
on 17,000 sentences one takes minutes here): say `make compare EPOCHS=100` if you have hours.
"""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.calibration import calibration_error, reliability
from assistant.evaluate import OWN_QUESTIONS, Prediction, Question, calibration_pairs, measure, read_questions
from assistant.knowledge.composer import Composer
from assistant.knowledge.library import shared_library
from assistant.nlu.families import OUT_OF_SCOPE, family, is_question
from assistant.nlu.intent_model import IntentModel
from assistant.nlu.reader import Reader
from assistant.nlu.tidy import tidy
from assistant.runtime import ROOT, quiet
from assistant.tune import TUNING_QUESTIONS, Chances, near_danger, read_all, tune
from assistant.workbench import Examples, classifier_config, cleaner, encode, prepare, training_sentences
from benchmarks.speed import DEFAULT_FEATURIZERS
from benchmarks.typos import typed

REPORT = ROOT / "docs" / "understanding.md"
SEED = 0
FALLBACK = "nlu_fallback"
Clean = Callable[[str], str]

DIET_PIPELINES = {
    "Rasa's default": DEFAULT_FEATURIZERS,
    "DIET on our sentence vectors": """
  - name: assistant.nlu.cleanup.TextCleanup
  - name: assistant.nlu.blank_spacy.BlankSpacyNLP
    model: en
  - name: SpacyTokenizer
  - name: assistant.nlu.sentence_featurizer.SentenceFeaturizer
  - name: CountVectorsFeaturizer  # DIET refuses to train without features of single words
""",
}
# What `rasa init` 3.6.21 writes after the featurizers, but for the epochs and for ResponseSelector, which needs retrieval intents.
DIET = """
  - name: DIETClassifier
    epochs: {epochs}
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""

REPORT_TEXT = """# How well it understands

Written by `make compare` on {machine}. Do not edit.

All systems were fitted on the {sentences} sentences of `data/nlu.yml` and scored on the {questions} messages of
`tests/data/held_out.jsonl`, which none of them saw. Figures in percent. Ours and its variants had temperature and thresholds chosen on
`tests/data/tuning.jsonl` by the code of `make tune`; DIET has the fallback of `rasa init`, which declines. *Acceptable*: answered with an
acceptable topic, or offered among up to three questions (*asked back*). Seeds: 0 throughout. DIET starts from random weights and
shuffles; its seed is not set, as by default.

{table}

## Confidence

Expected calibration error of ours: {error:.3f} (ten bins).

![reliability](reliability.png)

## Confusion

![confusion](confusion.png)

## The ten most common errors of ours

{errors}
"""


@dataclass(frozen=True)
class Row:
    """A line of the table: a system, its figures, the acceptable answers with typos, the seconds of fitting, and what it did."""

    name: str
    figures: dict[str, float]
    with_typos: float
    seconds: float
    predictions: list[Prediction]


def prediction(text: str, intent: str, confidence: float, offered: list[str], several: tuple[str, ...] = ()) -> Prediction:
    """Return what the assistant does with a message of `intent`, as `assistant.evaluate` reports it.

    Args:
        text: the message.
        intent: the choice; FALLBACK if it asks back.
        confidence: of the best intent.
        offered: the questions it would offer when it asks back, best first.
        several: the intents of all questions, if there are several.
    """
    composer, entries = Composer(shared_library()), shared_library().entries
    if intent == FALLBACK and offered:
        by_group: dict[str, str] = {}
        for name in offered:
            by_group.setdefault(entries[name].group, name)
        reply = composer.did_you_mean(list(by_group.values()))
    elif several:
        reply = composer.answers(several)
    else:
        reply = composer.answer(intent) if intent in entries else composer.text("fallback")
    best = offered[0] if intent == FALLBACK and offered else intent
    return Prediction(text, reply.outcome, list(reply.groups), reply.tier, intent, best, confidence, 0.0)


def read(reader: Reader, intents: list[str], clean: Clean, questions: list[Question]) -> list[Prediction]:
    """Return what our reader does with every question."""
    predictions = []
    for question in questions:
        text = clean(question.text)
        reading = reader.read(text, encode([text])[0])
        order = [intents[i] for i in np.argsort(-reading.chances)]
        offered = [reading.choice.intent, *(name for name in order if is_question(name) and name != reading.choice.intent)]
        intent = reading.choice.intent if reading.choice.sure or reading.several else FALLBACK
        predictions.append(prediction(question.text, intent, reading.choice.confidence, offered, reading.several))
    return predictions


class Nearest:
    """The intents of the nearest training sentences: the chance of an intent grows with the cosine of its nearest one."""

    def __init__(self, examples: Examples) -> None:
        """Remember all examples."""
        self.intents = np.unique(examples.intents)
        self._of = np.searchsorted(self.intents, examples.intents)
        self._vectors = examples.vectors

    def chances(self, text: str, vector: Any) -> Chances:
        """Return the chance of every intent, shape (intents,)."""
        nearest = np.full(len(self.intents), -1.0)
        np.maximum.at(nearest, self._of, self._vectors @ vector)
        odds = np.exp(20 * (nearest - nearest.max()))
        normal: Chances = odds / odds.sum()
        return normal


def scored(name: str, fit: tuple[Any, float], config: dict[str, Any], clean: Clean, questions: list[Question]) -> Row:
    """Tune a model, fitted in so many seconds, on the tuning questions, score it on `questions` and return its line."""
    model, seconds = fit
    tuning = read_questions(TUNING_QUESTIONS)
    untuned = {**config, "temperature": 1.0}
    model = replace(model, temperature=1.0) if isinstance(model, IntentModel) else model
    chances = read_all(model, untuned, [clean(question.text) for question in tuning])
    danger = read_all(model, untuned, near_danger(clean))
    values = tune(tuning, chances, danger, model.intents)
    if isinstance(model, IntentModel):
        model = replace(model, temperature=values["temperature"])
    reader, intents = Reader(model, {**config, **values}), list(model.intents)
    misspelt = typed(questions, SEED)
    typos = measure(misspelt, read(reader, intents, clean, misspelt))
    predictions = read(reader, intents, clean, questions)
    return Row(name, measure(questions, predictions), typos["acceptable"], seconds, predictions)


def fitted(examples: Examples, config: dict[str, Any]) -> tuple[IntentModel, float]:
    """Fit our model; return it and the seconds it took."""
    start = time.monotonic()
    return IntentModel.fit(examples.texts, examples.vectors, examples.intents, config), time.monotonic() - start


async def parse_all(model: Path, questions: list[Question]) -> list[Prediction]:
    """Return what a trained Rasa model with a FallbackClassifier does: its fallback declines, as Rasa's default rule does."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    processor = Agent.load(str(model)).processor
    predictions = []
    for question in questions:
        parsed = await processor.parse_message(UserMessage(question.text))
        intent = parsed["intent"]
        predictions.append(prediction(question.text, str(intent["name"]), float(intent["confidence"]), []))
    return predictions


def train_diet(name: str, epochs: int, questions: list[Question]) -> Row:
    """Train a pipeline that ends in Rasa's DIETClassifier on our data and score it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yml"
        pipeline = DIET_PIPELINES[name] + DIET.format(epochs=epochs)
        config.write_text(f"recipe: default.v1\nassistant_id: compared\nlanguage: en\npipeline:{pipeline}policies:\n  - name: RulePolicy\n")
        command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(config), "--nlu", "data", "--out", folder]
        start = time.monotonic()
        subprocess.run([*command, "--fixed-model-name", "compared"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - start
        model = Path(folder) / "compared.tar.gz"
        predictions = asyncio.run(parse_all(model, questions))
        misspelt = typed(questions, SEED)
        typos = measure(misspelt, asyncio.run(parse_all(model, misspelt)))
    return Row(f"{name} ({epochs} epochs)", measure(questions, predictions), typos["acceptable"], seconds, predictions)


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    columns = ("acceptable", "asked back", "wrongly declined", "declined clinc_oos", "declined medical_other", "declined keyword_trap")
    heads = ("acceptable", "asked back", "wrongly declined", "declined: daily life", "other medical", "look-alikes")
    lines = ["| system | " + " | ".join(heads) + " | acceptable with two typos | fitted in |", "|---" * (len(heads) + 3) + "|"]
    for row in rows:
        cells = [f"{row.figures[column]:.1f}" for column in columns]
        lines.append(f"| {row.name} | " + " | ".join(cells) + f" | {row.with_typos:.1f} | {row.seconds:.0f} s |")
    return "\n".join(lines)


def draw_reliability(path: Path, questions: list[Question], predictions: list[Prediction]) -> float:
    """Draw confidence against truth and return the expected calibration error."""
    import matplotlib.pyplot as plt

    confidences, right = calibration_pairs(questions, predictions)
    bins = reliability(confidences, right)
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], "--", color="grey", label="as sure as right")
    axes.plot([bin_.confidence for bin_ in bins], [bin_.right for bin_ in bins], "o-", label="measured")
    for bin_ in bins:
        axes.annotate(str(bin_.count), (bin_.confidence, bin_.right), textcoords="offset points", xytext=(6, -12))
    axes.set(xlabel="mean confidence", ylabel="share that was right", title="Reliability (figures: messages in the bin)")
    axes.legend()
    figure.savefig(path, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return calibration_error(confidences, right)


def draw_confusion(path: Path, questions: list[Question], predictions: list[Prediction]) -> None:
    """Draw which family was taken for which."""
    import matplotlib.pyplot as plt

    pairs = []
    for question, made in zip(questions, predictions, strict=True):
        taken = family(made.best) if made.best else OUT_OF_SCOPE
        taken = taken if is_question(made.best or "") else OUT_OF_SCOPE
        wanted = question.topics or (OUT_OF_SCOPE,)
        pairs.append((taken if taken in wanted else wanted[0], taken))
    names = sorted({name for pair in pairs for name in pair})
    counts = Counter(pairs)
    grid = np.array([[counts[(row, column)] for column in names] for row in names], float)
    shares = grid / np.maximum(grid.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(9, 8))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set(xticks=range(len(names)), yticks=range(len(names)), xlabel="understood as", ylabel="asked")
    axes.set_xticklabels(names, rotation=90)
    axes.set_yticklabels(names)
    for (row, column), count in np.ndenumerate(grid):
        if count:
            axes.text(
                column, row, f"{count:.0f}", ha="center", va="center", fontsize=8, color="white" if shares[row, column] > 0.5 else "black"
            )
    figure.savefig(path, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)


def errors_of(questions: list[Question], predictions: list[Prediction]) -> str:
    """Return the ten most common kinds of error with an example each, as Markdown."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for question, made in zip(questions, predictions, strict=True):
        wrong = not made.right_for(question) if question.topics else made.outcome != "declined"
        if wrong:
            wanted = question.topics[0] if question.topics else f"{OUT_OF_SCOPE} ({question.kind})"
            kinds.setdefault((wanted, ", ".join(made.topics) if made.topics else made.outcome), []).append(question.text)
    lines = ["| asked | what came | how often | example |", "|---|---|---|---|"]
    for (wanted, came), texts in sorted(kinds.items(), key=lambda kind: -len(kind[1]))[:10]:
        lines.append(f"| {wanted} | {came} | {len(texts)} | {min(texts, key=len).replace('|', ' ')[:160]} |")
    return "\n".join(lines)


def main() -> None:
    """Train, score, draw and write."""
    quiet()
    epochs = int(os.environ.get("EPOCHS") or "2")
    questions = read_questions(OWN_QUESTIONS)
    config, sentences = classifier_config(), training_sentences()
    clean = cleaner(sentences)
    ours = prepare(sentences, clean)
    rows: list[Row] = []

    def add(row: Row) -> None:
        rows.append(row)
        print(f"[compare] {row.name}: acceptable {row.figures['acceptable']:.1f}, fitted in {row.seconds:.0f} s", flush=True)

    for name in DIET_PIPELINES:
        add(train_diet(name, epochs, questions))
    model, seconds = fitted(ours, config)
    words_only, meaning_only = replace(model, word_share=1.0), replace(model, word_share=0.0)
    add(scored("TF-IDF and logistic regression (ours without the encoder)", (words_only, seconds), config, clean, questions))
    add(scored("nearest example", (Nearest(ours), 0.0), config, clean, questions))
    add(scored("ours", (model, seconds), config, clean, questions))
    add(scored("ours without the word model", (meaning_only, seconds), config, clean, questions))
    add(
        scored(
            "ours without a second look at the question in a story", (model, seconds), {**config, "question_share": 0.0}, clean, questions
        )
    )
    raw = prepare(sentences, tidy)
    add(scored("ours without spelling correction", fitted(raw, config), config, tidy, questions))
    kept = [i for i, intent in enumerate(ours.intents) if not intent.startswith(OUT_OF_SCOPE)]
    only = Examples([ours.texts[i] for i in kept], [ours.intents[i] for i in kept], ours.vectors[kept])
    add(scored("ours without the out-of-scope data", fitted(only, config), config, clean, questions))

    predictions = next(row.predictions for row in rows if row.name == "ours")
    REPORT.parent.mkdir(exist_ok=True)
    error = draw_reliability(REPORT.with_name("reliability.png"), questions, predictions)
    draw_confusion(REPORT.with_name("confusion.png"), questions, predictions)
    REPORT.write_text(
        REPORT_TEXT.format(
            machine=f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            sentences=len(sentences),
            questions=len(questions),
            table=table(rows),
            error=error,
            errors=errors_of(questions, predictions),
        ),
        encoding="utf-8",
    )
    print(f"[compare] Written to {REPORT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
