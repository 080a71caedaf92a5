"""A person who asks to be forgotten is forgotten, in memory and in a real database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.tracker_store import ForgettingMemory, ForgettingSQL

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=["memory", "database"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TrackerStore:
    domain = Domain.from_path(str(ROOT / "domain.yml"))
    if request.param == "memory":
        return ForgettingMemory(domain)
    return ForgettingSQL(domain, dialect="sqlite", db=str(tmp_path / "talks.db"))


def talk(store: TrackerStore, person: str) -> DialogueStateTracker:
    tracker = DialogueStateTracker(person, store.domain.slots)
    tracker.update(UserUttered("my calf cramps"))
    asyncio.run(store.save(tracker))
    return tracker


def test_only_who_asks_is_deleted(store: TrackerStore) -> None:
    forgetful, other = talk(store, "ann"), talk(store, "bob")
    assert asyncio.run(store.retrieve("ann"))
    forgetful.update(SlotSet("forget", True))
    asyncio.run(store.save(forgetful))
    assert asyncio.run(store.retrieve("ann")) is None
    assert asyncio.run(store.retrieve("bob")).latest_message.text == other.latest_message.text
