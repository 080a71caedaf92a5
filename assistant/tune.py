"""`make tune`: choose temperature and thresholds from the questions of `tests/data/tuning.jsonl` and write them to `config.yml`.

The questions are used for nothing else: `make evaluate` measures on others.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.evaluate import Question, read_questions
from assistant.evaluate_safety import read_lines
from assistant.nlu.families import URGENT, Families
from assistant.nlu.intent_model import IntentModel
from assistant.nlu.reader import Reader
from assistant.nlu.urgency import report
from assistant.runtime import ROOT, StartError, check_parts, quiet
from assistant.workbench import CONFIG, classifier_config, cleaner, encode, prepare, training_sentences

TUNING_QUESTIONS = ROOT / "tests" / "data" / "tuning.jsonl"
NEAR_DANGER = ROOT / "tests" / "data" / "near_danger.yml"
TEMPERATURES = np.arange(0.5, 3.01, 0.05)
IN_SCOPE = np.arange(0.05, 0.96, 0.01)
LOST_WEIGHT = 3  # a question of ours that is declined is as bad as three messages of others that are answered
PLATEAU = 31  # thresholds whose mean cost is compared, a wide stretch: of what people really write fewer messages are clear cases
FALSE_ALARMS = 0.03  # of harmless messages near danger that no rule sees through: the classifier is only the second net
ASKED_BACK = 0.02  # of the questions in scope, at most so many may be met with "did you mean"; of what people really write it will be more

Chances = npt.NDArray[np.float64]


def accepted(questions: list[Question], families: Families) -> npt.NDArray[np.bool_]:
    """Tell for every question which families are right, shape (questions, families). Declining is right for what is not in scope."""
    return np.array(
        [
            [
                name in question.topics if in_scope else question.kind is not None
                for name, in_scope in zip(families.names, families.in_scope, strict=True)
            ]
            for question in questions
        ]
    )


def cooled(chances: Chances, temperature: float) -> Chances:
    """Return the `chances`, shape (texts, intents), at another temperature."""
    powers = chances ** (1 / temperature)
    normal: Chances = powers / powers.sum(axis=1, keepdims=True)
    return normal


def largest_keeping(values: Chances, share: float) -> float:
    """Return the largest threshold that at most `share` of the `values` stay below, shape (values,)."""
    ordered = np.sort(values)
    return float(ordered[int(share * len(ordered))])


def tune(questions: list[Question], chances: Chances, near_danger: Chances, intents: npt.NDArray[np.str_]) -> dict[str, float]:
    """Choose temperature and thresholds.

    Args:
        questions: in scope and to be declined.
        chances: of every question, at temperature 1, shape (questions, intents).
        near_danger: the same of harmless messages that name danger, shape (messages, intents).
        intents: their names, shape (intents,).

    Returns:
        `temperature`, `urgent_threshold`, `in_scope_threshold` and `clarify_threshold`.
    """
    families = Families.of(intents)
    right = accepted(questions, families)

    def loss(temperature: float) -> float:
        by_family = families.summed(cooled(chances, temperature))
        return float(-np.log((by_family * right).sum(axis=1) + 1e-9).mean())

    temperature = float(min(TEMPERATURES, key=loss))
    by_family = families.summed(cooled(chances, temperature))
    asked = np.array([bool(question.topics) for question in questions])
    urgent = np.array([question.topics[:1] == (URGENT,) for question in questions])
    ours = by_family[:, families.in_scope]
    total = ours.sum(axis=1)
    danger = families.summed(cooled(near_danger, temperature))[:, families.names.index(URGENT)]
    costs = np.array([LOST_WEIGHT * (total[asked] < threshold).mean() + (total[~asked] >= threshold).mean() for threshold in IN_SCOPE])
    plateaus = np.convolve(costs, np.ones(PLATEAU) / PLATEAU, mode="valid")
    middles = IN_SCOPE[PLATEAU // 2 : len(IN_SCOPE) - PLATEAU // 2]
    return {
        "temperature": round(temperature, 2),
        "urgent_threshold": round(largest_keeping(danger, 1 - FALSE_ALARMS) + 0.005, 2),
        "in_scope_threshold": round(float(middles[plateaus.argmin()]), 2),
        "clarify_threshold": round(largest_keeping(ours[asked & ~urgent].max(axis=1), ASKED_BACK) - 0.005, 2),
    }


def near_danger(clean: Callable[[str], str]) -> list[str]:
    """Return the harmless messages near danger, cleaned, of which no red-flag rule sees that they name one."""
    texts = [clean(text) for line in read_lines(NEAR_DANGER) for text in line.texts]
    return [text for text in texts if not report(text)["asked_about"]]


def read_all(model: IntentModel, config: dict[str, Any], texts: list[str]) -> Chances:
    """Return the chances of all intents for cleaned `texts`, shape (texts, intents)."""
    reader = Reader(model, config)
    return np.stack([reader.read(text, vector).chances for text, vector in zip(texts, encode(texts), strict=True)])


def write(values: dict[str, float]) -> None:
    """Write the values into `config.yml`, each on the line that holds it now, and the date into the line above them.

    Raises:
        StartError: `config.yml` has no line for a value.
    """
    text = CONFIG.read_text(encoding="utf-8")
    for name, value in values.items():
        text, count = re.subn(rf"(?m)^(    {name}:) .*$", rf"\1 {value}", text)
        if count != 1:
            raise StartError(f"config.yml needs exactly one line '    {name}: ...' in the settings of the classifier.")
    CONFIG.write_text(re.sub(r"`make tune`, \d{4}-\d\d-\d\d", f"`make tune`, {date.today()}", text), encoding="utf-8")


def main() -> int:
    """Tune.

    Returns:
        The exit status: 0, or 2 if it could not run.
    """
    try:
        quiet()
        check_parts()
        config = {**classifier_config(), "temperature": 1.0}
        questions = read_questions(TUNING_QUESTIONS)
        sentences = training_sentences()
        clean = cleaner(sentences)
        print(f"[tune] Fitting on {len(sentences)} sentences, about two minutes ...", flush=True)
        examples = prepare(sentences, clean)
        model = IntentModel.fit(examples.texts, examples.vectors, examples.intents, config)
        chances = read_all(model, config, [clean(question.text) for question in questions])
        values = tune(questions, chances, read_all(model, config, near_danger(clean)), model.intents)
        write(values)
    except (StartError, OSError) as error:
        print(f"[tune] {error}", file=sys.stderr)
        return 2
    print("\n".join(f"[tune] {name}: {value}" for name, value in values.items()))
    print("[tune] Written to config.yml. `make train` uses them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
