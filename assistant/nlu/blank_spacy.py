"""spaCy without a downloaded model: tokens, sentences and matchers need none."""

from __future__ import annotations

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from spacy.language import Language


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="BlankSpacyNLP",
)
class BlankSpacyNLP(SpacyNLP):
    """Rasa's SpacyNLP, which takes only models on disk, with `spacy.blank(model)` and a rule-based sentence splitter."""

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """Return the blank pipeline of a language, such as `en`."""
        language = spacy.blank(spacy_model_name)
        language.add_pipe("sentencizer")
        return SpacyModel(model=language, model_name=f"blank-{spacy_model_name}")

    @staticmethod
    def ensure_proper_language_model(nlp: Language | None) -> None:
        """Accept a pipeline that was not read from disk."""
