"""The policy that no flow can pass: what is urgent comes first, and an emergency stays until the person is safe."""

from __future__ import annotations

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

from assistant.nlu.urgency import together, urgent_reply

URGENT_ACTION = "action_urgent"
LISTEN: str = ACTION_LISTEN_NAME
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
        """Predict the urgent action for an urgent message or an open emergency, and to listen after it; else leave it to the others."""
        chances = self._default_predictions(domain)
        action = self._action(tracker)
        if action:
            chances[domain.index_for_action(action)] = 1.0
        return self._prediction(chances)

    @staticmethod
    def _action(tracker: DialogueStateTracker) -> str | None:
        if tracker.latest_action_name == URGENT_ACTION:
            return LISTEN
        if tracker.latest_action_name != LISTEN or not tracker.latest_message:
            return None
        said = [event for event in tracker.applied_events() if isinstance(event, UserUttered)]
        if urgent_reply(together([(event.timestamp, event.parse_data) for event in said])):
            return URGENT_ACTION
        still_open = tracker.get_slot("open_emergency") is not None
        ends = tracker.latest_message.intent.get("name") in ENDS_EMERGENCY
        return URGENT_ACTION if still_open and not ends else None
