"""Which doors open: one file a door, and a door that lacks something stays closed alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.shared.utils.io import read_config_file

from assistant.channels.credentials import VARIABLE, read_doors
from assistant.runtime import StartError

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "WIDGET_ORIGINS": "https://example.org",
    "WIDGET_SECRET": "s" * 32,
    "SOCKETIO_ORIGINS": "https://example.org",
    "SLACK_TOKEN": "xoxb-1-2",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
    "TELEGRAM_TOKEN": "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
    "TELEGRAM_WEBHOOK_URL": "https://example.org/webhooks/telegram/webhook",
    "TELEGRAM_SECRET": "a-secret",
}
FILES = [ROOT / "credentials.yml", *sorted((ROOT / "credentials").glob("*.yml"))]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The credentials of this project, every setting given."""
    shutil.copy(ROOT / "credentials.yml", tmp_path)
    shutil.copytree(ROOT / "credentials", tmp_path / "credentials")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def names(project: Path) -> set[str]:
    return {door.name() for door in read_doors(project).open}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_variable_of_a_shipped_file_is_filled_in(file: Path, project: Path) -> None:
    assert "${" not in str(read_config_file(str(file)))
    assert not [line for line in file.read_text().splitlines() if VARIABLE.search(line) and ('"' in line or "'" in line)]


def test_all_doors_open_if_all_is_set(project: Path) -> None:
    assert names(project) == {"rest", "widget", "socketio", "slack", "telegram"}
    assert not read_doors(project).closed


@pytest.mark.parametrize(
    ("setting", "door"),
    [
        ("WIDGET_SECRET", "widget"),
        ("SOCKETIO_ORIGINS", "socketio"),
        ("SLACK_TOKEN", "slack"),
        ("SLACK_SIGNING_SECRET", "slack"),
        ("TELEGRAM_TOKEN", "telegram"),
        ("TELEGRAM_SECRET", "telegram"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "${" + "NEVER_FILLED}", "changeme"])
def test_a_missing_or_made_up_setting_closes_its_door_and_no_other(
    project: Path, monkeypatch: pytest.MonkeyPatch, setting: str, door: str, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv(setting)
    else:
        monkeypatch.setenv(setting, value)
    if setting == "WIDGET_SECRET":  # both web doors sign with it
        monkeypatch.setenv("SOCKETIO_ORIGINS", "")
    doors = read_doors(project)
    assert door not in {opened.name() for opened in doors.open}
    assert {"rest", "slack" if door == "telegram" else "telegram"} <= {opened.name() for opened in doors.open}
    if not value:
        assert setting in doors.closed[door]
    assert "\n" not in doors.closed[door]


def test_a_quoted_variable_is_not_taken_for_a_secret(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project / "credentials/slack.yml"
    path.write_text(path.read_text().replace("${SLACK_SIGNING_SECRET}", '"${SLACK_SIGNING_SECRET}"'))
    assert "slack" not in names(project)


def test_a_broken_file_closes_its_door(project: Path) -> None:
    (project / "credentials/slack.yml").write_text("assistant.channels.slack.Slack: [")
    doors = read_doors(project)
    assert "slack.yml cannot be used" in doors.closed["slack"]
    assert "telegram" in {door.name() for door in doors.open}


def test_no_door_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"No door can open. rest: .*credentials.yml is missing"):
        read_doors(tmp_path)


def test_the_file_for_rasa_holds_no_secret(project: Path) -> None:
    written = read_doors(project).credentials()
    assert not [value for name, value in SETTINGS.items() if "ORIGINS" not in name and value in written]
