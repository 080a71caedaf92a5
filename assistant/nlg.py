"""The one door that words leave through: Rasa's NLG extension point (`nlg: type:` in `endpoints.yml`).

Rasa asks here for the words of every reply: those of our actions, which only name what to say, and those of its own default
actions (`utter_default`, `utter_restart`, ...). So no reply can miss the disclaimer or carry it twice.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import SLOT_PREFIX, shared_cramp_check
from assistant.knowledge.library import Library, shared_library
from assistant.knowledge.reply import Reply
from assistant.nlu.urgency import RED_FLAG

logger = logging.getLogger(__name__)

# What Rasa's default actions ask for -> our reply in replies.yml.
DEFAULT_ACTIONS = {"utter_default": "fallback", "utter_ask_rephrase": "fallback", "utter_restart": "restart", "utter_back": "back"}
ASKS_FOR = f"utter_ask_{SLOT_PREFIX}"  # Rasa's form asks so for the next answer of the cramp check
REGION = "region"  # the key of a message's metadata, set by a door that knows where its people are
WITHOUT_BUTTONS = "queue"  # the name of the channel behind `rasa shell`, where a list to read beats a menu that swallows typing


def answered_topics(tracker: DialogueStateTracker) -> set[str]:
    """Return the questions that were answered in this conversation."""
    said = [event.metadata for event in tracker.events if isinstance(event, BotUttered)]
    return {topic for metadata in said for topic in metadata.get("answered", ())}


def library_for(tracker: DialogueStateTracker) -> Library:
    """Return the knowledge with the numbers to call of the place that the door told with the last message, if it told one."""
    return shared_library(tracker.latest_message.metadata.get(REGION) if tracker.latest_message else None)


def notes_for(tracker: DialogueStateTracker, reply: Reply) -> list[str]:
    """Return the safety notes that the last message asks for below a reply that is not urgent itself."""
    red_flag = tracker.latest_message.parse_data.get(RED_FLAG, {}) if tracker.latest_message else {}
    if not red_flag or reply.outcome == "urgent" or tracker.active_loop_name:
        return []
    if red_flag["tier"] == "doctor":
        return [] if "when_to_see_doctor" in reply.groups else ["doctor_soon"]
    said_already = library_for(tracker).numbers.emergency in reply.body
    return ["if_it_happens_now"] if red_flag["asked_about"] and not said_already else []


def response(reply: Reply, output_channel: str) -> dict[str, Any]:
    """Return a reply as Rasa's response dictionary: `text`, `buttons`, and what actions, channels and evaluation read of it.

    These are `outcome`, `groups`, `answered` (questions), `tier`, `offered` (what the buttons choose, in order), and `reply`, the reply in
    parts for the doors that render it in a dialect of their own.

    Args:
        reply: the reply in parts.
        output_channel: the name of the channel that it goes to.
    """
    listed = output_channel == WITHOUT_BUTTONS
    buttons = [] if listed else [{"title": suggestion.title, "payload": suggestion.payload} for suggestion in reply.suggestions]
    return {
        "text": reply.plain(list_suggestions=listed),
        "buttons": buttons,
        "outcome": reply.outcome,
        "groups": list(reply.groups),
        "answered": list(reply.topics),
        "tier": reply.tier,
        "offered": [suggestion.payload.removeprefix("/") for suggestion in reply.suggestions],
        "reply": json.loads(reply.json()),  # as the database will hold it
    }


class ReplyGenerator(NaturalLanguageGenerator):
    """Composes what an action asked for from the knowledge module."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        """Load the knowledge. Rasa passes its endpoint settings and the domain; neither is needed.

        Raises:
            KnowledgeError: a knowledge file is broken.
        """
        shared_library()
        shared_cramp_check()

    def compose(self, response: str, tracker: DialogueStateTracker, about: dict[str, Any]) -> Reply:
        """Return the reply named `response`.

        Args:
            response: what `actions.say.say` lists, or what one of Rasa's default actions asks for.
            tracker: the conversation so far.
            about: `topic` or `topics`, ids of knowledge entries, or `answers` of the cramp check.
        """
        composer = Composer(library_for(tracker), answered_topics(tracker))
        try:
            if response.startswith(ASKS_FOR):
                starts = bool(tracker.latest_message) and tracker.latest_message.intent.get("name") == "cramp_check"
                again = bool(tracker.get_slot("check_again"))
                reply = composer.check_question(shared_cramp_check(), response.removeprefix(ASKS_FOR), introduce=starts, again=again)
            elif "answers" in about:
                reply = composer.check_result(shared_cramp_check().result(about["answers"]))
            elif "topics" in about:
                of_many = {"answers": composer.answers, "did_you_mean": composer.did_you_mean, "choose_which": composer.choose_which}
                reply = of_many[response](about["topics"])
            elif "topic" in about:
                reply = {"answer": composer.answer, "more": composer.more, "sources": composer.sources}[response](about["topic"])
            else:
                reply = composer.text(DEFAULT_ACTIONS.get(response, response))
            return composer.noted(reply, notes_for(tracker, reply))
        except KeyError as error:
            logger.error("No words for the response '%s' (%s). Add it to assistant/knowledge/.", response, error)
            return composer.text("error")

    async def generate(self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any) -> dict[str, Any]:
        """Return the reply as Rasa's response dictionary: see `response`."""
        return response(self.compose(utter_action, tracker, kwargs), output_channel)
