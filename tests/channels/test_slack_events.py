"""What the Slack door makes of requests, and of its settings, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.channels.credentials import read_doors
from assistant.channels.slack import Slack
from assistant.channels.slack_events import TO_US, Home, payload, read
from assistant.channels.slack_talk import Challenge, HomeOpened, Place, Said, words
from assistant.runtime import ROOT, StartError

MESSAGE = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1.2", "text": "leg &amp; foot"}
MENTION = {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.2", "text": "<@U9> hi"}
ENVELOPE = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1"}
GOOD = {"slack_token": "xoxb-1-2-abc", "slack_signing_secret": "8f742231b10e8888abcd99aaa85a5"}


def event(**changes: Any) -> Any:
    return read({**ENVELOPE, "event": {**MESSAGE, **changes}})


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        ("<@U123> leg cramps", "leg cramps"),
        ("leg <@U123|helper> cramps", "leg cramps"),
        ("<!here> <!subteam^S1|@doctors> why", "why"),
        ("see <https://a.example/b?c=1&amp;d>", "see https://a.example/b?c=1&d"),
        ("see <https://a.example|this page>", "see this page"),
        ("<mailto:a@b.example|a@b.example> <mailto:c@d.example>", "a@b.example c@d.example"),
        ("<tel:911|911> <tel:112>", "911 112"),
        ("in <#C1|health>", "in health"),
        ("300 &lt; 400 &amp; 5 &gt; 3", "300 < 400 & 5 > 3"),
        ("&amp;lt;", "&lt;"),
        ("a\n\n b\u00a0c", "a b c"),
        ("<<<>>>", "<<>>"),
        ("", ""),
    ],
)
def test_what_slack_marks_is_read_as_a_person_sees_it(sent: str, understood: str) -> None:
    assert words(sent) == understood


def test_a_direct_message_is_one_talk_and_a_thread_of_it_is_answered_there() -> None:
    assert event() == Said("U1", "T1:U1", "T1:D1:1.2", "leg & foot", Place("D1"))
    assert event(thread_ts="1.1") == Said("U1", "T1:U1", "T1:D1:1.2", "leg & foot", Place("D1", "1.1"))


def test_a_mention_and_the_same_message_in_a_group_are_the_same() -> None:
    mention = event(**MENTION, channel_type=None)
    assert mention == Said("U1", "T1:U1:C1:1.2", "T1:C1:1.2", "hi", Place("C1", "1.2"))
    assert event(**{**MENTION, "type": "message"}, channel_type="mpim") == mention
    assert event(**MENTION, thread_ts="1.1").person == "T1:U1:C1:1.1"


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"app_id": "A1"},
        {"edited": {"ts": "1.3"}},
        {"subtype": "channel_join"},
        {"channel_type": "channel"},
        {"user": "u1"},
        {"user": "U1\n"},
        {"channel": ""},
        {"ts": "now"},
        {"text": {}},
        {"type": "reaction_added"},
    ],
)
def test_what_is_not_said_to_us_is_nothing(changes: dict[str, Any]) -> None:
    assert event(**changes) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", None])
@pytest.mark.parametrize("text", ["hello", None, ""])
def test_a_message_with_a_file_or_to_the_channel_counts(subtype: str | None, text: str | None) -> None:
    assert event(subtype=subtype, text=text).text == (text or "")


def test_the_home_tab_counts_and_the_messages_tab_does_not() -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "event_ts": "1.1"}
    home, messages = ({**ENVELOPE, "event": {**opened, "tab": tab}} for tab in ("home", "messages"))
    assert read(home) == HomeOpened("U1", "Ev1")
    assert read(messages) is None


@pytest.mark.parametrize(
    ("body", "content_type", "content"),
    [
        (b'{"a": 1}', "application/json; charset=utf-8", {"a": 1}),
        (b"command=%2Fx&text=", "application/x-www-form-urlencoded", {"command": "/x", "text": ""}),
        (b"payload=%7B%22a%22%3A+1%7D", "application/x-www-form-urlencoded; charset=utf-8", {"a": 1}),
        (b"payload=%7B", "application/x-www-form-urlencoded", None),
        (b"{", "application/json", None),
        (b"\xff", "application/json", None),
        (b"\xff", "", None),
        (b"[" * 100_000, "application/json", None),
    ],
)
def test_bodies_of_all_kinds_can_be_read_or_are_nothing(body: bytes, content_type: str, content: Any) -> None:
    assert payload(body, content_type) == content


@pytest.mark.parametrize("content", [None, [], 5, "x", {}, {"type": []}, {"type": "url_verification", "challenge": 5}, {"command": "/x"}])
def test_what_has_no_meaning_is_nothing(content: Any) -> None:
    assert read(content) is None


def test_a_challenge_is_read() -> None:
    assert read({"type": "url_verification", "challenge": "x"}) == Challenge("x")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"slack_token": ""}, "slack_token of the Slack door is empty"),
        ({"slack_token": None}, "slack_token of the Slack door is empty"),
        ({"slack_token": "xoxb-your-token"}, "slack_token of the Slack door is empty or a placeholder"),
        ({"slack_token": "xoxp-1-2-abc"}, "which starts with 'xoxb-'"),
        ({"slack_signing_secret": "changeme"}, "slack_signing_secret of the Slack door is empty or a placeholder"),
        ({"slack_signing_secret": "xxxxxxxx"}, "slack_signing_secret of the Slack door is empty or a placeholder"),
        ({"slack_signing_secret": "  "}, "slack_signing_secret of the Slack door is empty or a placeholder"),
        ({"slack_signing_secret": 5}, "slack_signing_secret of the Slack door is empty or a placeholder"),
        ({"slack_signing_secret": "${SLACK_SIGNING_SECRET}"}, "Remove the quotes around it"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(StartError, match=reason):
        Slack.from_credentials({**GOOD, **changes})
    assert Slack.from_credentials(GOOD).name() == "slack"


def test_quotes_around_a_variable_close_the_door_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_TOKEN", GOOD["slack_token"])
    monkeypatch.setenv("SLACK_SIGNING_SECRET", GOOD["slack_signing_secret"])
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials.yml").write_text((ROOT / "credentials.yml").read_text())
    file = tmp_path / "credentials" / "slack.yml"
    file.write_text((ROOT / "credentials" / "slack.yml").read_text())
    assert [door.name() for door in read_doors(tmp_path).open] == ["rest", "slack"]
    file.write_text(file.read_text().replace("${SLACK_SIGNING_SECRET}", '"${SLACK_SIGNING_SECRET}"'))
    doors = read_doors(tmp_path)
    assert [door.name() for door in doors.open] == ["rest"]
    assert "Remove the quotes" in doors.closed["slack"]


def test_the_manifest_asks_for_what_the_door_hears_and_for_no_more() -> None:
    manifest = YAML(typ="safe").load(ROOT / "slack" / "manifest.yml")
    heard = {f"message.{kind}" for kind in TO_US} | {"app_mention", Home.__fields__["type"].type_.__args__[0]}
    needed = {"app_mention": "app_mentions:read", "message.im": "im:history", "message.mpim": "mpim:history", "app_home_opened": None}
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == heard == set(needed)
    scopes = {scope for scope in needed.values() if scope} | {"chat:write", "commands"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == scopes
    assert (
        manifest["features"]["app_home"] | {"home_tab_enabled": True, "messages_tab_read_only_enabled": False}
        == manifest["features"]["app_home"]
    )
    settings, command = manifest["settings"], manifest["features"]["slash_commands"][0]
    addresses = [settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"], command["url"]]
    assert addresses == ["https://YOUR-HOST/webhooks/slack/webhook"] * 3
    assert json.dumps(manifest).count("YOUR-HOST") == 3
