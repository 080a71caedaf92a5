"""The cramp check: a form of short questions that ends in what to do."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import say
from actions.turns import replies_before
from assistant.knowledge.cramp_check import SLOT_PREFIX, shared_cramp_check
from assistant.nlu.clauses import questions

LEAVES = {"forget_me", "start_over", "stop_check"}  # intents that end the check, also if they could be read as an answer
ASKS_THE_SAME = {"cramp_check", "repeat"}  # the question is put again
# These interrupt the check right after a question was answered in between, and are about that answer.
FOLLOW_UPS = {"tell_me_more", "ask_why", "meant_low", "meant_high", "about_too_little", "about_too_much"}
# What does not interrupt the check if it is no answer: it is asked again in other words.
NO_INTERRUPTION = FOLLOW_UPS | {
    "nlu_fallback",
    "affirm",
    "deny",
    "choose_first",
    "choose_second",
    "choose_third",
    "something_else",
}


def forget_answers() -> list[EventType]:
    """Return the events that empty the check for the next time."""
    slots = [f"{SLOT_PREFIX}{step.id}" for step in shared_cramp_check().steps]
    return [SlotSet(slot, None) for slot in [*slots, "check_again"]]


def back_to_check(tracker: Tracker) -> list[EventType]:
    """Return the event that puts the question of the check again, if it is going on, for moves whose rule does not do so."""
    return [FollowupAction("cramp_check")] if tracker.active_loop else []


def leave_check() -> list[EventType]:
    """Return the events that end the check, if it is going on, and empty it."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), *forget_answers()]


class ValidateCrampCheck(Action):
    """Reads answers of the check, a correction of an earlier one, or nothing, if the person asks something else in between."""

    def name(self) -> str:
        """Return the name that Rasa's form asks for."""
        return "validate_cramp_check"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Fill the slots. No event at all makes the form step aside for what the person asked."""
        check, asked = shared_cramp_check(), tracker.get_slot("requested_slot")
        text = tracker.latest_message.get("text") or ""
        intent = str(tracker.get_intent_of_latest_message(skip_fallback_intent=False))
        if not asked or text.startswith("/") or intent in LEAVES:
            return []
        if intent in ASKS_THE_SAME:
            return [SlotSet("check_again", None)]
        given = {step.id: value for step in check.steps if (value := tracker.get_slot(f"{SLOT_PREFIX}{step.id}"))}
        corrected = check.correction(given, text)
        if corrected:
            return [SlotSet(f"{SLOT_PREFIX}{corrected[0]}", corrected[1]), SlotSet("check_again", None)]
        answers = {f"{SLOT_PREFIX}{step}": value for step, value in check.answers(given, text).items()}
        if asked in answers or (answers and not questions(text)):
            return [*(SlotSet(slot, value) for slot, value in answers.items()), SlotSet("check_again", None if asked in answers else True)]
        if intent in FOLLOW_UPS and any(reply.get("answered") for reply in replies_before(tracker)):
            return []
        unclear = intent in NO_INTERRUPTION or (intent.startswith("out_of_scope") and not questions(text))
        return [SlotSet("check_again", True)] if unclear else []


class ActionCheckResult(Action):
    """Closes the check."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_check_result"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Say what the answers lead to, and why."""
        slots = {step.id: tracker.get_slot(f"{SLOT_PREFIX}{step.id}") for step in shared_cramp_check().steps}
        say(dispatcher, "check_result", answers={step: value for step, value in slots.items() if value})
        return [*forget_answers(), SlotSet("topic", "when_to_see_doctor")]


class ActionStopCheck(Action):
    """Leaves the check."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_stop_check"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Stop it; without one "stop" gets a kind word."""
        say(dispatcher, "check_stopped" if tracker.active_loop else "deny")
        return leave_check()
