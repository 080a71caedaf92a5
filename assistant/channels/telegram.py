"""The Telegram door, behind the guard.

It does not build on Rasa's `TelegramInput`. That class calls Telegram while the server is put together, which ends the whole server if
Telegram cannot be reached, and it leaves the HTTP session of its client bound to a closed event loop, so that every later call fails. It
checks no secret and answers Telegram only after the person was answered. Nothing of it would be left but its name.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.background import Background
from assistant.channels.guard import ONCE, Handler, guarded, limiter
from assistant.channels.telegram_api import TelegramApi, TelegramError
from assistant.channels.telegram_output import ToTelegram
from assistant.channels.telegram_setup import Setup
from assistant.channels.telegram_shapes import Button
from assistant.channels.telegram_updates import Said, click_in, said_in
from assistant.knowledge.library import KnowledgeError
from assistant.knowledge.telegram_words import shared_telegram_words
from assistant.runtime import StartError

logger = logging.getLogger(__name__)

SECRET_HEADER = "x-telegram-bot-api-secret-token"
CHOSEN = "\N{CHECK MARK}"
PLACEHOLDER = re.compile(r"change.?me|your[-_ ]|\$\{|[<>]|^x+$", re.IGNORECASE)
SETTINGS = {  # what a credentials file must say: the shape, and how an operator learns of it
    "access_token": (r"\d+:[A-Za-z0-9_-]+", "TELEGRAM_TOKEN", "the token that BotFather gave you, such as 123456:ABC"),
    "webhook_url": (r"https://[^/\s]+/\S+", "TELEGRAM_WEBHOOK_URL", "https://HOST/webhooks/telegram/webhook with the name of your host"),
    "secret": (r"[A-Za-z0-9_-]{1,256}", "TELEGRAM_SECRET", "a random word of 1 to 256 letters, digits, _ or -"),
}


class Telegram(InputChannel):
    """Takes Telegram's updates, says at once that they arrived, and answers through the Bot API."""

    def __init__(self, access_token: str, webhook_url: str, secret: str) -> None:
        """Talk as the bot of `access_token`; only requests with `secret` come from Telegram."""
        self._api = TelegramApi(access_token)
        self._setup = Setup(self._api, webhook_url, secret)
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return ToTelegram.name()

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Telegram:
        """Make the door from its lines in a credentials file.

        Raises:
            StartError: a value is missing or cannot be right, or the words of the menu are broken.
        """
        given = credentials or {}
        for setting, (shape, variable, expected) in SETTINGS.items():
            value = str(given.get(setting) or "")
            if not re.fullmatch(shape, value) or PLACEHOLDER.search(value):
                raise StartError(f"{variable} is missing or wrong, expected {expected}.")
        try:
            shared_telegram_words()
        except KnowledgeError as error:
            raise StartError(str(error)) from error
        return cls(**{setting: str(given[setting]) for setting in SETTINGS})

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of the door."""
        door, handle = Blueprint("telegram_door", "telegram_door"), guarded(on_new_message, self.name(), waits=False)
        door.listener("after_server_start")(self._api.open)
        door.listener("after_server_start")(self._setup.start)
        door.listener("before_server_stop")(self._setup.stop)
        background = Background(door)
        door.listener("after_server_stop")(self._api.close)

        @door.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(self._secret, request.headers.get(SECRET_HEADER, "").encode(errors="replace")):
                return response.json({"error": "This is not from Telegram."}, status=403)
            try:
                update = request.json
            except (SanicException, ValueError, RecursionError):
                return response.json({"error": "Send JSON."}, status=400)
            if isinstance(update, dict):
                background.start(self._take(update, handle))
            return response.json({})  # it arrived; what it says is not Telegram's concern

        return door

    async def _take(self, update: dict[str, Any], handle: Handler) -> None:
        work = []
        click = click_in(update)
        if click is not None and limiter.hit(ONCE, "click", self.name(), click):
            work.append(self._tell("answerCallbackQuery", callback_query_id=click))
        said = said_in(update, self._setup.username)
        if said:
            if said.buttons is not None:
                left = keyboard_of(said.chosen)
                work.append(self._tell("editMessageReplyMarkup", chat_id=said.place.chat_id, message_id=said.buttons, reply_markup=left))
            work.append(self._hear(said, handle))
        await asyncio.gather(*work)

    async def _hear(self, said: Said, handle: Handler) -> None:
        await handle(UserMessage(said.text, ToTelegram(self._api, said.place), said.person, message_id=said.once))

    async def _tell(self, method: str, **parameters: Any) -> None:
        """Call a method that only tidies up. If it fails, the person still has the answer."""
        try:
            await self._api.call(method, **parameters)
        except TelegramError as error:
            logger.info("Telegram: %s failed (%s).", method, error)


def keyboard_of(chosen: Button | None) -> dict[str, Any]:
    """Return the keyboard that stays below a message after a click: what was chosen, so that the talk can be read later."""
    if chosen is None:
        return {"inline_keyboard": []}
    return {"inline_keyboard": [[{"text": f"{CHOSEN} {chosen.text.removeprefix(CHOSEN).strip()}", "callback_data": chosen.callback_data}]]}
