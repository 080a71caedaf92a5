"""The words that only Slack needs, read from `slack.yml` and checked."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import Field

from assistant.knowledge.library import FOLDER, checked, read
from assistant.knowledge.schema import Strict


class SlackWords(Strict):
    """What stands around a reply in Slack."""

    emergency: str = Field(max_length=150, description="heading of an emergency; Slack limits headings to 150 characters")
    urgent: str = Field(max_length=150, description="heading of what is urgent")
    chosen: str = Field(description="stands before the words of the button that was pressed")
    home_title: str = Field(max_length=150, description="heading of the Home tab")
    home_note: str = Field(description="how to ask, on the Home tab")
    reviewed: date


@cache
def shared_slack_words() -> SlackWords:
    """Return the words of `slack.yml`.

    Raises:
        KnowledgeError: the file is missing or broken.
    """
    path = FOLDER / "slack.yml"
    return checked(SlackWords, read(path), path)
