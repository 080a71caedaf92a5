"""A small client of Telegram's Bot API: calls with bounded patience, and failures without the token in them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import Any

import aiohttp

PUBLIC_API = "https://api.telegram.org"
TIMEOUT = aiohttp.ClientTimeout(total=20)
WAITS = (0.5, 1.0, 2.0, 4.0)  # seconds before each new try
LONGEST_WAIT = 30.0  # seconds; Rasa gives the turn of a conversation to the next message after 60
TRY_AGAIN_LATER = 429


class TelegramError(Exception):
    """A call failed.

    Attributes:
        code: what Telegram answered, or None if there was no answer.
        description: why, in Telegram's words. They may quote what was sent, so they belong in no log of a conversation.
        retry_after: the seconds that Telegram asks to wait.
    """

    def __init__(self, code: int | None, description: str, retry_after: float = 0.0) -> None:
        """Keep what is known about the failure."""
        super().__init__(f"Telegram answered {code}" if code else f"no answer, {description}")
        self.code, self.description, self.retry_after = code, description, retry_after

    @property
    def passing(self) -> bool:
        """Tell whether the same call may work later."""
        return self.code is None or self.code == TRY_AGAIN_LATER or self.code >= 500


class TelegramApi:
    """Calls Telegram as one bot. Open it inside the event loop that uses it."""

    def __init__(self, token: str) -> None:
        """Call as the bot that `token` belongs to. The environment variable TELEGRAM_API_BASE names another server than the public one."""
        self._address = f"{os.environ.get('TELEGRAM_API_BASE') or PUBLIC_API}/bot{token}"
        self._session: aiohttp.ClientSession | None = None

    async def open(self, *_: Any) -> None:
        """Get ready to call."""
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)

    async def close(self, *_: Any) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def call(self, method: str, waits: Sequence[float] = WAITS, **parameters: Any) -> Any:
        """Call a method, again after each of `waits` or after the time that Telegram names, and return its result.

        Raises:
            TelegramError: it was refused, or did not work in all tries.
        """
        for wait in waits:
            try:
                return await self._call(method, parameters)
            except TelegramError as error:
                pause = error.retry_after or wait
                if not error.passing or pause > LONGEST_WAIT:
                    raise
            await asyncio.sleep(pause)
        return await self._call(method, parameters)

    async def _call(self, method: str, parameters: dict[str, Any]) -> Any:
        if self._session is None:
            raise TelegramError(None, "the server is not open yet")
        try:
            async with self._session.post(f"{self._address}/{method}", json=parameters) as answer:
                status, body = answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            raise TelegramError(None, type(error).__name__) from None  # the error's text holds the address, and that the token
        if isinstance(body, dict) and body.get("ok") is True:
            return body.get("result")
        refusal = body if isinstance(body, dict) else {}
        pause = (refusal.get("parameters") or {}).get("retry_after", 0)
        raise TelegramError(status, str(refusal.get("description", "")), float(pause))
