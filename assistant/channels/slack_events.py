"""Reads the requests of Slack. Pure: nothing is sent from here."""

from __future__ import annotations

import json
from typing import Any, Literal
from urllib.parse import parse_qs

from pydantic import BaseModel, Field, ValidationError

from assistant.channels.slack_interactions import ID, KEY, STAMP, Command, Press
from assistant.channels.slack_talk import Challenge, HomeOpened, Place, Said, person, words

TO_US = ("im", "mpim")  # the kinds of channels where everything that people write is meant for us


class Message(BaseModel):
    """The event that somebody wrote something."""

    type: Literal["message", "app_mention"]
    subtype: Literal["file_share", "thread_broadcast"] | None  # the others are notices, such as that somebody joined
    channel_type: str | None
    channel: str = Field(regex=ID)
    user: str = Field(regex=ID)
    ts: str = Field(regex=STAMP)
    thread_ts: str | None = Field(regex=STAMP)
    text: str | None
    bot_id: Any
    app_id: Any
    edited: Any

    def read(self, team: str) -> Said | None:
        """Return what was said, if a person said it, to us, and for the first time."""
        if self.bot_id or self.app_id or self.edited or (self.type == "message" and self.channel_type not in TO_US):
            return None
        direct = Place(self.channel, self.thread_ts)
        place = direct if direct.direct else Place(self.channel, self.thread_ts or self.ts)  # a thread leaves the others in peace
        # A mention may come as a message too. Both have this id.
        return Said(self.user, person(team, self.user, place), f"{team}:{self.channel}:{self.ts}", words(self.text or ""), place)


class Home(BaseModel):
    """The event that somebody opened our Home tab."""

    type: Literal["app_home_opened"]
    tab: Literal["home"]
    user: str = Field(regex=ID)


class Delivery(BaseModel):
    """The envelope of an event."""

    team_id: str = Field(regex=ID)
    event_id: str = Field(regex=KEY)
    event: Message | Home

    def read(self) -> Said | HomeOpened | None:
        """Return what the event means, if it is for us."""
        return HomeOpened(self.event.user, self.event_id) if isinstance(self.event, Home) else self.event.read(self.team_id)


def payload(body: bytes, content_type: str) -> Any:
    """Return what a request holds, of any type, or None if it cannot be read."""
    try:
        if content_type.startswith("application/json"):
            return json.loads(body)
        form = {field: values[0] for field, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        return json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None


def read(content: Any) -> Said | HomeOpened | Challenge | None:
    """Return what a request means, or None if it is nothing for us. That is no error: Slack goes on adding kinds."""
    if not isinstance(content, dict):
        return None
    kind = content.get("type")
    try:
        if "command" in content:
            return Command.parse_obj(content).read()
        if kind == "event_callback":
            return Delivery.parse_obj(content).read()
        if kind == "block_actions":
            return Press.parse_obj(content).read()
    except (ValidationError, RecursionError):
        return None
    challenge = content.get("challenge")
    return Challenge(challenge) if kind == "url_verification" and isinstance(challenge, str) else None
