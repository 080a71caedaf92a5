"""The client of python-socketio. Reads a JSON line a message, {"emit": [name, data]}, and writes one an event: [name, data].

Rasa's aiohttp is too old for it, so it runs in an environment of its own, `.cache/clients-venv`:
python socketio_client.py URL websocket|polling
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import socketio


def tell(event: str, data: Any = None) -> None:
    sys.stdout.write(json.dumps([event, data]) + "\n")
    sys.stdout.flush()


async def main(url: str, transport: str) -> None:
    client = socketio.AsyncClient()
    client.on("connect", lambda: tell("connect"))
    client.on("*", tell)
    await client.connect(url, transports=[transport])
    while line := await asyncio.to_thread(sys.stdin.readline):
        await client.emit(*json.loads(line)["emit"])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
