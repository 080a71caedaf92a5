"""What runs is what the lock file names (R4)."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

LOCK = Path(__file__).parents[2] / "locks" / "dev.lock"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_installed_packages_are_those_of_the_lock_file() -> None:
    locked = {plain(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", LOCK.read_text(), re.MULTILINE)}
    installed = {plain(found.metadata["Name"]): found.version for found in distributions()}
    wrong = {name: (version, installed.get(name)) for name, version in locked.items() if name in installed and installed[name] != version}
    assert not wrong
    assert {
        "rasa",
        "sanic",
        "python-socketio",
        "python-engineio",
        "slack-sdk",
        "aiogram",
        "aiohttp",
        "spacy",
    } <= locked.keys() & installed.keys()
    assert not installed.keys() - locked.keys() - {"pip", "setuptools", "wheel", "uv"}
