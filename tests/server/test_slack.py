"""What people and attackers see of the Slack door (R14-R20), at the real server, with Slack's API from `emulate`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from assistant.knowledge.library import Library
from assistant.knowledge.slack_words import shared_slack_words
from tests.server.slack_fake.api import DEAD, PRIVATE, FakeSlack
from tests.server.slack_fake.workspace import FORM, JSON, SECRET, Person, Workspace, emulated, envelope, served, signature, wait_until

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slack") / "log"


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with emulated() as address:
        yield address


@pytest.fixture(scope="module")
def workspace(emulator: str, log: Path) -> Iterator[Workspace]:
    slack = FakeSlack(emulator)
    with served(slack, log) as url:
        yield Workspace(slack, url).acquainted()
    slack.close()


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.person("ana")


@pytest.fixture
def ben(workspace: Workspace) -> Person:
    return workspace.person("ben")


def shown(message: dict[str, Any]) -> str:
    """Return all the words of a message's blocks."""
    return json.dumps(message.get("view", message)["blocks"], ensure_ascii=False)


def titles(message: dict[str, Any]) -> list[str]:
    blocks = message.get("view", message)["blocks"]
    return [button["text"]["text"] for block in blocks if block["type"] == "actions" for button in block["elements"]]


def test_slack_is_told_that_the_address_is_ours(workspace: Workspace) -> None:
    body = json.dumps({"token": "x", "challenge": "3eZbrw1a", "type": "url_verification"}).encode()
    assert workspace.deliver(body).json() == {"challenge": "3eZbrw1a"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=\xe9"},
    ],
)
@pytest.mark.parametrize("challenge", [False, True])
def test_a_request_that_slack_did_not_sign_is_refused(workspace: Workspace, ana: Person, headers: dict[str, str], challenge: bool) -> None:
    asked = {"type": "url_verification", "challenge": "x"} if challenge else envelope(ana.writes("leg cramps", ana.opened()))
    with workspace.sends(0, seconds=0):
        answer = requests.post(f"{workspace.server}/webhooks/slack/webhook", json=asked, headers=headers, timeout=10)
    assert answer.status_code == 403
    assert "SLACK_SIGNING_SECRET" in answer.text


@pytest.mark.parametrize(("secret", "age"), [("another", 0), ("${SLACK_SIGNING_SECRET}", 0), (SECRET, 400), (SECRET, -400)])
def test_a_signature_of_another_app_or_time_is_refused(workspace: Workspace, ana: Person, secret: str, age: int) -> None:
    body = json.dumps(envelope(ana.writes("leg cramps", ana.opened()))).encode()
    with workspace.sends(0, seconds=0):
        assert workspace.deliver(body, **signature(body, secret=secret, age=age)).status_code == 403


def test_bytes_that_are_no_text_are_refused(workspace: Workspace) -> None:
    headers = {"Content-Type": FORM, **signature(b"payload=")}
    assert requests.post(f"{workspace.server}/webhooks/slack/webhook", data=b"payload=\xff", headers=headers, timeout=10).status_code == 403


def test_a_question_in_a_direct_message_is_answered_once(workspace: Workspace, ana: Person, library: Library) -> None:
    foods = library.entries["food_sources"]
    answer = ana.asks("foods rich in magnesium?")
    assert answer["channel"] == ana.opened()
    assert answer.get("thread_ts") is None
    assert shown(answer).count(library.texts["disclaimer"].text) == 1
    assert answer["text"].startswith(foods.answer)
    assert len(titles(answer)) == 3
    history = workspace.ask_slack("conversations.history", ana.token, channel=ana.opened())["messages"]
    assert history[0]["blocks"] == answer["blocks"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", JSON])
def test_a_content_type_with_a_charset_is_read(workspace: Workspace, ana: Person, content_type: str) -> None:
    with workspace.sends():
        workspace.deliver(json.dumps(envelope(ana.writes("leg cramps", ana.opened()))).encode(), content_type)


def test_what_slack_sends_again_is_answered_once(workspace: Workspace, ana: Person) -> None:
    body = json.dumps(envelope(ana.writes("leg cramps at night", ana.opened()))).encode()
    with workspace.sends(), ThreadPoolExecutor() as pool:
        again = [{}, *({"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} for number in (1, 2, 3))]
        assert [answer.status_code for answer in pool.map(lambda headers: workspace.deliver(body, **headers), again)] == [200] * 4


@pytest.mark.parametrize("reason", ["http_timeout", "connection_failed", "http_error"])
def test_a_second_try_is_answered_if_the_first_never_came(workspace: Workspace, ana: Person, reason: str) -> None:
    with workspace.sends():
        workspace.event(ana.writes("leg cramps", ana.opened()), **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason})


def test_a_mention_is_answered_in_its_thread_and_other_talk_is_left_alone(workspace: Workspace, ana: Person, library: Library) -> None:
    channel, foods = workspace.channel(), library.entries["food_sources"]
    said = ana.mentions("foods rich in magnesium?", channel)
    with workspace.sends() as answers:
        workspace.event(said)
        workspace.event({**said, "type": "message", "channel_type": "channel"})  # the same, where both events are subscribed
        workspace.event(ana.writes("thanks", channel, thread_ts=said["ts"]))
    assert answers[0]["thread_ts"] == said["ts"]
    replies = workspace.ask_slack("conversations.replies", ana.token, channel=channel, ts=said["ts"])["messages"]
    assert [reply["text"] for reply in replies if reply.get("blocks")] == [answers[0]["text"]]
    with workspace.sends() as more:
        workspace.event(ana.mentions("tell me more", channel, thread_ts=said["ts"]))
    assert more[0]["thread_ts"] == said["ts"]
    assert more[0]["text"].startswith(foods.more)


def test_a_group_of_people_is_answered_in_threads(workspace: Workspace, ana: Person, ben: Person) -> None:
    group = ana.opened(ben.id)
    said = ana.writes("foods rich in magnesium?", group)
    mention = {key: value for key, value in said.items() if key != "channel_type"} | {"type": "app_mention"}
    with workspace.sends() as answers:
        workspace.event(said)
        workspace.event(mention)
    assert answers[0]["thread_ts"] == said["ts"]


def test_two_people_and_two_places_have_talks_of_their_own(workspace: Workspace, ana: Person, ben: Person, library: Library) -> None:
    ana.asks("foods rich in magnesium?")
    nothing = library.texts["no_topic"].text
    assert ben.asks("tell me more")["text"].startswith(nothing)
    with workspace.sends() as answers:
        workspace.event(ana.mentions("tell me more", workspace.channel()))
    assert answers[0]["text"].startswith(nothing)
    assert ana.asks("tell me more")["text"].startswith(library.entries["food_sources"].more)


def test_the_whole_cramp_check_is_done_by_buttons(workspace: Workspace, ana: Person) -> None:
    message = ana.asks("check my cramps with me")
    first = len(titles(message))
    for _ in range(8):
        with workspace.sends() as answers:
            assert workspace.interact(ana.press(message, titles(message)[0])).status_code == 200
        message = answers[0]
    assert first == 8
    assert "source" in message["text"].lower()


def test_a_pressed_button_is_answered_once_and_the_buttons_go(workspace: Workspace, ana: Person, library: Library) -> None:
    message = ana.asks("foods rich in magnesium?")
    one, other = titles(message)[:2]
    with workspace.sends() as answers, ThreadPoolExecutor() as pool:
        list(pool.map(workspace.interact, [ana.press(message, one), ana.press(message, one)]))
        workspace.interact(ana.press(message, other))
    assert answers[0]["text"].startswith(library.entries[library.questions[one]].answer)
    history = workspace.ask_slack("conversations.history", ana.token, channel=ana.opened())["messages"]
    after = next(said for said in history if said["ts"] == message["answer"]["ts"])
    assert titles(after) == []
    assert f"{shared_slack_words().chosen} {one}" in shown(after)
    assert after["blocks"][-1] == message["blocks"][-1], "the disclaimer stays the last"
    assert len([body for body in workspace.sent("chat.update") if body["ts"] == after["ts"]]) == 1


def test_buttons_in_a_channel_are_for_who_asked(workspace: Workspace, ana: Person, ben: Person) -> None:
    said = ana.mentions("foods rich in magnesium?", workspace.channel())
    with workspace.sends() as answers:
        workspace.event(said)
    with workspace.sends(0, seconds=0):
        workspace.interact(ben.press(answers[0], titles(answers[0])[0]))
    with workspace.sends() as more:
        workspace.interact(ana.press(answers[0], titles(answers[0])[0]))
    assert more[0]["thread_ts"] == said["ts"]


def test_the_slash_command_is_answered_to_the_person_alone(workspace: Workspace, ana: Person, library: Library) -> None:
    with workspace.sends(0, seconds=0), workspace.sends(1, PRIVATE) as answers:
        acked = workspace.deliver(ana.command("foods rich in magnesium?", workspace.channel()), FORM)
    assert (acked.status_code, acked.text) == (200, "")
    assert answers[0]["response_type"] == "ephemeral"
    assert answers[0]["replace_original"] is False
    assert answers[0]["text"].startswith(library.entries["food_sources"].answer)
    with workspace.sends(1, PRIVATE) as more:
        press = ana.press(answers[0], titles(answers[0])[0])
        workspace.interact(press)
        workspace.interact(press)
    assert more[0]["replace_original"] is True, "the only way to take the buttons off a message that one person sees"


def test_the_slash_command_without_a_question_shows_help(workspace: Workspace, ana: Person, library: Library) -> None:
    with workspace.sends(1, PRIVATE) as answers:
        workspace.deliver(ana.command("  ", workspace.channel()), FORM)
    assert answers[0]["text"].startswith(library.texts["help"].text)


def test_the_home_tab_tells_what_to_ask_and_its_buttons_are_answered_in_messages(
    workspace: Workspace, ana: Person, library: Library
) -> None:
    opened = {"type": "app_home_opened", "user": ana.id, "channel": ana.opened(), "tab": "home", "event_ts": "1.1"}
    body = json.dumps(envelope(opened)).encode()
    with workspace.sends(1, "views.publish") as homes:
        workspace.deliver(body)
        workspace.deliver(body, **{"X-Slack-Retry-Num": "1"})
        workspace.event({**opened, "tab": "messages"})
    assert library.texts["help"].text in shown(homes[0])
    assert library.texts["disclaimer"].text in shown(homes[0])
    with workspace.sends() as answers:
        workspace.interact(ana.press(homes[0], titles(homes[0])[0]))
        workspace.interact(ana.press(homes[0], titles(homes[0])[0]))
    assert answers[0]["answer"]["channel"] == ana.opened()
    assert ana.asks("tell me more")["text"] != library.texts["no_topic"].text, "it is one talk"


def test_a_file_without_words_gets_a_friendly_reply(workspace: Workspace, ana: Person, library: Library) -> None:
    with workspace.sends() as answers:
        workspace.event({**ana.writes("x", ana.opened()), "text": "", "subtype": "file_share", "files": [{"id": "F1"}], "upload": False})
    assert answers[0]["text"].startswith(library.texts["no_words"].text)


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "channel_join"},
        {"subtype": "message_changed", "message": {"text": "leg cramps"}},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1"},
        {"app_id": "A1"},
        {"edited": {"user": "U1", "ts": "1.1"}},
        {"user": None},
        {"channel_type": "channel"},
        {"type": "reaction_added"},
        {"text": ["leg cramps"]},
    ],
)
def test_what_no_person_says_to_us_now_is_not_answered(workspace: Workspace, ana: Person, change: dict[str, Any]) -> None:
    with workspace.sends(0, seconds=0):
        assert workspace.event({**ana.writes("leg cramps", ana.opened()), **change}).status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (urlencode({"payload": json.dumps({"type": "view_submission", "view": {}})}), FORM),
        (urlencode({"payload": json.dumps({"type": "shortcut", "callback_id": "x"})}), FORM),
        (urlencode({"payload": json.dumps({"type": "block_actions"})}), FORM),
        (urlencode({"payload": "{"}), FORM),
        (urlencode({"command": "/magnesium"}), FORM),
        (urlencode({"ssl_check": "1", "token": "x"}), FORM),
        ("[" * 5000, JSON),
        ("[]", JSON),
        ("{}", JSON),
        ("", JSON),
        ('{"type": "event_callback", "event": []}', JSON),
        ('{"type": "app_rate_limited"}', JSON),
    ],
)
def test_what_is_nothing_for_us_is_accepted_in_silence(workspace: Workspace, body: str, content_type: str) -> None:
    with workspace.sends(0, seconds=0):
        assert workspace.deliver(body.encode(), content_type).status_code == 200


def test_a_huge_request_is_refused(workspace: Workspace) -> None:
    assert workspace.deliver(b"x" * 1_000_000).status_code == 413


def test_nobody_can_make_us_call_the_whole_channel(workspace: Workspace, ana: Person) -> None:
    for text in ("<!channel> leg cramps", "&lt;!channel&gt; leg cramps", "<!here> <@U12345>", "&amp;lt;!everyone&amp;gt;"):
        with workspace.sends() as answers:
            workspace.event({**ana.writes("x", ana.opened()), "text": text})
        assert "<!" not in shown(answers[0]) + answers[0]["text"]


def test_an_emergency_stands_out(ana: Person, library: Library) -> None:
    answer = ana.asks("crushing chest pain and my arm is numb")
    assert answer["blocks"][0] == {"type": "header", "text": {"type": "plain_text", "text": shared_slack_words().emergency}}
    assert "<tel:911|911>" in answer["blocks"][1]["text"]["text"]
    assert titles(answer) == [library.texts["safe_now"].title]
    ana.asks("I am safe now")


def test_when_slack_asks_us_to_wait_the_answer_comes_later(workspace: Workspace, ana: Person) -> None:
    workspace.slack.failures["chat.postMessage"] = [(429, {"Retry-After": "1"}), (500, {})]
    ana.asks("leg cramps")
    assert not workspace.slack.failures["chat.postMessage"]


def test_when_slack_is_down_the_next_question_is_answered(workspace: Workspace, ana: Person, log: Path, library: Library) -> None:
    workspace.slack.failures["chat.postMessage"] = [(502, {})] * 2  # the answer, and the apology
    with workspace.sends(0, seconds=0):
        workspace.event(ana.writes("leg cramps", ana.opened()))
        wait_until(lambda: "Slack did not take a message: internal_error. See docs/channels.md." in log.read_text(), 10)
    assert "Slack did not take a message: internal_error. See docs/channels.md." in log.read_text()
    assert ana.asks("foods rich in magnesium?")["text"].startswith(library.entries["food_sources"].answer)


def test_a_dead_slack_is_tried_again_and_leaves_no_trace(workspace: Workspace, ana: Person, log: Path) -> None:
    tries = 4
    workspace.slack.failures["chat.postMessage"] = [(DEAD, {}) for _ in range(2 * tries)]  # the answer, and the apology
    with workspace.sends(0, seconds=0):
        workspace.event(ana.writes("leg cramps", ana.opened()))
        wait_until(lambda: "Slack did not take a message: ServerDisconnectedError." in log.read_text(), 40)
    assert not workspace.slack.failures["chat.postMessage"]
    assert "Slack did not take a message: ServerDisconnectedError." in log.read_text()
    workspace.slack.failures["chat.postMessage"] = [(DEAD, {})]
    ana.asks("leg cramps")


def test_when_one_answer_fails_the_person_gets_an_apology(workspace: Workspace, ana: Person, library: Library) -> None:
    workspace.slack.failures["chat.postMessage"] = [(502, {})]
    assert ana.asks("leg cramps")["text"].startswith(library.texts["error"].text[:40])


def test_the_log_holds_no_failure_and_no_words(workspace: Workspace, ana: Person, log: Path) -> None:
    ana.asks("my secret eyelid")
    written = log.read_text()
    for leak in ("Traceback", "never retrieved", "never awaited", "secret eyelid", "xoxb", SECRET):
        assert leak not in written


def test_slack_hears_at_once_and_a_stopping_server_still_answers(emulator: str, tmp_path: Path) -> None:
    slack = FakeSlack(emulator)
    with served(slack, tmp_path / "log") as url:
        workspace = Workspace(slack, url).acquainted()
        ana = workspace.person("ana")
        ana.asks("hello")
        slack.delay = 4
        workspace.event(ana.writes("foods rich in magnesium?", ana.opened()))
        assert len(workspace.sent()) == 1, "Slack waited for the answer"
    assert len(workspace.sent()) == 2
    assert "Traceback" not in (tmp_path / "log").read_text()
    slack.close()
