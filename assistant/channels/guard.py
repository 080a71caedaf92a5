"""The guard that every door stands behind: length, type, rate, duplicates, forged payloads, whose conversation it is, and the last resort.

It wraps what Rasa gives a channel to hand its messages to, so a door cannot go around it.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from rasa.core.channels.channel import OutputChannel, UserMessage
from sanic.request import Request

from assistant.knowledge.composer import Composer
from assistant.knowledge.library import shared_library
from assistant.nlg import REGION, response
from assistant.runtime import StartError

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 1000  # of a message
MAX_BODY = 4096  # bytes of a request, for the doors that choose their own format
NOTICE_RATE = parse("1 per 10 seconds")
ONCE = parse("1 per hour")  # longer than any platform goes on to send a message again
# What Rasa reads as a command and not as words. A person's words may begin so, but only a button's payload may pass.
COMMAND_SIGNS = "/@"
EXTERNAL = "EXTERNAL: "


def rate(setting: str, default: str) -> RateLimitItem:
    """Return how many messages an environment variable allows, such as "10 per 10 seconds".

    Raises:
        StartError: it is no rate.
    """
    value = os.environ.get(setting, default)
    try:
        return parse(value)
    except ValueError as error:
        raise StartError(f"{setting} is '{value}', expected for example '{default}'.") from error


PERSON_RATE = rate("PERSON_RATE", "10 per 10 seconds")
ADDRESS_RATE = rate("ADDRESS_RATE", "60 per 10 seconds")  # a household or an office shares one
Handler = Callable[[UserMessage], Coroutine[Any, Any, Any]]
storage = MemoryStorage()  # the limiter itself holds only a weak reference
limiter = MovingWindowRateLimiter(storage)


def crowded(request: Request) -> bool:
    """Tell whether too many messages came from the address of `request`. Asking counts as one."""
    return not limiter.hit(ADDRESS_RATE, "address", request.remote_addr or request.ip)


@cache
def payloads() -> frozenset[str]:
    """Return what our own buttons send: the questions, and the moves that have a button."""
    library = shared_library()
    moves = [name for name, text in library.texts.items() if text.title]
    return frozenset(f"/{name}" for name in (*library.entries, *moves))


def words(text: object) -> str:
    """Return what a person's message says, as nothing but words or the payload of one of our buttons.

    Args:
        text: what the door received, of any type.

    Returns:
        The text without control characters and without what would make it a command to Rasa; empty if it is no text.
    """
    if not isinstance(text, str):
        return ""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).strip()
    if text in payloads():
        return text
    before = None
    while text != before:
        before, text = text, text.lstrip(COMMAND_SIGNS).removeprefix(EXTERNAL).strip()
    return text


class Heard(OutputChannel):
    """A door's output channel that remembers whether anything was said, and knows its person by the door's own id."""

    def __init__(self, channel: OutputChannel, recipient: str, region: str | None) -> None:
        """Send by `channel` to `recipient`, with the numbers to call of `region`."""
        self.channel = channel
        self.recipient = recipient
        self.library = shared_library(region)
        self.spoke = False

    def name(self) -> str:
        """Return the name of the door's channel."""
        name: str = self.channel.name()
        return name

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a reply on. `recipient_id`, the conversation's id, carries the name of the door; the door's own id does not."""
        await self.channel.send_response(self.recipient, message)
        self.spoke = True

    async def say(self, name: str) -> None:
        """Say the reply `name` of `replies.yml`.

        Raises:
            KeyError: there is no such reply.
        """
        listed = response(Composer(self.library).text(name), self.name())
        await self.send_response(self.recipient, listed)


def guarded(handle: Handler, door: str, *, waits: bool) -> Handler:
    """Return a handler that lets only good messages through to `handle`, and answers in every case.

    Args:
        handle: what Rasa gives to a channel's `blueprint`.
        door: the name of the door. It goes before the ids of its conversations, so that no door reads those of another.
        waits: whether somebody waits for the reply to each message, as over REST. Else a flood gets one notice, not one a message.
    """

    async def receive(message: UserMessage) -> None:
        heard = Heard(message.output_channel, message.sender_id, (message.metadata or {}).get(REGION))
        person = f"{door}:{message.sender_id}"
        if not limiter.hit(ONCE, "message", door, message.message_id):
            return  # the platform sent it again
        if not limiter.hit(PERSON_RATE, "person", person):
            if waits or limiter.hit(NOTICE_RATE, "notice", person):
                await heard.say("too_fast")
            return
        if isinstance(message.text, str) and len(message.text) > MAX_CHARACTERS:
            await heard.say("too_long")
            return
        message.text = words(message.text)
        message.sender_id, message.output_channel, message.input_channel = person, heard, door
        try:
            await handle(message)
        except Exception as error:  # whatever it is, the person gets an answer
            logger.error("A message was not answered: %s.", type(error).__name__)
        if not heard.spoke:
            await heard.say("error")

    return receive
