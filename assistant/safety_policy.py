"""The policy that no flow can pass: what is urgent comes first, and an emergency stays until the person is safe."""

from __future__ import annotations

import re
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.knowledge.cramp_check import SLOT_PREFIX, shared_cramp_check
from assistant.nlu.urgency import red_flag, together, urgent_reply

URGENT_ACTION = "action_urgent"
LISTEN: str = ACTION_LISTEN_NAME
NOT_SAFE = re.compile(
    r"\b(?:not|n[o']?t|isnt|arent|aint|never|no longer)\s+(?:\w+\s+)?(?:safe|ok|okay|fine|well|good|better|alright|all right)\b", re.I
)
ENDS_EMERGENCY = ("safe_now", "forget_me")  # intents; the second deletes the conversation


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SafetyPolicy(Policy):
    """Answers with the urgent action before any rule or form is asked. It has nothing to learn."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults. The priority is above that of RulePolicy, 6."""
        return {"priority": 7}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """Make the policy."""
        return cls(config, model_storage, resource, execution_context)

    load = create

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing."""
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        """Predict the urgent action for an urgent message or an open emergency, and to listen after it; else leave it to the others.

        It is a "no user prediction", as that of an active form is, which would win otherwise.
        """
        chances = self._default_predictions(domain)
        action = self._action(tracker)
        if action:
            chances[domain.index_for_action(action)] = 1.0
        return self._prediction(chances, is_no_user_prediction=action is not None)

    @staticmethod
    def _action(tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name == URGENT_ACTION:
            return LISTEN
        if tracker.latest_action_name != LISTEN or not tracker.latest_message:
            return None
        said = [event for event in tracker.applied_events() if isinstance(event, UserUttered)]
        messages = together([(event.timestamp, event.parse_data) for event in said])
        # "Chest or jaw" is an answer to "where is the cramp": in the check only a rule can tell an emergency, not the classifier.
        flag = red_flag(messages) if _answers_the_check(tracker) else urgent_reply(messages)
        if flag:
            return URGENT_ACTION
        return URGENT_ACTION if tracker.get_slot("open_emergency") and not _is_over(tracker) else None


def _is_over(tracker: DialogueStateTracker) -> bool:
    """Tell whether the last message ends an emergency. "I am not safe" does not, whatever the classifier takes it for."""
    message = tracker.latest_message
    return message.intent.get("name") in ENDS_EMERGENCY and not NOT_SAFE.search(message.text or "")


def _answers_the_check(tracker: DialogueStateTracker) -> bool:
    """Tell whether the last message answers what the cramp check asks."""
    asked, text = tracker.get_slot("requested_slot"), tracker.latest_message.text or ""
    return bool(asked and tracker.active_loop_name) and shared_cramp_check().understand(asked.removeprefix(SLOT_PREFIX), text) is not None
