"""The understanding outside of Rasa, for scripts that fit and measure many variants: the same data, the same parts, no server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML

from assistant.nlu.encoder import shared_encoder
from assistant.nlu.spelling import Speller, count_words
from assistant.nlu.tidy import tidy
from assistant.runtime import ROOT

CONFIG = ROOT / "config.yml"
CLASSIFIER = "assistant.nlu.intent_classifier.QuestionClassifier"


@dataclass(frozen=True)
class Examples:
    """Training sentences, cleaned, with their intents and unit vectors, shape (examples, dimensions)."""

    texts: list[str]
    intents: list[str]
    vectors: npt.NDArray[np.float32]


def classifier_config() -> dict[str, Any]:
    """Return the classifier's settings: its defaults and what `config.yml` states."""
    from assistant.nlu.intent_classifier import QuestionClassifier

    pipeline = YAML(typ="safe").load(CONFIG)["pipeline"]
    stated = next(component for component in pipeline if component["name"] == CLASSIFIER)
    return {**QuestionClassifier.get_default_config(), **stated}


def training_sentences() -> list[tuple[str, str]]:
    """Return text and intent of every example in `data/nlu.yml`, as they are written there."""
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.loading import load_data

    examples = load_data(str(ROOT / "data" / "nlu.yml")).intent_examples
    return [(example.get(TEXT), example.get(INTENT)) for example in examples if example.get(TEXT)]


def cleaner(sentences: list[tuple[str, str]]) -> Callable[[str], str]:
    """Return the pipeline's clean-up, with the everyday words of `sentences`."""
    speller = Speller.from_files(count_words(tidy(text) for text, _ in sentences))
    return lambda text: speller.correct(tidy(text))


def encode(texts: list[str]) -> npt.NDArray[np.float32]:
    """Return the unit vectors of cleaned `texts`, shape (texts, dimensions)."""
    return np.stack([shared_encoder().encode(text) for text in texts])


def prepare(sentences: list[tuple[str, str]], clean: Callable[[str], str]) -> Examples:
    """Clean and encode `sentences`."""
    texts = [clean(text) for text, _ in sentences]
    return Examples(texts, [intent for _, intent in sentences], encode(texts))
