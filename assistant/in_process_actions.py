"""Runs the custom actions inside the Rasa process, in place of a second server."""

from __future__ import annotations

import json as json_module
import logging
from typing import Any, ClassVar

from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

logger = logging.getLogger(__name__)


class InProcessActions:
    """Takes the place of the action server's `EndpointConfig`: Rasa only calls `request` and reads `kwargs` and `url`."""

    url = "in-process"
    kwargs: ClassVar = {"enable_selective_domain": True}  # our actions do not read the domain, so it is not copied every turn

    def __init__(self) -> None:
        """Register the actions of the package `actions`."""
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Run the action that `json` names.

        Args:
            json: Rasa's action call: `next_action`, `sender_id`, `tracker`.

        Returns:
            `events` and `responses` of the action; an apology if it failed, so that nobody is left without a reply.

        Raises:
            ClientResponseError: the action declined to run, which Rasa's forms rely on.
        """
        try:
            return await self._executor.run(json) or {"events": [], "responses": []}
        except ActionExecutionRejection as rejection:
            body = json_module.dumps({"action_name": rejection.action_name, "error": rejection.message})
            raise ClientResponseError(400, "the action declined to run", body) from rejection
        except Exception as error:
            logger.error("The action '%s' failed: %s.", json.get("next_action"), type(error).__name__)
            return {"events": [], "responses": [{"response": "error"}]}
