"""Sends the replies of the Telegram door."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.channels.channel import OutputChannel

from assistant.channels.dialects.telegram import plain, render
from assistant.channels.telegram_api import TelegramApi, TelegramError
from assistant.channels.telegram_updates import Place
from assistant.knowledge.reply import Reply

logger = logging.getLogger(__name__)

BLOCKED = 403


class ToTelegram(OutputChannel):
    """Sends replies to one place on Telegram."""

    def __init__(self, api: TelegramApi, place: Place) -> None:
        """Send by `api` to `place`."""
        self._api, self._place = api, place

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return "telegram"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a reply in Telegram's dialect. If that cannot be done, only the log tells: an apology would not arrive either."""
        try:
            for part in render(Reply.parse_obj(message["reply"])):
                await self._send(part)
        except TelegramError as error:
            if error.code == BLOCKED:
                logger.info("Telegram: a person has blocked the bot.")
            else:
                logger.error("Telegram: a reply could not be sent (%s).", error)

    async def _send(self, part: dict[str, Any]) -> None:
        where = self._place.parameters()
        try:
            await self._api.call("sendMessage", **where, **part, parse_mode="HTML")
        except TelegramError as error:
            if "can't parse" not in error.description:
                raise
            logger.error("Telegram: a reply was sent without bold and italics, its markup was refused.")
            await self._api.call("sendMessage", **where, **{**part, "text": plain(part["text"])})
