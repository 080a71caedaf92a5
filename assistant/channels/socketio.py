"""The Socket.IO door, for rasa-webchat and other widgets that speak Rasa's protocol.

Rasa's own class forgets to await `enter_room`, so with `session_persistence` no reply arrives (RasaHQ/rasa#13027). It also lets a client
choose its id, so who guesses one reads along. Here the id of a session is a token that only this server can issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint, SocketIOOutput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.background import Background
from assistant.channels.dialects.rasa import socketio
from assistant.channels.guard import Handler, Heard, crowded, guarded
from assistant.channels.sessions import Sessions, web_settings
from assistant.channels.socketio_wire import CheckedServer
from assistant.knowledge.library import regions
from assistant.knowledge.reply import Reply
from assistant.nlg import REGION

BOT_SAYS = "bot_uttered"


class WholeReplies(SocketIOOutput):
    """Sends a reply as one message in Rasa's format; Rasa's class cuts a text at every blank line."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a reply to all connections of a conversation."""
        await self._send_message(recipient_id, socketio(Reply.parse_obj(message["reply"])))


@dataclass
class Client:
    """An open connection: the request that opened it, and the conversation that it takes part in."""

    request: Request
    token: str | None = None
    conversation: str | None = None


class SocketIO(InputChannel):
    """Confirms `session_request` by `session_confirm`, and answers `user_uttered` by `bot_uttered`."""

    ENTRANCE = "/socket.io/"

    def __init__(self, origins: list[str], secret: str) -> None:
        """Serve pages of `origins`, with session tokens that `secret` signs."""
        self._sessions = Sessions(secret, self.name())
        self._server = CheckedServer(origins)
        self._clients: dict[str, Client] = {}

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return "socketio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SocketIO:
        """Make the door from its lines in a credentials file: `origins` separated by spaces, and `secret`.

        Raises:
            StartError: one of them cannot be what it should be.
        """
        return cls(*web_settings(credentials, "SOCKETIO_ORIGINS"))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of the door, its events and what to do when the server stops."""
        server = self._server
        door = SocketBlueprint(server, self.ENTRANCE, "socketio_door", "socketio_door")
        handle, background = guarded(on_new_message, self.name(), waits=False), Background(door)
        door.listener("before_server_stop")(server.close_all)

        @door.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @server.on("connect")
        async def connect(sid: str, environ: dict[str, Any], *_: Any) -> None:
            self._clients[sid] = Client(environ["sanic.request"])

        @server.on("disconnect")
        async def disconnect(sid: str, *_: Any) -> None:
            self._clients.pop(sid, None)

        @server.on("session_request")
        async def session_request(sid: str, data: Any = None, *_: Any) -> None:
            if sid in self._clients:  # else it left meanwhile
                await self._join(sid, data.get("session_id") if isinstance(data, dict) else None)

        @server.on("user_uttered")
        async def user_uttered(sid: str, data: Any = None, *_: Any) -> None:
            client = self._clients.get(sid)
            if client is None:
                return
            said = data if isinstance(data, dict) else {}
            text, region = said.get("message"), region_of(said)
            output, meant = WholeReplies(server, BOT_SAYS), said.get("session_id") in (None, client.token)
            if not meant or not self._sessions.conversation(client.token):
                await self._join(sid, client.token)
            if not meant:
                await Heard(output, sid, region).say("error")
            elif crowded(client.request):
                await Heard(output, sid, region).say("too_fast")
            else:
                metadata = {REGION: region} if region else {}
                message = UserMessage(text if isinstance(text, str) else None, output, client.conversation, metadata=metadata)
                background.start(handle(message))

        return door

    async def _join(self, sid: str, token: object) -> None:
        """Let a connection take part in the conversation of `token`, or in a new one if we did not issue it, and confirm which."""
        client = self._clients[sid]
        if client.conversation:
            await self._server.leave_room(sid, client.conversation)
        client.token = str(token) if self._sessions.conversation(token) else self._sessions.issue()
        client.conversation = self._sessions.conversation(client.token)
        await self._server.enter_room(sid, client.conversation)
        await self._server.emit("session_confirm", client.token, to=sid)


def region_of(data: dict[str, Any]) -> str | None:
    """Return the place that a page tells with a message: in `metadata`, or in the `customData` of rasa-webchat."""
    for name in ("metadata", "customData"):
        told = data.get(name)
        if isinstance(told, dict) and told.get(REGION) in regions():
            return str(told[REGION])
    return None
