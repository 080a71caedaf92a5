"""The shapes of what people do in Slack beside writing: slash commands and pressed buttons."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.channels.slack_talk import Place, Pressed, Said, person, words

ID = r"^[A-Z0-9]{1,40}\Z"
STAMP = r"^\d{1,20}\.\d{1,20}\Z"
KEY = r"^[A-Za-z0-9._-]{1,200}\Z"
LINK = r"^https?://\S{1,2000}\Z"
OUR_ROW = r"^[A-Z0-9]{1,40}\.[0-9a-f]{16}\.\d{1,2}\Z"  # the block id of our buttons, see `slack_send.addressed`
HELP = "what can you do"  # what a slash command without a question asks


class Command(BaseModel):
    """A slash command."""

    team_id: str = Field(regex=ID)
    channel_id: str = Field(regex=ID)
    user_id: str = Field(regex=ID)
    trigger_id: str = Field(regex=KEY)
    response_url: str = Field(regex=LINK)
    text: str = ""

    def read(self) -> Said:
        """Return the question. Only the person sees the answer, so it is a talk of its own in each channel."""
        talk = f"{self.team_id}:{self.user_id}:{self.channel_id}"
        place = Place(self.channel_id, private_url=self.response_url)
        return Said(self.user_id, talk, f"{self.team_id}:{self.trigger_id}", words(self.text) or HELP, place)


class Named(BaseModel):
    """A team, a person or a channel."""

    id: str = Field(regex=ID)
    team_id: str | None = Field(regex=ID)


class Words(BaseModel):
    """The text of a button."""

    text: str


class Action(BaseModel):
    """A button of ours that was pressed."""

    type: Literal["button"]
    block_id: str = Field(regex=OUR_ROW)
    value: str
    text: Words


class Container(BaseModel):
    """What the button stands in."""

    is_ephemeral: bool = False


class Message(BaseModel):
    """The message that the button stands in."""

    ts: str = Field(regex=STAMP)
    thread_ts: str | None = Field(regex=STAMP)
    text: str = ""
    blocks: list[dict[str, Any]] = []


class Press(BaseModel):
    """The interaction that somebody pressed a button of ours."""

    team: Named | None
    user: Named
    channel: Named | None
    container: Container
    message: Message | None
    response_url: str | None = Field(regex=LINK)
    actions: list[Action] = Field(min_items=1)

    def read(self) -> Said | None:
        """Return what was chosen, or None if the buttons are for somebody else: in a channel all see them."""
        action = self.actions[0]
        asker, message, _ = action.block_id.split(".")
        team = self.team.id if self.team else self.user.team_id
        if asker != self.user.id or team is None:
            return None
        answered_once = f"{team}:{message}"  # the message and not the press: whichever of its buttons comes first counts
        if not self.channel:  # on the Home tab; Slack takes a person's id for the channel of their direct messages
            return Said(asker, f"{team}:{asker}", answered_once, action.value, Place(asker))
        channel = self.channel.id
        if self.container.is_ephemeral and self.response_url:
            place = Place(channel, private_url=self.response_url, replaces=True)
            return Said(asker, f"{team}:{asker}:{channel}", answered_once, action.value, place)
        if not self.message:
            return None
        place = Place(channel, self.message.thread_ts)
        pressed = Pressed(channel, self.message.ts, self.message.text, self.message.blocks, action.text.text)
        return Said(asker, person(team, asker, place), answered_once, action.value, place, pressed)
