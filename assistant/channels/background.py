"""Work that goes on after a platform was told that its message arrived. Slack and Telegram send it again if that takes long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from sanic import Blueprint

logger = logging.getLogger(__name__)

PATIENCE = 15.0  # seconds that a stopping server waits for the answers it owes; Sanic's own bound for open requests


class Background:
    """The tasks of one door. A failing one is told in the log, without the person's words, and a stopping server waits for all."""

    def __init__(self, door: Blueprint) -> None:
        """Finish the work of `door` before the server stops."""
        self._tasks: set[asyncio.Task[None]] = set()
        door.listener("before_server_stop")(self.finish)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` and return at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the event loop itself holds only a weak reference
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("An answer could not be given: %s.", type(error).__name__)

    async def finish(self, *_: Any) -> None:
        """Wait for what is still running, but no longer than 15 seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)
