"""Tracker stores that can forget: Rasa's own keep every conversation. `endpoints.yml` names the one in use (`tracker_store: type:`)."""

from __future__ import annotations

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

FORGET = "forget"  # the slot that `actions/conversation.py` sets when a person wants to be forgotten


class ForgettingMemory(InMemoryTrackerStore):
    """Keeps conversations as long as the process lives, and deletes one when its person asks."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the conversation, or delete all of it."""
        if tracker.get_slot(FORGET):
            self.store.pop(tracker.sender_id, None)
        else:
            await super().save(tracker)


class ForgettingSQL(SQLTrackerStore):
    """Keeps conversations in a database, and deletes one when its person asks."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the conversation, or delete all of it."""
        if tracker.get_slot(FORGET):
            with self.session_scope() as session:
                session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == tracker.sender_id).delete()
                session.commit()
        else:
            await super().save(tracker)
