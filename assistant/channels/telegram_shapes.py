"""The shapes of Telegram's updates, as far as the door reads them. A value of another type makes an update unknown to us."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr


class User(BaseModel):
    """Who sent a message or clicked a button."""

    id: StrictInt
    is_bot: StrictBool = False
    username: StrictStr | None


class Chat(BaseModel):
    """Where: with one person or in a group. In a channel nobody asks us."""

    id: StrictInt
    type: Literal["private", "group", "supergroup"]


class Original(BaseModel):
    """The message that another one replies to."""

    message_id: StrictInt
    sender: User | None = Field(alias="from")


class Button(BaseModel):
    """A button below a message of ours."""

    text: StrictStr
    callback_data: StrictStr | None


class Keyboard(BaseModel):
    """The buttons below a message, in rows."""

    inline_keyboard: list[list[Button]]


class Message(BaseModel):
    """A message, as far as we read it."""

    message_id: StrictInt | None
    chat: Chat
    sender: User | None = Field(alias="from")
    text: StrictStr | None
    caption: StrictStr | None
    original: Original | None = Field(alias="reply_to_message")
    message_thread_id: StrictInt | None
    is_topic_message: StrictBool = False
    media_group_id: StrictStr | None
    reply_markup: Keyboard | None


class Click(BaseModel):
    """A click on a button. `message` is the one that the button stood below; Telegram leaves it out if it is too old."""

    id: StrictStr
    sender: User = Field(alias="from")
    message: Message | None
    data: StrictStr | None
