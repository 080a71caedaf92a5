"""Sends to Slack. What Slack does not take is tried again, then told as `NotSentError`."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import ClientError
from rasa.core.channels.channel import OutputChannel
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.channels.dialects.slack import chosen, home, render
from assistant.channels.slack_talk import Place, Pressed, Said
from assistant.knowledge.reply import Reply

logger = logging.getLogger(__name__)

API_BASE = "SLACK_API_BASE"  # for tests: another address than Slack's, ending in /api/
TRIES = 3  # more after the first


class NotSentError(Exception):
    """Slack did not take what we sent. The message is Slack's word for the reason, or the kind of failure."""


@contextmanager
def told() -> Iterator[None]:
    """Tell the failures of slack_sdk as `NotSentError`, without what was to be sent.

    Raises:
        NotSentError: what was within failed.
    """
    try:
        yield
    except SlackApiError as error:
        data = getattr(error.response, "data", None)
        reason = data.get("error") if isinstance(data, dict) else None
        raise NotSentError(str(reason or f"status {getattr(error.response, 'status_code', 'unknown')}")) from None
    except (ClientError, asyncio.TimeoutError, OSError) as error:
        raise NotSentError(type(error).__name__) from None


def retries() -> list[AsyncRetryHandler]:
    """Return what is tried again: too many messages (as long as Slack asks for), a failure of Slack, no connection."""
    return [AsyncRateLimitErrorRetryHandler(TRIES), AsyncServerErrorRetryHandler(TRIES), AsyncConnectionErrorRetryHandler(TRIES)]


def addressed(blocks: list[dict[str, Any]], user: str) -> list[dict[str, Any]]:
    """Return `blocks` whose buttons tell, by their block id, for whom they are and which message they belong to."""
    message = secrets.token_hex(8)
    return [{**block, "block_id": f"{user}.{message}.{at}"} if block["type"] == "actions" else block for at, block in enumerate(blocks)]


class SlackApi:
    """What the door asks of Slack's Web API."""

    def __init__(self, token: str) -> None:
        """Send with the token of the bot."""
        self._client = AsyncWebClient(token, base_url=os.environ.get(API_BASE, AsyncWebClient.BASE_URL), retry_handlers=retries())

    async def post(self, message: dict[str, Any], place: Place) -> None:
        """Send a message to a place.

        Raises:
            NotSentError: Slack did not take it.
        """
        with told():
            if not place.private_url:
                await self._client.chat_postMessage(channel=place.channel, thread_ts=place.thread, **message)
                return
            private = {**message, "response_type": "ephemeral", "replace_original": place.replaces}
            answer = await AsyncWebhookClient(place.private_url, retry_handlers=retries()).send_dict(private)
        if answer.status_code != 200:
            raise NotSentError(f"status {answer.status_code}")

    async def settle(self, pressed: Pressed) -> None:
        """Take the buttons off a message and show what was chosen.

        Raises:
            NotSentError: Slack did not take it.
        """
        with told():
            blocks = chosen(pressed.blocks, pressed.title)
            await self._client.chat_update(channel=pressed.channel, ts=pressed.stamp, text=pressed.text, blocks=blocks)

    async def show_home(self, user: str, reply: Reply) -> None:
        """Show a person the Home tab, which holds `reply`.

        Raises:
            NotSentError: Slack did not take it.
        """
        view = home(reply)
        with told():
            await self._client.views_publish(user_id=user, view={**view, "blocks": addressed(view["blocks"], user)})


class SlackOutput(OutputChannel):
    """Gives the replies to one message or press, with buttons for the person who sent it."""

    def __init__(self, api: SlackApi, said: Said) -> None:
        """Reply to what was said, where it was said."""
        self._api, self._said = api, said

    @classmethod
    def name(cls) -> str:
        """Return the name of the door."""
        return "slack"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a reply in Slack's dialect, and take the buttons away that asked for it: a press that counts is answered here.

        Raises:
            NotSentError: Slack did not take the reply.
        """
        rendered = render(Reply.parse_obj(message["reply"]))
        await self._api.post({**rendered, "blocks": addressed(rendered["blocks"], self._said.user)}, self._said.place)
        if self._said.pressed:
            await logged(self._api.settle(self._said.pressed))


async def logged(work: Awaitable[Any]) -> None:
    """Do `work`, and log, without the words, if Slack did not take what was sent."""
    try:
        await work
    except NotSentError as error:
        logger.error("Slack did not take a message: %s. See docs/channels.md.", error)
