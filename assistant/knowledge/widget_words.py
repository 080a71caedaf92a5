"""The words of the chat widget's own parts: its buttons, and what a screen reader says."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from assistant.knowledge.library import FOLDER, checked, read
from assistant.knowledge.schema import Strict

PATH = FOLDER / "widget.yml"


class WidgetWords(Strict):
    """What `widget.yml` holds."""

    lang: str = Field(regex=r"^[a-z]{2}(-[A-Z]{2})?$", description="the language of all that the assistant says")
    title: str
    open: str
    close: str
    new: str
    log: str
    you: str
    us: str
    typing: str
    question: str
    hint: str
    send: str
    retry: str
    emergency: str
    urgent: str
    table: str
    reviewed: date


def widget_words() -> WidgetWords:
    """Return the words of the widget.

    Raises:
        KnowledgeError: `widget.yml` is missing or broken.
    """
    return checked(WidgetWords, read(PATH), PATH)
