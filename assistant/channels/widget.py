"""The widget door: serves the chat widget, and takes what people write in it on the pages of listed sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.dialects.widget import render
from assistant.channels.guard import MAX_BODY, Handler, crowded, guarded
from assistant.channels.rest import json_object, refusal
from assistant.channels.sessions import Sessions, web_settings
from assistant.channels.widget_files import ServedFile, demo, script
from assistant.knowledge.composer import Composer
from assistant.knowledge.library import KnowledgeError, regions, shared_library
from assistant.knowledge.reply import Reply
from assistant.nlg import REGION
from assistant.runtime import StartError

PREFLIGHT = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "content-type", "Access-Control-Max-Age": "7200"}


class Replies(OutputChannel):
    """Collects replies in the widget's dialect."""

    def __init__(self) -> None:
        """Start with none."""
        self.said: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the name of the door."""
        return Widget.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        self.said.append(render(Reply.parse_obj(message["reply"])))


@dataclass(frozen=True)
class Widget(InputChannel):
    """Answers `{"session": ..., "message": ...}` from pages on listed origins. Only this server issues sessions."""

    origins: frozenset[str]
    sessions: Sessions
    script: ServedFile
    demo: ServedFile

    ENTRANCE = "/webhooks/widget/demo"

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return "widget"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Widget:
        """Make the door from its lines in a credentials file: `origins` separated by spaces, and `secret`.

        Raises:
            StartError: one of them cannot be what it should be, or a file of the widget is broken.
        """
        origins, secret = web_settings(credentials, "WIDGET_ORIGINS")
        try:
            return cls(frozenset(origins), Sessions(secret, cls.name()), script(), demo())
        except (KnowledgeError, OSError) as error:
            raise StartError(f"The widget cannot be served: {error}") from error

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of the door."""
        door, handle = Blueprint("widget_door", "widget_door"), guarded(on_new_message, self.name(), waits=True)

        @door.route("/widget.js", methods=["GET"])
        async def serve_script(request: Request) -> HTTPResponse:
            return self.script.answer(request)

        @door.route("/demo", methods=["GET"])
        async def serve_demo(request: Request) -> HTTPResponse:
            return self.demo.answer(request)

        @door.route("/session", methods=["POST"])
        async def issue(request: Request) -> HTTPResponse:
            body = self.read(request)
            return body if isinstance(body, HTTPResponse) else response.json({"session": self.sessions.issue()})

        @door.route("/message", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = self.read(request)
            if isinstance(body, HTTPResponse):
                return body
            person = self.sessions.conversation(body.get("session"))
            if not person:
                return refusal(401, "This session is not known or its day is over. Ask for a new one.")
            text, region, replies = body.get("message"), body.get(REGION), Replies()
            place = {REGION: region} if region in regions() else {}  # else all numbers are told, which harms nobody
            await handle(UserMessage(text if isinstance(text, str) else None, replies, person, metadata=place))
            return response.json({"replies": replies.said})

        @door.route("/session", methods=["OPTIONS"], name="may_ask_for_session")
        @door.route("/message", methods=["OPTIONS"], name="may_send_message")
        async def preflight(request: Request) -> HTTPResponse:  # Rasa's own CORS answers before; this makes the address known
            return response.empty()

        @door.middleware("response")
        async def share(request: Request, answer: HTTPResponse) -> None:
            if request.method == "GET":
                return
            answer.headers.update({"Vary": "Origin", "Cache-Control": "no-store"})
            if self.lists(request):
                answer.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
                if request.method == "OPTIONS":
                    answer.headers.update(PREFLIGHT)

        return door

    def lists(self, request: Request) -> bool:
        """Tell whether a request comes from a page of a listed origin. Browsers tell the origin, and no page can forge it."""
        return request.headers.get("origin") in self.origins

    def read(self, request: Request) -> dict[str, Any] | HTTPResponse:
        """Return the JSON object of a request, or the refusal if it may not be answered."""
        if not self.lists(request):
            return refusal(403, "This origin is not in WIDGET_ORIGINS.")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return refusal(415, "Send application/json.")
        if len(request.body) > MAX_BODY:
            too_long = Composer(shared_library()).text("too_long")  # as the guard says it; 1,000 emoji have more than 4 kB
            return response.json({"replies": [render(too_long)]}, status=413)
        body = json_object(request)
        if body is None:
            return refusal(400, 'Send JSON: {"session": "<from session>", "message": "<text>"}.')
        if crowded(request):
            return refusal(429, "Too many messages from this address. Try again in ten seconds.")
        return body
