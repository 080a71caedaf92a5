"""Tells Telegram where the bot listens, as soon as Telegram can be reached. The other doors do not wait for that."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from assistant.channels.telegram_api import TelegramApi, TelegramError
from assistant.knowledge.telegram_words import shared_telegram_words

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between tries, doubled each time
UPDATES = ("message", "callback_query")  # all that the door reads; an edited message is not answered again


class Setup:
    """The registration of one bot with Telegram, in the background.

    Attributes:
        username: the bot's name, which groups call it by. None until Telegram has told it.
    """

    def __init__(self, api: TelegramApi, webhook_url: str, secret: str) -> None:
        """Register `webhook_url` by `api`. Telegram shall send `secret` with every update."""
        self._api, self._webhook_url, self._secret = api, webhook_url, secret
        self._task: asyncio.Task[None] | None = None
        self.username: str | None = None

    async def start(self, *_: Any) -> None:
        """Begin, and return at once."""
        self._task = asyncio.create_task(self._keep_trying())

    async def stop(self, *_: Any) -> None:
        """Give up if it is not done yet."""
        if self._task:
            self._task.cancel()

    async def _keep_trying(self) -> None:
        wait, told = FIRST_WAIT, ""
        while True:
            try:
                await self._register()
            except TelegramError as error:
                # These calls hold nothing that a person wrote, so Telegram's own words may be told.
                problem = f"{error}: {error.description}" if error.code else str(error)
                if problem != told:
                    logger.error("Telegram: the bot is not connected yet (%s). Trying again until it is.", problem)
                told = problem
            else:
                logger.info("Telegram: @%s is connected.", self.username)
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _register(self) -> None:
        me = await self._api.call("getMe", waits=())
        self.username = me.get("username") if isinstance(me, dict) else None
        updates = list(UPDATES)
        await self._api.call("setWebhook", waits=(), url=self._webhook_url, secret_token=self._secret, allowed_updates=updates)
        commands = [{"command": command.id, "description": command.description} for command in shared_telegram_words().commands]
        try:
            await self._api.call("setMyCommands", waits=(), commands=commands)
        except TelegramError as error:
            if error.passing:
                raise
            logger.error("Telegram: the menu of commands was refused (%s: %s). The bot works without it.", error, error.description)
