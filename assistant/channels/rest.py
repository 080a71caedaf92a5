"""The REST door: Rasa's format, behind the guard."""

from __future__ import annotations

import hmac
import os
from ipaddress import ip_address
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.dialects.rasa import rest
from assistant.channels.guard import MAX_BODY, Handler, crowded, guarded
from assistant.knowledge.reply import Reply

MAX_SENDER = 128
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")


class WholeReplies(CollectingOutputChannel):
    """Collects replies as they are; Rasa's class cuts a text at every blank line."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a reply."""
        await self._persist_message({"recipient_id": recipient_id, **rest(Reply.parse_obj(message["reply"]))})


class Rest(InputChannel):
    """Takes `{"sender": ..., "message": ...}` and returns the list of replies, which is never empty."""

    def __init__(self, token: str | None) -> None:
        """Ask every request for `token`; without one, serve only programs of this machine."""
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Rest:
        """Make the door. The token comes from the environment variable REST_TOKEN, so that the file needs none to be read."""
        return cls(os.environ.get("REST_TOKEN"))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of the door."""
        door, handle = Blueprint("rest_door", "rest_door"), guarded(on_new_message, self.name(), waits=True)

        @door.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.may_enter(request):
                return refusal(401, "Send the token of this door: 'Authorization: Bearer ...'.")
            if len(request.body) > MAX_BODY:
                return refusal(413, f"A request may have {MAX_BODY} bytes.")
            body = json_object(request) or {}
            sender = body.get("sender")
            if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER:
                return refusal(400, 'Send JSON: {"sender": "<an id of the conversation>", "message": "<text>"}.')
            if crowded(request):
                return refusal(429, "Too many messages from this address. Try again in ten seconds.")
            text = body.get("message")
            collector = WholeReplies()
            await handle(UserMessage(text if isinstance(text, str) else None, collector, sender))
            return response.json(collector.messages)

        return door

    def may_enter(self, request: Request) -> bool:
        """Tell whether a request has the token, or, if there is none, comes from this machine itself and not over a proxy."""
        if self._token:
            given = request.headers.get("authorization", "").encode(errors="replace")
            return hmac.compare_digest(f"Bearer {self._token}".encode(), given)
        return ip_address(request.ip).is_loopback and not any(name in request.headers for name in PROXY_HEADERS)


def json_object(request: Request) -> dict[str, Any] | None:
    """Return the JSON object that a request holds, or None if it holds anything else."""
    try:
        body = request.json
    except (SanicException, ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def refusal(status: int, reason: str) -> HTTPResponse:
    """Return the answer to a request that is no message."""
    return response.json({"error": reason}, status=status)
