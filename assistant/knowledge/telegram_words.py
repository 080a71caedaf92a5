"""The words that only people on Telegram see: `telegram.yml`, checked when it is loaded."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import Field

from assistant.knowledge.library import FOLDER, checked, read
from assistant.knowledge.schema import Strict


class Command(Strict):
    """One line of the menu. The bounds are Telegram's."""

    id: str = Field(regex=r"^[a-z0-9_]{1,32}$")
    description: str = Field(min_length=3, max_length=256)
    says: str = Field(min_length=2, description="words, or the payload of a button, that the command stands for")


class Headings(Strict):
    """What stands above a reply that sends to help."""

    emergency: str
    urgent: str


class TelegramWords(Strict):
    """All words of the file."""

    commands: list[Command] = Field(min_items=1)
    headings: Headings
    reviewed: date

    def meaning(self, command: str) -> str | None:
        """Return what a command (without slash) stands for, or None if it is none of ours."""
        return next((known.says for known in self.commands if known.id == command.lower()), None)


@cache
def shared_telegram_words() -> TelegramWords:
    """Return the words of this process, read once.

    Raises:
        KnowledgeError: the file is missing or broken.
    """
    path = FOLDER / "telegram.yml"
    return checked(TelegramWords, read(path), path)
