"""The one door that words leave through: Rasa's NLG extension point (`nlg: type:` in `endpoints.yml`).

Rasa asks here for the words of every reply: those of our actions, which only name what to say, and those of its own default
actions (`utter_default`, `utter_restart`, ...). So no reply can miss the disclaimer or carry it twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.knowledge.library import shared_library
from assistant.knowledge.reply import Composer, Reply

logger = logging.getLogger(__name__)

# What Rasa's default actions ask for -> our reply in replies.yml.
DEFAULT_ACTIONS = {"utter_default": "fallback", "utter_ask_rephrase": "fallback", "utter_restart": "restart", "utter_back": "back"}
WITHOUT_BUTTONS = "queue"  # the name of the channel behind `rasa shell`, where a list to read beats a menu that swallows typing


class ReplyGenerator(NaturalLanguageGenerator):
    """Composes what an action asked for from the knowledge module."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        """Load the knowledge. Rasa passes its endpoint settings and the domain; neither is needed.

        Raises:
            KnowledgeError: a knowledge file is broken.
        """
        self._composer = Composer(shared_library())

    def compose(self, response: str, topic: str | None = None, topics: Sequence[str] = ()) -> Reply:
        """Return the reply named `response`.

        Args:
            response: `answer`, `more` or `sources`, each about `topic`; `answers` to all `topics` or `did_you_mean`, which offers them;
                else a reply of replies.yml.
            topic: the id of a knowledge entry.
            topics: ids of knowledge entries.
        """
        try:
            if topics:
                return {"answers": self._composer.answers, "did_you_mean": self._composer.did_you_mean}[response](topics)
            if topic is not None:
                return {"answer": self._composer.answer, "more": self._composer.more, "sources": self._composer.sources}[response](topic)
            return self._composer.text(DEFAULT_ACTIONS.get(response, response))
        except KeyError:
            logger.error("No words for the response '%s' (topic '%s'). Add it to assistant/knowledge/.", response, topic)
            return self._composer.text("error")

    async def generate(self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any) -> dict[str, Any]:
        """Return the reply as Rasa's response dictionary: `text`, `buttons`, and what evaluation reads: `outcome`, `groups`, `tier`."""
        reply = self.compose(utter_action, kwargs.get("topic"), kwargs.get("topics", ()))
        listed = output_channel == WITHOUT_BUTTONS
        buttons = [] if listed else [{"title": suggestion.title, "payload": suggestion.payload} for suggestion in reply.suggestions]
        return {
            "text": reply.plain(list_suggestions=listed),
            "buttons": buttons,
            "outcome": reply.outcome,
            "groups": list(reply.groups),
            "tier": reply.tier,
        }
