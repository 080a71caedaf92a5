"""What an update of Telegram says, if it says something to us. Pure: nothing is sent from here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from assistant.channels.telegram_shapes import Button, Chat, Click, Message, User
from assistant.knowledge.telegram_words import shared_telegram_words

# What a person may send instead of text. The rest are notices, such as a new title or a pinned message, that nobody waits for an answer to.
CONTENTS = (
    *("animation", "audio", "contact", "dice", "document", "game", "location", "photo", "poll", "sticker", "story", "venue"),
    *("video", "video_note", "voice"),
)
COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where the answer goes: `chat_id`, and in groups the topic and the message that it replies to."""

    chat_id: int
    topic: int | None = None
    reply_to: int | None = None

    def parameters(self) -> dict[str, Any]:
        """Return the place as parameters of Telegram's sendMessage."""
        topic = {"message_thread_id": self.topic} if self.topic is not None else {}
        reply = {"message_id": self.reply_to, "allow_sending_without_reply": True}
        return {"chat_id": self.chat_id, **topic, **({"reply_parameters": reply} if self.reply_to is not None else {})}


@dataclass(frozen=True)
class Said:
    """What a person said to us, by words or by a click.

    Attributes:
        person: whose conversation it is: the chat, in a group the chat and the person.
        place: where the answer goes.
        text: the words or the data of the button; None if it was a photo or the like.
        once: an id that is the same when the same thing arrives again.
        buttons: the message whose buttons are used up now.
        chosen: the button that was clicked.
    """

    person: str
    place: Place
    text: str | None
    once: str
    buttons: int | None = None
    chosen: Button | None = None


def click_in(update: dict[str, Any]) -> str | None:
    """Return the id of the click that `update` tells of, if it does. Telegram's app shows a clock until it is answered."""
    query = update.get("callback_query")
    identity = query.get("id") if isinstance(query, dict) else None
    return identity if isinstance(identity, str) else None


def said_in(update: dict[str, Any], bot: str | None) -> Said | None:
    """Return what `update` says to the bot.

    Args:
        update: JSON from Telegram.
        bot: the bot's user name, or None if it is not known yet.

    Returns:
        None for what is not for us, or not from a person, or of a shape that we do not know.
    """
    once = f"update {update.get('update_id')}"
    try:
        if "callback_query" in update:
            return clicked(Click.parse_obj(update["callback_query"]), once)
        message = update["message"]
        return written(Message.parse_obj(message), once, bot, has_content=any(kind in message for kind in CONTENTS))
    except (ValidationError, KeyError):
        return None


def clicked(click: Click, once: str) -> Said | None:
    """Return what a click says. In a group, only who asked may use the buttons of the answer."""
    message, person = click.message, click.sender
    if message is None or click.data is None or person.is_bot:
        return None
    asked = message.original if message.chat.type != "private" else None
    if asked and asked.sender and not asked.sender.is_bot and asked.sender.id != person.id:
        return None
    if message.message_id is not None:  # so that two quick clicks on one button are one
        once = f"click {message.chat.id}:{message.message_id}:{person.id}:{click.data}"
    place = place_of(message, asked.message_id if asked else message.message_id)
    shown = (button for row in message.reply_markup.inline_keyboard for button in row) if message.reply_markup else ()
    chosen = next((button for button in shown if button.callback_data == click.data), None)
    return Said(conversation(message.chat, person), place, click.data, once, message.message_id, chosen)


def written(message: Message, once: str, bot: str | None, *, has_content: bool) -> Said | None:
    """Return what a message says, or None if it is a notice or, in a group, not addressed to us."""
    person = message.sender
    text = message.caption if message.text is None else message.text
    if person is None or person.is_bot or (text is None and not has_content):
        return None
    if text is None and message.media_group_id:
        once = f"album {message.media_group_id}"  # each of its pictures comes as a message
    words, called = addressed(text or "", bot)
    if message.chat.type != "private":
        author = message.original.sender if message.original else None
        if not called and not (bot and author and (author.username or "").lower() == bot.lower()):
            return None
    return Said(conversation(message.chat, person), place_of(message, message.message_id), None if text is None else words, once)


def addressed(text: str, bot: str | None) -> tuple[str, bool]:
    """Return what `text` says without the bot's name and with the meaning of a command, and whether it calls the bot."""
    called = False
    if bot:
        mention = re.compile(rf"(?<!\w)@{re.escape(bot)}(?!\w)", re.IGNORECASE)
        if command := COMMAND.fullmatch(text):  # the name in a command goes with it
            called = (command[2] or "").lower() == bot.lower()
        else:
            called, text = bool(mention.search(text)), mention.sub("", text).strip()
    if command := COMMAND.fullmatch(text):
        name, other, rest = command.groups()
        meaning = shared_telegram_words().meaning(name)
        return meaning or f"/{name} {rest or ''}".strip(), called or (meaning is not None and not other)
    return text, called


def conversation(chat: Chat, person: User) -> str:
    """Return the id of a conversation. In a group each person has one of their own."""
    return f"{chat.id}" if chat.type == "private" else f"{chat.id}:{person.id}"


def place_of(message: Message, reply_to: int | None) -> Place:
    """Return the place to answer in. With one person there is no need to show which message it is about."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, topic, None if message.chat.type == "private" else reply_to)
