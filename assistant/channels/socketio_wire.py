"""What comes over a Socket.IO connection, checked before python-socketio reads it.

It takes some broken packets for its own failures: it answers 500, logs the stack, or leaves the task of an event with an exception in it.
Here such a packet ends the connection it came by, which a client opens again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
from engineio.async_drivers import sanic as driver
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text
from socketio import AsyncServer
from socketio.packet import EVENT, Packet
from websockets.connection import State

from assistant.channels.guard import NOTICE_RATE, crowded, limiter

logger = logging.getLogger(__name__)

# Of one packet, and of a request. A message of 1,000 emoji, each of 12 bytes in JSON, and a session token fit in it.
MAX_PACKET = 16_384
# What a client of a text chat sends: close, probe, pong, upgrade; a connection to a namespace or its end, an event. Nothing binary.
PACKET = re.compile(r"1|2probe|3(probe)?|5|4[012].*", re.DOTALL)
CLOSE = "1"  # python-engineio would go on reading after it
REFUSED = 1008  # websocket's code for it
SEPARATOR = "\x1e"  # between the packets of one request
OWN_EVENTS = AsyncServer.reserved_events  # python-socketio would take a client's for its own


def readable(packet: object) -> bool:
    """Tell whether python-socketio can read an Engine.IO packet and hand it to nobody but the door's own event handlers."""
    if not isinstance(packet, str) or not PACKET.fullmatch(packet):
        return False
    if not packet.startswith("4"):
        return True
    try:
        content = Packet(encoded_packet=packet[1:])
    except (ValueError, RecursionError):
        return False
    if content.packet_type != EVENT:
        return True
    name = content.data[0] if isinstance(content.data, list) and content.data else None
    return isinstance(name, str) and name not in OWN_EVENTS


class CheckedWebSocket(driver.WebSocket):
    """A websocket that is at its end when the client says so, or something unreadable."""

    async def wait(self) -> str:
        """Return the next packet.

        Raises:
            OSError: there is none, which python-engineio closes the connection at.
        """
        # What Sanic's own `recv` does, which leaves a task behind when the connection breaks off.
        ended, next_packet = asyncio.Future[None](), asyncio.ensure_future(self._sock.assembler.get())
        self._sock.recv_cancel = ended  # Sanic cancels it at the end of the connection
        try:
            patience = 0 if self._sock.connection.state is State.CLOSED else self.server.ping_interval + self.server.ping_timeout
            done, _ = await asyncio.wait((ended, next_packet), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            next_packet.cancel()
        if next_packet not in done:
            raise OSError
        packet = next_packet.result()
        if packet == CLOSE or not readable(packet):
            self._sock.fail_connection(REFUSED)
            raise OSError
        return str(packet)


async def ignore(_: Any) -> None:
    """Take no notice."""


async def forget_unread(websocket: Any) -> None:
    """Let go of what a websocket brought, or still brings, after its end: Sanic keeps a task for every packet that nobody reads."""
    websocket.process_events = ignore
    assembler, all_taken = websocket.assembler, asyncio.ensure_future(websocket.process_event_mutex.acquire())  # first come, first served
    while not all_taken.done():
        if assembler.message_complete.is_set():  # its `get` fails here where an earlier one was broken off
            assembler.message_complete.clear()
            assembler.message_fetched.set()
        await asyncio.sleep(0.001)


class Engine(engineio.AsyncServer):
    """The connections below Socket.IO. It remembers its tasks, so that a stopping server leaves none behind."""

    def __init__(self, **settings: Any) -> None:
        """Read websockets with care."""
        super().__init__(**settings)
        self._async = {**driver._async, "websocket": CheckedWebSocket}
        self.tasks: set[asyncio.Future[Any]] = set()

    def start_background_task(self, target: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any) -> asyncio.Future[Any]:
        """Run `target` and return its task."""
        task: asyncio.Future[Any] = super().start_background_task(target, *args, **kwargs)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


class CheckedServer(AsyncServer):
    """A Socket.IO server that no request makes fail. It serves pages of the listed origins, and programs, which send no Origin."""

    def __init__(self, origins: list[str]) -> None:
        """Serve pages of `origins`, over websocket as over polling."""
        # No log of its own: at its lowest level it quotes messages, and at its highest what a client made up.
        silent = logging.getLogger(f"{__name__}.silent")
        silent.setLevel(logging.CRITICAL + 1)
        super().__init__(
            async_mode="sanic",
            cors_allowed_origins=origins,
            cors_credentials=False,
            max_http_buffer_size=MAX_PACKET,
            logger=silent,
            engineio_logger=silent,
        )

    def _engineio_server_class(self) -> type[Engine]:
        return Engine

    def attach(self, app: Sanic, socketio_path: str = "socket.io") -> None:
        """Serve at `socketio_path` of `app`."""
        app.config.WEBSOCKET_MAX_SIZE = MAX_PACKET

        async def serve(request: Request) -> HTTPResponse | None:
            connection = request.transport.get_protocol()
            try:
                answer = await self.handle_request(request)
            finally:
                if connection.websocket:  # not awaited: Sanic may have cancelled this task
                    self.eio.start_background_task(forget_unread, connection.websocket)
            return None if connection.websocket else answer  # a websocket has ended, so nothing can be sent

        serve.is_websocket = True  # type: ignore[attr-defined]  # lets Sanic take the None
        app.add_route(serve, f"/{socketio_path.strip('/')}/", methods=["GET", "POST", "OPTIONS"])
        app.enable_websocket()

    async def handle_request(self, request: Request) -> HTTPResponse:
        """Answer a request: a new connection, or a poll or a post of an open one."""
        origin = request.headers.get("origin")
        if origin and origin not in self.eio.cors_allowed_origins:
            if limiter.hit(NOTICE_RATE, "origin"):
                logger.error("A page of an origin that SOCKETIO_ORIGINS does not list was refused: %.200r", origin)
            return text("This origin is not listed.", 403)
        if len(request.body) > MAX_PACKET:
            return text(f"A request may have {MAX_PACKET} bytes.", 413)
        if request.body and not all(map(readable, request.body.decode(errors="replace").split(SEPARATOR))):
            return text("This is no Socket.IO packet.", 400)
        if "sid" not in request.args and crowded(request):
            return text("Too many connections from this address. Try again in ten seconds.", 429)
        try:
            return await super().handle_request(request)
        except Exception:  # the library checks little of what a client may send: a host, a header, a handshake, a session just closed
            return text("This is no Socket.IO request.", 400)

    async def close_all(self, *_: Any) -> None:
        """End every connection, so that a stopping web server need not wait for its polls."""
        for client in list(self.eio.sockets.values()):
            await client.close(wait=False)
        for task in self.eio.tasks:
            task.cancel()
