"""What a request of Slack means to us, whatever its shape was."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

DIRECT = "D"  # the ids of direct messages start so
MARKED = re.compile(r"<([^<>]*)>")  # how Slack writes links, mentions and names
ADDRESSES = ("@", "!subteam", "!here", "!channel", "!everyone")


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a channel, a thread of it, or, for what only one person sees, an address that Slack made for it."""

    channel: str
    thread: str | None = None
    private_url: str | None = None
    replaces: bool = False  # the message that the address belongs to, which is the only way to take the buttons off it

    @property
    def direct(self) -> bool:
        """Tell whether only one person and we are there."""
        return self.channel.startswith(DIRECT)


@dataclass(frozen=True)
class Pressed:
    """A message of ours, and the words of its button that was pressed."""

    channel: str
    stamp: str
    text: str
    blocks: list[dict[str, Any]]
    title: str


@dataclass(frozen=True)
class Said:
    """What a person wrote or chose. `person` is the id of their talk with us, `user` Slack's id of them."""

    user: str
    person: str
    message_id: str
    text: str
    place: Place
    pressed: Pressed | None = None


@dataclass(frozen=True)
class HomeOpened:
    """A person looks at the Home tab."""

    user: str
    event_id: str


@dataclass(frozen=True)
class Challenge:
    """Slack asks whether this address is ours."""

    challenge: str


def person(team: str, user: str, place: Place) -> str:
    """Return whose talk it is: one for all direct messages of a person, one for each thread elsewhere."""
    return f"{team}:{user}" if place.direct else f"{team}:{user}:{place.channel}:{place.thread}"


def words(text: str) -> str:
    """Return what a person typed: without mentions, with the names of links and channels, and with `&`, `<` and `>` as they are."""
    return " ".join(html.unescape(MARKED.sub(name, text)).split())


def name(mark: re.Match[str]) -> str:
    """Return what a person sees of something that Slack marks, or a space for a mention."""
    target, _, label = mark[1].partition("|")
    if target.startswith(ADDRESSES):
        return " "
    return label or target.removeprefix("mailto:").removeprefix("tel:").lstrip("#!")
