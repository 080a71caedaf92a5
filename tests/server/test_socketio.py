"""The Socket.IO door with real clients: socket.io-client of Node over both transports, and python-socketio's (R21, R22, R24, R26)."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from assistant.channels.socketio import SocketIO
from assistant.channels.socketio_wire import MAX_PACKET, readable
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import Library
from assistant.runtime import HOST, StartError, free_port
from tests.conftest import NO_RATE, ROOT, Server, start

PAGE = "http://page.example"
SECRET = "a secret of thirty-two signs and more"
TRANSPORTS = ["websocket", "polling"]
NODE = ["node", str(ROOT / "tests/npm/socketio_client.mjs")]
PYTHON = [str(ROOT / ".cache/clients-venv/bin/python"), str(ROOT / "tests/server/socketio_client.py")]
NO_WORDS = "I did not get any words from you."
TOO_LONG = "Your message is too long for me."
TOO_FAST = "You are writing faster than I can read."


class Client:
    """A real client in a process of its own: what a person's widget sends and gets."""

    def __init__(self, url: str, *settings: str, command: list[str] = NODE) -> None:
        self._process = subprocess.Popen([*command, url, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._events: queue.Queue[tuple[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            name, data = json.loads(line)
            self._events.put((name, data))

    def _do(self, **action: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(action) + "\n")
        self._process.stdin.flush()

    def emit(self, *event: Any) -> None:
        self._do(emit=event)

    def next(self, name: str) -> Any:
        """Return the data of the next event, which must be `name`."""
        got, data = self._events.get(timeout=20)
        assert got == name, f"expected {name}, got {got}: {data}"
        return data

    def wait_for(self, name: str) -> None:
        """Pass over events until `name` comes."""
        while self._events.get(timeout=20)[0] != name:
            pass

    def nothing_came(self, seconds: float = 1.0) -> bool:
        time.sleep(seconds)
        return self._events.empty()

    def join(self, session: Any = None) -> str:
        """Ask for a session and return the id that the server confirms."""
        self.emit("session_request", {"session_id": session})
        return str(self.next("session_confirm"))

    def ask(self, message: Any, session: Any) -> dict[str, Any]:
        self.emit("user_uttered", {"message": message, "session_id": session})
        reply: dict[str, Any] = self.next("bot_uttered")
        return reply

    def lose_connection(self) -> None:
        self._do(**{"break": True})
        self.next("disconnect")
        self.next("connect")

    def close(self) -> None:
        self._process.kill()
        self._process.wait(10)


Connect = Callable[..., Client]


def settings(folder: Path, **others: str) -> dict[str, str]:
    return {
        "FEEDBACK_FILE": str(folder / "feedback.jsonl"),
        "SOCKETIO_ORIGINS": PAGE,
        "WIDGET_SECRET": SECRET,
        "LOG_LEVEL": "INFO",
        **others,
    }


@pytest.fixture(scope="module")
def socketio_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make serve` runs, with the Socket.IO door open."""
    folder = tmp_path_factory.mktemp("socketio")
    port = free_port()
    url = f"http://{HOST}:{port}"
    process = start([sys.executable, "-m", "assistant.serve"], folder / "log", url, **settings(folder, PORT=str(port), **NO_RATE))
    yield Server(url, folder / "log")
    process.terminate()
    process.wait(30)


@pytest.fixture
def connect(socketio_server: Server) -> Iterator[Connect]:
    """Opens connections and, when the test is over, closes them. Whatever they sent, the log of the server stays clean."""
    clients: list[Client] = []

    def go(transport: str = "websocket", *origin: str, server: Server = socketio_server, command: list[str] = NODE) -> Client:
        client = Client(server.url, transport, *origin, command=command)
        clients.append(client)
        client.next("connect")
        return client

    yield go
    for client in clients:
        client.close()
    log = socketio_server.log.read_text()
    for failure in ("Traceback", "never retrieved", "never awaited", "was destroyed", "was not answered", "secret"):
        assert failure not in log, log[-3000:]


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_talk_with_buttons_in_rasas_format(connect: Connect, library: Library, transport: str) -> None:
    client, foods = connect(transport, PAGE), library.entries["food_sources"]
    session = client.join()
    reply = client.ask(foods.question, session)
    assert set(reply) == {"text", "quick_replies"}
    assert reply["text"].startswith(foods.answer)
    assert reply["text"].count(library.texts["disclaimer"].text) == 1
    assert [set(button) for button in reply["quick_replies"]] == [{"content_type", "title", "payload"}] * len(reply["quick_replies"])
    button = reply["quick_replies"][0]
    assert button["content_type"] == "text"
    chosen = library.entries[button["payload"].removeprefix("/")]
    assert button["title"] == chosen.question
    assert client.ask(button["payload"], session)["text"].startswith(chosen.answer)


@pytest.mark.model
def test_the_cramp_check_is_answered_by_buttons(connect: Connect) -> None:
    client = connect()
    session = client.join()
    step = shared_cramp_check().steps[0]
    reply = client.ask("/cramp_check", session)
    assert [button["payload"] for button in reply["quick_replies"]] == [option.title for option in step.options]
    following = client.ask(reply["quick_replies"][-1]["payload"], session)
    assert following["quick_replies"]
    assert step.question not in following["text"]


@pytest.mark.model
def test_a_reply_without_suggestions_has_no_buttons(connect: Connect, library: Library) -> None:
    assert not library.texts["too_long"].suggest
    client = connect()
    reply = client.ask("x" * 1001, client.join())
    assert set(reply) == {"text"}
    assert reply["text"].startswith(TOO_LONG)


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_who_reconnects_goes_on_with_the_talk(connect: Connect, library: Library, transport: str) -> None:
    client, foods = connect(transport), library.entries["food_sources"]
    session = client.join()
    client.ask(foods.question, session)
    client.lose_connection()
    assert client.join(session) == session
    assert client.ask("tell me more", session)["text"].startswith(foods.more)


@pytest.mark.model
def test_two_tabs_with_one_session_both_get_the_reply(connect: Connect, library: Library) -> None:
    one, two, foods = connect("websocket"), connect("polling"), library.entries["food_sources"]
    session = one.join()
    assert two.join(session) == session
    assert one.ask(foods.question, session) == two.next("bot_uttered")
    assert two.ask("tell me more", session)["text"].startswith(foods.more)
    assert one.next("bot_uttered")["text"].startswith(foods.more)


@pytest.mark.model
def test_python_socketio_talks_too(connect: Connect, library: Library) -> None:
    for transport in TRANSPORTS:
        client, foods = connect(transport, command=PYTHON), library.entries["food_sources"]
        session = client.join()
        assert client.ask(foods.question, session)["text"].startswith(foods.answer)
        assert client.ask("tell me more", session)["text"].startswith(foods.more)


@pytest.mark.model
def test_a_client_that_asks_for_no_session_gets_a_talk_of_its_own(connect: Connect, library: Library) -> None:
    one, two, foods = connect(), connect(), library.entries["food_sources"]
    one.emit("user_uttered", {"message": foods.question})
    session = one.next("session_confirm")
    assert one.next("bot_uttered")["text"].startswith(foods.answer)
    one.emit("user_uttered", {"message": "tell me more"})
    assert one.next("bot_uttered")["text"].startswith(foods.more)
    two.emit("user_uttered", {"message": "tell me more"})
    assert two.next("session_confirm") != session
    assert not two.next("bot_uttered")["text"].startswith(foods.more)


def forged(secret: str, **claims: Any) -> str:
    return jwt.encode({"sub": "victim", "aud": "socketio", "exp": int(time.time()) + 60, **claims}, secret, algorithm="HS256")


@pytest.mark.model
@pytest.mark.parametrize(
    "guessed",
    [
        "victim123",
        "",
        0,
        {"a": 1},
        ["a"],
        "\N{GRINNING FACE}",
        "a.b.c",
        forged("another secret of thirty-two signs"),
        forged(SECRET, exp=int(time.time()) - 1),
        forged(SECRET, aud="widget"),
        jwt.encode({"sub": "victim", "aud": "socketio", "exp": 2**40}, "", algorithm="none"),
    ],
    ids=lambda guessed: str(guessed)[:8],
)
def test_a_guessed_foreign_or_expired_id_gets_a_new_session(connect: Connect, guessed: Any) -> None:
    assert connect().join(guessed) != guessed


@pytest.mark.model
def test_nobody_joins_a_conversation_by_its_id(connect: Connect, library: Library) -> None:
    victim, thief = connect(), connect()
    session = victim.join()
    conversation = jwt.decode(session, options={"verify_signature": False})["sub"]
    for guess in (conversation, f"socketio:{conversation}"):
        thief.join(guess)
    assert victim.ask(library.entries["food_sources"].question, session)["text"]
    assert thief.nothing_came()


@pytest.mark.model
def test_a_message_with_another_session_than_the_joined_one_is_refused(connect: Connect, library: Library) -> None:
    victim, thief = connect(), connect()
    theirs, own = victim.join(), thief.join()
    victim.ask(library.entries["food_sources"].question, theirs)
    thief.emit("user_uttered", {"message": "tell me more", "session_id": theirs})
    assert thief.next("session_confirm") == own
    assert thief.next("bot_uttered")["text"].startswith(library.texts["error"].text[:20])
    assert victim.nothing_came()
    assert victim.ask("tell me more", theirs)["text"].startswith(library.entries["food_sources"].more)
    assert thief.nothing_came(0.2)


@pytest.mark.model
def test_a_message_with_a_session_that_was_not_asked_for_is_refused(connect: Connect, library: Library) -> None:
    victim, thief = connect(), connect()
    theirs = victim.join()
    thief.emit("user_uttered", {"message": "hello", "session_id": theirs})
    assert thief.next("session_confirm") != theirs
    assert thief.next("bot_uttered")["text"].startswith(library.texts["error"].text[:20])
    assert victim.nothing_came()


@pytest.mark.model
def test_who_changes_the_session_hears_no_more_of_the_old_one(connect: Connect, library: Library) -> None:
    one, two = connect(), connect()
    session = one.join()
    two.join(session)
    assert two.join("a new one, please") != session
    one.ask(library.entries["food_sources"].question, session)
    assert two.nothing_came()


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("origin", ["http://evil.test", "http://page.example.evil.test", "https://page.example", "null"])
def test_a_page_of_another_origin_is_refused(socketio_server: Server, transport: str, origin: str) -> None:
    client = Client(socketio_server.url, transport, origin)
    assert client.next("connect_error")
    client.close()


@pytest.mark.model
def test_only_a_listed_origin_may_read_the_replies(socketio_server: Server) -> None:
    address = f"{socketio_server.url}/socket.io/?EIO=4&transport=polling"
    assert requests.get(address, headers={"Origin": PAGE}, timeout=10).headers["Access-Control-Allow-Origin"] == PAGE
    refused = requests.get(address, headers={"Origin": "http://evil.test"}, timeout=10)
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert "Access-Control-Allow-Credentials" not in refused.headers
    assert "A page of an origin that SOCKETIO_ORIGINS does not list was refused" in socketio_server.log.read_text()


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    "data", [(), (None,), (5,), ("hello",), (["hello"],), ({},), ({"message": None},), ({"message": ["a"]},), ({}, 1, 2)]
)
def test_what_is_no_message_gets_a_friendly_reply(connect: Connect, transport: str, data: tuple[Any, ...]) -> None:
    client = connect(transport)
    client.join()
    client.emit("user_uttered", *data)
    assert client.next("bot_uttered")["text"].startswith(NO_WORDS)


@pytest.mark.model
@pytest.mark.parametrize("data", [(), (None,), (5,), ("hello",), (["hello"],), ({},), ({"session_id": ["a"]},), ({}, 1, 2)])
def test_an_odd_request_for_a_session_gets_one(connect: Connect, data: tuple[Any, ...]) -> None:
    client = connect()
    client.emit("session_request", *data)
    assert client.next("session_confirm")


@pytest.mark.model
@pytest.mark.parametrize(
    "event", [("unknown", 1), ("*", {"message": "hello"}), ("bot_uttered", {"text": "hello"}), ("session_confirm", "x")]
)
def test_an_unknown_event_is_not_heeded(connect: Connect, library: Library, event: tuple[Any, ...]) -> None:
    client = connect()
    session = client.join()
    client.emit(*event)
    assert client.ask(library.entries["food_sources"].question, session)["text"].startswith(library.entries["food_sources"].answer)


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_message_of_5_kilobytes_gets_a_friendly_reply(connect: Connect, transport: str) -> None:
    client = connect(transport)
    assert client.ask("x" * 5000, client.join())["text"].startswith(TOO_LONG)


@pytest.mark.model
def test_1000_emoji_are_not_too_long(connect: Connect) -> None:
    client = connect()
    assert client.ask("\N{FLEXED BICEPS}" * 1000, client.join())["text"].startswith(NO_WORDS)


@pytest.mark.model
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("message", [MAX_PACKET * "x", 1_000_000 * "x", {"binary": "hello"}], ids=["16 kB", "1 MB", "binary"])
def test_what_is_huge_or_binary_ends_the_connection_and_the_talk_can_go_on(
    connect: Connect, library: Library, transport: str, message: Any
) -> None:
    client, foods = connect(transport), library.entries["food_sources"]
    session = client.join()
    client.ask(foods.question, session)
    client.emit("user_uttered", {"message": message, "session_id": session})
    client.next("disconnect")
    client.next("connect")
    client.join(session)
    assert client.ask("tell me more", session)["text"].startswith(foods.more)


@pytest.mark.model
def test_a_typed_command_is_read_as_words(connect: Connect, library: Library) -> None:
    client, foods = connect(), library.entries["food_sources"]
    session = client.join()
    client.ask(foods.question, session)
    client.ask("/session_start", session)
    assert "<b>" not in client.ask('/dosage{"topic": "<b>"}', session)["text"]


@pytest.mark.model
@pytest.mark.parametrize("field", ["metadata", "customData"])
def test_a_page_may_tell_where_its_people_are(connect: Connect, field: str) -> None:
    client = connect()
    client.join()
    for region, number in (("uk", "999"), ("mars", "911 (US)"), (["us"], "911 (US)")):
        client.emit("user_uttered", {"message": "crushing chest pain and my arm is numb", field: {"region": region}})
        assert number in client.next("bot_uttered")["text"]


@pytest.mark.model
def test_a_talk_goes_on_after_the_server_was_started_again(tmp_path: Path, library: Library) -> None:
    port, foods = free_port(), library.entries["food_sources"]
    url = f"http://{HOST}:{port}"
    environment = settings(tmp_path, PORT=str(port), **NO_RATE)
    process = start([sys.executable, "-m", "assistant.serve"], tmp_path / "log", url, **environment)
    client = Client(url, "websocket")
    polling = Client(url, "polling")
    try:
        for each in (client, polling):
            each.next("connect")
        session = client.join()
        process.terminate()
        assert process.wait(30) == 0
        for each in (client, polling):
            each.next("disconnect")
        assert "Task was destroyed" not in (tmp_path / "log").read_text()
        process = start([sys.executable, "-m", "assistant.serve"], tmp_path / "log", url, **environment)
        client.wait_for("connect")
        assert client.join(session) == session
        assert client.ask(foods.question, session)["text"].startswith(foods.answer)
    finally:
        for each in (client, polling):
            each.close()
        process.terminate()
        process.wait(30)


@pytest.mark.model
def test_a_flood_gets_one_polite_notice_and_many_connections_from_one_address_are_refused(tmp_path: Path, library: Library) -> None:
    port = free_port()
    url = f"http://{HOST}:{port}"
    environment = settings(tmp_path, PORT=str(port), ADDRESS_RATE="30 per minute", PERSON_RATE="3 per minute")
    process = start([sys.executable, "-m", "assistant.serve"], tmp_path / "log", url, **environment)
    client = Client(url, "websocket")
    try:
        client.next("connect")
        session = client.join()
        for _ in range(3):
            assert not client.ask("leg cramps", session)["text"].startswith(TOO_FAST)
        for _ in range(5):
            client.emit("user_uttered", {"message": "leg cramps", "session_id": session})
        assert client.next("bot_uttered")["text"].startswith(TOO_FAST)
        assert client.nothing_came()
        codes = [requests.get(f"{url}/socket.io/?EIO=4&transport=polling", timeout=10).status_code for _ in range(30)]
        assert codes == [200] * 21 + [429] * 9
    finally:
        client.close()
        process.terminate()
        process.wait(30)


@pytest.mark.model
@pytest.mark.parametrize(
    ("method", "query", "headers", "body"),
    [
        ("GET", "", {}, b""),
        ("GET", "EIO=3&transport=polling", {}, b""),
        ("GET", "EIO=4&transport=carrier-pigeon", {}, b""),
        ("GET", "EIO=4&transport=websocket", {}, b""),
        ("GET", "EIO=4&transport=websocket", {"Connection": "Upgrade", "Upgrade": "websocket"}, b""),
        ("GET", "EIO=4&transport=polling&sid=guessed", {}, b""),
        ("GET", "EIO=4&transport=polling&j=x", {}, b""),
        ("GET", "EIO=4&transport=polling", {"Host": "["}, b""),
        ("POST", "EIO=4&transport=polling", {}, b'42["user_uttered"]'),
        ("POST", "EIO=4&transport=polling&sid=guessed", {}, b'42["user_uttered"]'),
        ("POST", "EIO=4&transport=polling&sid=guessed", {}, b"x" * (MAX_PACKET + 1)),
        ("POST", "EIO=4&transport=polling&sid=guessed", {}, b"\xff\xfe"),
        ("PUT", "", {}, b""),
    ],
)
def test_a_broken_request_is_refused(socketio_server: Server, method: str, query: str, headers: dict[str, str], body: bytes) -> None:
    answer = requests.request(method, f"{socketio_server.url}/socket.io/?{query}", headers=headers, data=body, timeout=10)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    ("packet", "may_pass"),
    [
        ("40", True),
        ('40{"token":"x"}', True),
        ("40/other,", True),
        ("41", True),
        ('42["user_uttered",{"message":"hi"}]', True),
        ('427["user_uttered",{"message":"hi"}]', True),
        ('42["unknown"]', True),
        ("2probe", True),
        ("3", True),
        ("5", True),
        ("1", True),
        ("", False),
        ("x", False),
        ("7", False),
        ("4", False),
        ("4{}", False),
        ("\N{SUPERSCRIPT TWO}", False),
        ("42", False),
        ("42{}", False),
        ('42"user_uttered"', False),
        ("42[]", False),
        ("42[[]]", False),
        ("42[5]", False),
        ("42[" * 1000, False),
        ("42" + "[" * 5000, False),
        ("40" + "[" * 5000, False),
        ('42["connect",{}]', False),
        ('42["disconnect"]', False),
        ('451-["user_uttered",{"_placeholder":true,"num":0}]', False),
        ("430[]", False),
        ("44", False),
        ("bAAAA", False),
        (b"\x00", False),
        (None, False),
    ],
)
def test_only_what_the_library_can_read_reaches_it(packet: object, may_pass: bool) -> None:
    assert readable(packet) is may_pass


@pytest.mark.parametrize(
    ("origins", "secret", "said"),
    [
        ("", SECRET, "SOCKETIO_ORIGINS has ''"),
        ("${SOCKETIO_ORIGINS}", SECRET, "SOCKETIO_ORIGINS has"),
        ("*", SECRET, "SOCKETIO_ORIGINS has '*'"),
        ("page.example", SECRET, "SOCKETIO_ORIGINS has 'page.example'"),
        (f"{PAGE} http://page.example/shop/", SECRET, "SOCKETIO_ORIGINS has 'http://page.example/shop/'"),
        (PAGE, "", "WIDGET_SECRET is too short"),
        (PAGE, None, "WIDGET_SECRET is too short"),
        (PAGE, "${WIDGET_SECRET} and more than 32 characters", "WIDGET_SECRET is too short or not filled in"),
        (PAGE, "changeme", "WIDGET_SECRET is too short"),
    ],
)
def test_a_setting_that_cannot_be_meant_keeps_the_door_closed(origins: str, secret: str | None, said: str) -> None:
    with pytest.raises(StartError, match=re.escape(said)):
        SocketIO.from_credentials({"origins": origins, "secret": secret})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_rasas_own_door_still_needs_to_be_replaced() -> None:
    """When this fails, RasaHQ/rasa#13027 is repaired: see whether `assistant/channels/socketio.py` can become a small subclass."""
    import asyncio

    from rasa.core.channels.socketio import SocketIOInput

    stock = SocketIOInput(session_persistence=True)

    async def handle(_: Any) -> None:
        """Take no message."""

    stock.blueprint(handle)
    assert stock.sio
    with pytest.warns(RuntimeWarning, match="enter_room' was never awaited"):
        asyncio.run(stock.sio.handlers["/"]["session_request"]("a connection", {"session_id": "x"}))
