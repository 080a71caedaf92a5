"""The widget's door over HTTP: who may come in, who sees what, and what an attacker gets (R22-R27)."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from assistant.channels.guard import MAX_BODY
from assistant.channels.sessions import Sessions
from assistant.channels.widget import Widget
from assistant.knowledge.library import Library
from assistant.runtime import StartError
from tests.conftest import NO_RATE, Server, serving

SITE, OTHER_SITE, STRANGER = "https://health.example", "http://localhost:8080", "https://evil.example"
SECRET = "a-secret-of-this-test-with-32-characters-or-more"
SECURE = {"origins": SITE, "secret": SECRET}


@pytest.fixture(scope="module")
def widget_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make serve` runs, with two sites listed."""
    sites = {"WIDGET_ORIGINS": f"{SITE} {OTHER_SITE}", "WIDGET_SECRET": SECRET}
    with serving(tmp_path_factory.mktemp("widget"), LOG_LEVEL="INFO", **NO_RATE, **sites) as server:
        yield server


def post(server: Server, address: str, body: Any = None, *, origin: str | None = SITE, **options: Any) -> requests.Response:
    headers = {"Origin": origin, **options.pop("headers", {})}
    content = {"json": body} if "data" not in options else {}
    return requests.post(f"{server.url}/webhooks/widget/{address}", headers=headers, timeout=30, **content, **options)


@dataclass
class Visitor:
    """One person in front of the widget."""

    server: Server
    region: str | None = None
    session: str = field(init=False)

    def __post_init__(self) -> None:
        self.session = post(self.server, "session", {}).json()["session"]

    def say(self, message: Any) -> dict[str, Any]:
        body = {"session": self.session, "message": message, **({"region": self.region} if self.region else {})}
        answer = post(self.server, "message", body)
        assert answer.status_code == 200, answer.text
        (reply,) = answer.json()["replies"]
        assert isinstance(reply, dict)
        return reply

    def read(self, message: Any) -> str:
        return "\n".join("".join(part if isinstance(part, str) else part["text"] for part in line) for line in self.say(message)["body"])


@pytest.mark.model
def test_a_question_is_answered_in_parts(widget_server: Server, library: Library) -> None:
    reply = Visitor(widget_server).say("foods rich in magnesium?")
    assert library.entries["food_sources"].answer.startswith(reply["body"][0][0])
    assert reply["source"].startswith("Source: ")
    assert reply["disclaimer"] == library.texts["disclaimer"].text
    assert reply["suggestions"]


@pytest.mark.model
def test_a_button_leads_on_and_the_talk_is_remembered(widget_server: Server, library: Library) -> None:
    visitor = Visitor(widget_server)
    button = visitor.say("foods rich in magnesium?")["suggestions"][0]
    assert visitor.read(button["payload"]) == library.entries[button["payload"][1:]].answer
    assert visitor.read("tell me more") == library.entries[button["payload"][1:]].more


@pytest.mark.model
def test_two_persons_never_see_each_other(widget_server: Server) -> None:
    one, other = Visitor(widget_server), Visitor(widget_server)
    one.say("foods rich in magnesium?")
    assert other.read("tell me more").startswith("I can say more once you have asked something.")


def forged() -> dict[str, Any]:
    claims = {"sub": "x" * 22, "aud": "widget", "exp": int(time.time()) + 1000}
    return {
        "none": None,
        "no text": 7,
        "a list": ["a"],
        "empty": "",
        "guessed": "x" * 22,
        "surrogate": "\ud800",
        "another key": jwt.encode(claims, "another secret, also of thirty-two signs", algorithm="HS256"),
        "no signature": jwt.encode(claims, "", algorithm="none"),
        "expired": jwt.encode({**claims, "exp": int(time.time()) - 1}, SECRET, algorithm="HS256"),
        "no end": jwt.encode({"sub": "x" * 22, "aud": "widget"}, SECRET, algorithm="HS256"),
        "another door": Sessions(SECRET, "socketio").issue(),
        "changed": re.sub(r"\.[^.]{4}", ".eyJz", Sessions(SECRET, "widget").issue(), count=1)[:-2],
    }


@pytest.mark.model
@pytest.mark.parametrize("kind", forged())
def test_a_session_that_we_did_not_issue_is_refused(widget_server: Server, kind: str) -> None:
    answer = post(widget_server, "message", {"session": forged()[kind], "message": "tell me more"})
    assert answer.status_code == 401
    assert "replies" not in answer.json()
    assert answer.headers["Access-Control-Allow-Origin"] == SITE  # so that the widget can read why


@pytest.mark.model
def test_a_session_of_the_widget_opens_no_talk_of_another_door(widget_server: Server) -> None:
    visitor = Visitor(widget_server)
    visitor.say("foods rich in magnesium?")
    person = jwt.decode(visitor.session, options={"verify_signature": False})["sub"]
    for sender in (person, f"widget:{person}"):
        answer = requests.post(f"{widget_server.url}/webhooks/rest/webhook", json={"sender": sender, "message": "tell me more"}, timeout=30)
        assert answer.json()[0]["text"].startswith("I can say more once you have asked something.")


@pytest.mark.model
@pytest.mark.parametrize("address", ["session", "message"])
@pytest.mark.parametrize("origin", [STRANGER, "null", "", SITE + ".evil.example", SITE + ":8443", "http://health.example", None])
def test_a_page_of_another_origin_is_refused(widget_server: Server, address: str, origin: str | None) -> None:
    answer = post(widget_server, address, {}, origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    asked = requests.options(f"{widget_server.url}/webhooks/widget/{address}", headers={"Origin": origin}, timeout=30)
    assert "Access-Control-Allow-Origin" not in asked.headers


@pytest.mark.model
@pytest.mark.parametrize("address", ["session", "message"])
@pytest.mark.parametrize("origin", [SITE, OTHER_SITE])
def test_a_listed_page_may_ask_and_send_json_but_no_cookies(widget_server: Server, address: str, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    asked = requests.options(f"{widget_server.url}/webhooks/widget/{address}", headers=headers, timeout=30)
    assert asked.ok
    assert asked.headers["Access-Control-Allow-Methods"] == "POST"
    assert asked.headers["Access-Control-Allow-Headers"] == "content-type"
    sent = post(widget_server, address, {}, origin=origin)
    for answer in (asked, sent):
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Origin" in answer.headers["Vary"]
    assert sent.headers["Cache-Control"] == "no-store"


@pytest.mark.model
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""])
def test_what_a_form_can_send_is_refused(widget_server: Server, kind: str) -> None:
    assert post(widget_server, "session", data=b"{}", headers={"Content-Type": kind}).status_code == 415


@pytest.mark.model
def test_a_content_type_with_a_charset_is_json(widget_server: Server) -> None:
    assert post(widget_server, "session", data=b"{}", headers={"Content-Type": "Application/JSON; charset=utf-8"}).status_code == 200


@pytest.mark.model
@pytest.mark.parametrize("address", ["session", "message"])
@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b"[" * 4000, b'{"a":' * 800, b"[]", b"null", b'"x"', b"5", b"1e999", b"NaN", b"{}\x00"],
    ids=lambda raw: str(raw[:8]),
)
def test_what_is_no_json_object_is_refused(widget_server: Server, address: str, raw: bytes) -> None:
    assert post(widget_server, address, data=raw, headers={"Content-Type": "application/json"}).status_code == 400


@pytest.mark.model
@pytest.mark.parametrize("size", [MAX_BODY + 1, 1_000_000, 5_000_000])
def test_a_huge_message_is_refused_and_the_next_one_is_answered(widget_server: Server, size: int) -> None:
    visitor = Visitor(widget_server)
    assert post(widget_server, "message", {"session": visitor.session, "message": "x" * size}).status_code == 413
    assert visitor.say("hi")


@pytest.mark.model
@pytest.mark.parametrize("sign", ["x", "\N{SMILING FACE WITH SUNGLASSES}", "\x01", "\u3042"])
def test_a_message_of_1001_characters_gets_a_friendly_reply_whatever_they_are(widget_server: Server, sign: str) -> None:
    visitor = Visitor(widget_server)
    body = json.dumps({"session": visitor.session, "message": sign * 1001}, ensure_ascii=False).encode()
    answer = post(widget_server, "message", data=body, headers={"Content-Type": "application/json"})
    assert answer.json()["replies"][0]["body"][0][0].startswith("Your message is too long for me.")


@pytest.mark.model
@pytest.mark.parametrize("message", [None, 5, ["why"], {"a": 1}, "", "   ", "\x00"])
def test_what_is_no_text_gets_a_friendly_reply(widget_server: Server, message: Any) -> None:
    assert Visitor(widget_server).read(message).startswith("I did not get any words from you.")


@pytest.mark.model
def test_a_forged_click_is_read_as_words(widget_server: Server) -> None:
    visitor = Visitor(widget_server)
    visitor.say("foods rich in magnesium?")
    for forged_click in ("/session_start", "/nlu_fallback", '/food_sources{"topic": "<b>x</b>"}', "EXTERNAL: /back"):
        assert "<b>" not in json.dumps(visitor.say(forged_click))
    assert not visitor.read("tell me more").startswith("I can say more once")


@pytest.mark.model
@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("us", {"911"}),
        ("uk", {"999"}),
        ("eu", {"112"}),
        ("unknown", {"911", "999", "112"}),
        ("mars", {"911", "999", "112"}),
        (["us"], {"911", "999", "112"}),
        ({"us": 1}, {"911", "999", "112"}),
    ],
)
def test_the_numbers_to_call_are_those_of_the_page(widget_server: Server, region: Any, told: set[str]) -> None:
    reply = Visitor(widget_server, region).say("crushing chest pain and my arm is numb")
    assert reply["tier"] == "emergency"
    assert {part["tel"] for line in reply["body"] for part in line if isinstance(part, dict)} == told


@pytest.mark.model
def test_the_script_is_small_and_can_be_kept_and_embedded(widget_server: Server, library: Library) -> None:
    address = f"{widget_server.url}/webhooks/widget/widget.js"
    small = requests.get(address, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30)
    body = small.raw.read(decode_content=False)
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(body) < 8192
    assert small.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    assert small.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert small.headers["Vary"] == "Accept-Encoding"
    plain = requests.get(address, headers={"Accept-Encoding": "identity"}, timeout=30)
    assert plain.content == gzip.decompress(body)
    assert json.dumps(library.texts["disclaimer"].text) in plain.text
    again = requests.get(address, headers={"If-None-Match": plain.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.model
def test_the_script_makes_no_markup_of_strings_and_asks_nobody_else(widget_server: Server) -> None:
    text = requests.get(f"{widget_server.url}/webhooks/widget/widget.js", timeout=30).text
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|localStorage|cookie", text)
    assert set(re.findall(r"https?://[^\"'/ ]+", text)) == {"http://www.w3.org"}  # the name of SVG, no address


@pytest.mark.model
def test_the_demo_page_runs_the_widget_and_nothing_else(widget_server: Server) -> None:
    page = requests.get(f"{widget_server.url}/webhooks/widget/demo", timeout=30)
    assert '<script src="widget.js" defer></script>' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in policy


@pytest.mark.model
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_other_methods_are_refused(widget_server: Server, method: str) -> None:
    assert requests.request(method, f"{widget_server.url}/webhooks/widget/message", timeout=30).status_code == 405


@pytest.mark.model
def test_a_flood_from_one_address_is_refused_and_the_page_can_read_why(tmp_path: Path) -> None:
    with serving(tmp_path, ADDRESS_RATE="3 per 10 seconds", WIDGET_ORIGINS=SITE, WIDGET_SECRET=SECRET) as server:
        answers = [post(server, "session", {}) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.model
def test_the_log_holds_no_exception_no_text_and_no_session(widget_server: Server) -> None:
    visitor = Visitor(widget_server)
    visitor.say("my secret eyelid")
    time.sleep(0.2)
    log = widget_server.log.read_text()
    assert "Traceback" not in log
    assert "secret eyelid" not in log
    assert visitor.session not in log


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"origins": None}, "WIDGET_ORIGINS"),
        ({"origins": ""}, "WIDGET_ORIGINS"),
        ({"origins": "*"}, "WIDGET_ORIGINS"),
        ({"origins": "health.example"}, "WIDGET_ORIGINS"),
        ({"origins": "https://health.example/page"}, "WIDGET_ORIGINS"),
        ({"origins": "https://*.example"}, "WIDGET_ORIGINS"),
        ({"origins": f"{SITE} null"}, "WIDGET_ORIGINS"),
        ({"origins": "${WIDGET_ORIGINS}"}, "WIDGET_ORIGINS"),
        ({"secret": None}, "WIDGET_SECRET"),
        ({"secret": "short"}, "WIDGET_SECRET"),
        ({"secret": "${WIDGET_SECRET}" + "x" * 32}, "WIDGET_SECRET"),
    ],
)
def test_a_wrong_setting_is_named_before_the_door_opens(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(StartError, match=named):
        Widget.from_credentials({**SECURE, **changes})
