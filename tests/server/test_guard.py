"""What the guard keeps out, and what a person or an attacker sees of it. Named after the requirements of the doors (R22-R26)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from assistant.channels.guard import MAX_CHARACTERS, words
from assistant.knowledge.library import Library
from assistant.runtime import HOST
from tests.conftest import Conversation, Server, serving

TOO_LONG = "Your message is too long for me."
TOO_FAST = "You are writing faster than I can read."


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("//back", "back"),
        ('/dosage{"topic": "x"}', 'dosage{"topic": "x"}'),
        ("@dosage", "dosage"),
        ("EXTERNAL: restart", "restart"),
        ("/ EXTERNAL: /restart", "restart"),
        ("/dosage", "/dosage"),  # the payload of a button
        ("/something_else", "/something_else"),
        ("\x00leg\ncramps\x1b", "leg cramps"),
        ("cramp \ud800", "cramp \N{REPLACEMENT CHARACTER}"),
        ("/", ""),
        (None, ""),
        (["a"], ""),
    ],
)
def test_only_our_own_buttons_may_command(typed: object, read: str) -> None:
    assert words(typed) == read


@pytest.fixture(scope="module")
def guarded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make serve` runs, with the rates of every day but a wide one for this machine's address."""
    with serving(tmp_path_factory.mktemp("guard"), ADDRESS_RATE="10000 per second") as server:
        yield server


def post(server: Server, body: Any = None, **options: Any) -> requests.Response:
    return requests.post(f"{server.url}/webhooks/rest/webhook", **({"json": body} if body is not None else {}), timeout=30, **options)


@pytest.mark.model
def test_a_message_of_1001_characters_gets_a_friendly_reply_and_the_next_one_works(guarded_server: Server, library: Library) -> None:
    conversation = guarded_server.conversation()
    text = conversation.read("x" * (MAX_CHARACTERS + 1))
    assert text.startswith(TOO_LONG)
    assert text.endswith(library.texts["disclaimer"].text)
    assert conversation.read("foods rich in magnesium?").startswith(library.entries["food_sources"].answer)


@pytest.mark.model
@pytest.mark.parametrize("megabytes", [1, 5])
def test_a_huge_message_is_refused(guarded_server: Server, megabytes: int) -> None:
    answer = post(guarded_server, {"sender": "a", "message": "x" * megabytes * 1_000_000})
    assert answer.status_code == 413


@pytest.mark.model
@pytest.mark.parametrize(
    "body", [[], {}, "text", 5, {"message": "hi"}, {"sender": None, "message": "hi"}, {"sender": 7, "message": "hi"}, {"sender": "x" * 200}]
)
def test_a_request_without_a_conversation_is_refused_with_what_to_send(guarded_server: Server, body: Any) -> None:
    answer = post(guarded_server, body)
    assert answer.status_code == 400
    assert '"sender"' in answer.json()["error"]


@pytest.mark.model
@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 4000])
def test_what_is_no_json_is_refused(guarded_server: Server, raw: bytes) -> None:
    assert post(guarded_server, data=raw, headers={"Content-Type": "application/json"}).status_code == 400


@pytest.mark.model
@pytest.mark.parametrize("message", [None, 5, ["why"], {"a": 1}, ""])
def test_what_is_no_text_gets_a_friendly_reply_and_never_an_empty_list(guarded_server: Server, message: Any) -> None:
    assert guarded_server.conversation().read(message).startswith("I did not get any words from you.")


@pytest.mark.model
def test_a_flood_gets_a_polite_notice_and_others_are_served(guarded_server: Server, library: Library) -> None:
    flood, other = guarded_server.conversation(), guarded_server.conversation()
    texts = [flood.read("leg cramps") for _ in range(14)]
    assert [text.startswith(TOO_FAST) for text in texts] == [False] * 10 + [True] * 4
    assert other.read("foods rich in magnesium?").startswith(library.entries["food_sources"].answer)


@pytest.mark.model
def test_a_flood_from_one_address_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, ADDRESS_RATE="3 per 10 seconds") as server:
        codes = [post(server, {"sender": f"person {number}", "message": "hi"}).status_code for number in range(5)]
        assert codes == [200, 200, 200, 429, 429]


@pytest.mark.model
def test_behind_a_proxy_each_address_has_its_own_rate(tmp_path: Path) -> None:
    with serving(tmp_path, ADDRESS_RATE="2 per 10 seconds", REST_TOKEN="t", SANIC_PROXIES_COUNT="1") as server:
        for address, codes in {"203.0.113.1": [200, 200, 429], "203.0.113.2": [200]}.items():
            headers = {"X-Forwarded-For": address, "Authorization": "Bearer t"}
            assert [post(server, {"sender": address, "message": "hi"}, headers=headers).status_code for _ in codes] == codes


@pytest.mark.model
def test_what_comes_over_a_proxy_needs_a_token(guarded_server: Server) -> None:
    answer = post(guarded_server, {"sender": "a", "message": "hi"}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("given", "enters"), [("Bearer right", True), ("Bearer wrong", False), ("right", False), ("Bearer \udcff", False), (None, False)]
)
def test_with_a_token_only_who_has_it_enters(given: str | None, enters: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REST_TOKEN", "right")
    from types import SimpleNamespace

    from assistant.channels.rest import Rest

    door = Rest.from_credentials(None)
    assert door.may_enter(SimpleNamespace(ip=HOST, headers={"authorization": given} if given else {})) is enters


@pytest.mark.model
def test_a_typed_command_is_read_as_words(guarded_server: Server) -> None:
    conversation = guarded_server.conversation()
    conversation.read("leg cramps at night")
    assert conversation.read('/food_sources{"topic": "<b>"}').count("<b>") == 0
    assert conversation.read("/session_start")


@pytest.mark.model
def test_the_log_holds_no_exception_and_no_text(guarded_server: Server) -> None:
    Conversation(guarded_server.url).read("my secret eyelid")
    time.sleep(0.2)
    log = guarded_server.log.read_text()
    assert "Traceback" not in log
    assert "secret" not in log
