"""A small client of WebDriver BiDi, which Debian's firefox-esr speaks by itself. Playwright's Firefox is a patched one, not Debian's."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import websockets.client

from assistant.runtime import HOST, free_port
from tests.browser.chromium import program

START = 60.0  # seconds
ENTER, ESCAPE, TAB = "\ue007", "\ue00c", "\ue004"  # as WebDriver names these keys


class Firefox:
    """One tab of a running Firefox."""

    def __init__(self, socket: websockets.client.WebSocketClientProtocol) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._tab = ""

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Raises:
            AssertionError: Firefox refused it.
        """
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(await self._socket.recv())).get("id") != number:
            pass  # an event
        assert answer["type"] == "success", answer
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, url: str) -> None:
        """Open `url` in a new window; the first one has no focus, and there Enter presses no button."""
        await self.call("session.new", capabilities={})
        self._tab = (await self.call("browsingContext.create", type="window"))["context"]
        await self.call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def press(self, keys: str) -> None:
        """Press `keys` one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self.call("input.performActions", context=self._tab, actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    async def read(self, script: str) -> Any:
        """Return the value of a simple type that a JavaScript expression has."""
        result = await self.call("script.evaluate", expression=script, target={"context": self._tab}, awaitPromise=True)
        assert result["type"] == "success", result
        return result["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait until a JavaScript expression is true.

        Raises:
            AssertionError: it is not within 15 seconds.
        """
        for _ in range(75):
            if await self.read(f"Boolean({script})"):
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"not true in Firefox: {script}")


@asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[Firefox]:
    """Start Firefox without a window and connect to it."""
    port = free_port()
    command = [program("firefox-esr"), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
    try:
        end = asyncio.get_running_loop().time() + START
        while True:
            try:
                socket = await websockets.client.connect(f"ws://{HOST}:{port}/session", max_size=None)
                break
            except OSError:
                assert asyncio.get_running_loop().time() < end, "Firefox did not start"
                await asyncio.sleep(0.3)
        yield Firefox(socket)
        await socket.close()
    finally:
        process.terminate()
        await process.wait()
