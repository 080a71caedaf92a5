"""The Slack door. It takes nothing from Rasa's SlackInput but its name and its settings.

That class drops a message when Slack tries again, answers slash commands with an error, answers notices and mentions twice over, and keeps
one talk per person over direct messages and public channels. A subclass would have to replace each of its methods.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

from assistant.channels.background import Background
from assistant.channels.guard import ONCE, Handler, guarded, limiter
from assistant.channels.slack_events import payload, read
from assistant.channels.slack_send import SlackApi, SlackOutput, logged
from assistant.channels.slack_talk import Challenge, HomeOpened, Said
from assistant.knowledge.composer import Composer
from assistant.knowledge.library import shared_library
from assistant.runtime import StartError

logger = logging.getLogger(__name__)

PLACEHOLDER = re.compile(r"x{4}|changeme|change-me|your[-_ ]|^\W*$", re.IGNORECASE)
UNSIGNED = "Not signed by Slack: SLACK_SIGNING_SECRET is that of another app, or the clock of this machine is more than five minutes off."


class Slack(InputChannel):
    """Answers direct messages, mentions, slash commands and buttons, and fills the Home tab."""

    def __init__(self, slack_token: str, slack_signing_secret: str) -> None:
        """Speak with the token of the bot, and hear only what Slack signed with the secret of the app."""
        self._api = SlackApi(slack_token)
        self._verifier = SignatureVerifier(slack_signing_secret)

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the address and before the ids of conversations."""
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Slack:
        """Make the door from its lines in a credentials file: `slack_token` and `slack_signing_secret`.

        Raises:
            StartError: one of them cannot be right.
        """
        token, secret = (setting(credentials or {}, name) for name in ("slack_token", "slack_signing_secret"))
        if not token.startswith("xoxb-"):
            raise StartError(
                "slack_token is not a bot token, which starts with 'xoxb-'. It stands under 'OAuth & Permissions' of your Slack app."
            )
        return cls(token, secret)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of the door."""
        door, handle = Blueprint("slack_door", "slack_door"), guarded(on_new_message, self.name(), waits=False)
        background = Background(door)

        @door.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.signed(request):
                logger.warning("A request to the Slack door was refused. %s", UNSIGNED)
                return response.text(UNSIGNED, status=403)
            received = read(payload(request.body, request.content_type or ""))
            if isinstance(received, Challenge):
                return response.json({"challenge": received.challenge})
            # Slack waits three seconds, then sends again. So the work goes on behind the 200.
            if isinstance(received, HomeOpened) and limiter.hit(ONCE, "home", received.event_id):
                background.start(logged(self._api.show_home(received.user, Composer(shared_library()).text("help"))))
            if isinstance(received, Said):
                output = SlackOutput(self._api, received)
                background.start(logged(handle(UserMessage(received.text, output, received.person, message_id=received.message_id))))
            return response.text("")

        return door

    def signed(self, request: Request) -> bool:
        """Tell whether Slack signed a request, within the last five minutes."""
        given = [request.headers.get(name) for name in ("x-slack-request-timestamp", "x-slack-signature")]
        try:
            return self._verifier.is_valid(request.body, *given)
        except (ValueError, TypeError, OverflowError):  # no number, no ASCII, no UTF-8
            return False


def setting(credentials: dict[str, Any], name: str) -> str:
    """Return a setting of the credentials file.

    Raises:
        StartError: it is missing, or only a placeholder.
    """
    value = credentials.get(name)
    if isinstance(value, str) and "${" in value:
        raise StartError(f"{name} of the Slack door is still '{value}'. Remove the quotes around it in the credentials file.")
    if not isinstance(value, str) or PLACEHOLDER.search(value):
        raise StartError(f"{name} of the Slack door is empty or a placeholder. Your Slack app shows the real one, see docs/channels.md.")
    return value
