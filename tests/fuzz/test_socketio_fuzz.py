"""More than 2,000 odd packets and requests to the Socket.IO door: no failure, and the talks of others go on."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from simple_websocket import Client, ConnectionClosed

from tests.conftest import Server
from tests.fuzz.conftest import PAGE, Say, deep, fuzzing, json_values, mutated, odd_text, survives

pytestmark = pytest.mark.model
messages = mutated({"message": odd_text, "session_id": odd_text, "metadata": json_values, "customData": json_values})
names = st.sampled_from(["user_uttered"] * 3 + ["session_request"] * 3 + ["connect", "disconnect", "*", "bot_uttered"]) | odd_text
events = st.tuples(names, messages | json_values) | st.tuples(names) | st.lists(json_values, max_size=3) | json_values
contents = events.map(json.dumps) | st.integers(1, 3000).map(lambda levels: json.dumps(deep(min(levels, 900)))) | st.just("[" * 3000)
PREFIXES = ["42"] * 12 + [
    "427",
    "40",
    "41",
    "43",
    "44",
    "45",
    "451-",
    "462-7",
    "42/other,",
    "40/other,",
    "4",
    "0",
    "2",
    "3",
    "6",
    "9",
    "b",
    "\xb2",
]
packets: st.SearchStrategy[str | bytes] = st.one_of(
    st.builds("{}{}".format, st.sampled_from(PREFIXES), contents),
    st.builds("{}{}".format, st.sampled_from(PREFIXES), contents),
    st.sampled_from(["", "2probe", "5", "1", "41", "40", "4", "42", "x" * 20_000]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.binary(max_size=20),
)


class Line:
    """A connection over websocket, packet by packet."""

    def __init__(self, server: Server) -> None:
        self._socket = Client(f"{server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket", headers={"Origin": PAGE})
        self.send("40")

    def send(self, packet: str | bytes) -> None:
        self._socket.send(packet)

    def emit(self, name: str, data: Any) -> None:
        self.send("42" + json.dumps([name, data]))

    def wait_for(self, name: str) -> Any:
        while packet := self._socket.receive(timeout=10):
            if packet.startswith(f'42["{name}"'):
                return json.loads(packet[2:])[1]
        raise AssertionError(f"{name} did not come")

    def close(self) -> None:
        self._socket.close()


def person(server: Server) -> Say:
    """Somebody who connects for each message, as the server ends a connection that answers no ping."""
    session: str | None = None

    def say(message: str) -> str:
        nonlocal session
        line = Line(server)
        line.emit("session_request", {"session_id": session})
        session = line.wait_for("session_confirm")
        line.emit("user_uttered", {"message": message, "session_id": session})
        text = str(line.wait_for("bot_uttered")["text"])
        line.close()
        return text

    return say


def test_no_packet_makes_it_fail(fuzz_server: Server) -> None:
    with survives(fuzz_server, lambda: person(fuzz_server)):

        @fuzzing
        @given(sent=st.lists(packets, min_size=1, max_size=3))
        def send(sent: list[str | bytes]) -> None:
            line = Line(fuzz_server)
            try:
                for packet in sent:
                    line.send(packet)
                line.send("40")  # for who has left
                line.emit("session_request", {})
                line.wait_for("session_confirm")
                line.close()
            except (ConnectionClosed, OSError):
                """What it cannot read ends the connection."""

        send()


def test_no_request_makes_it_fail(fuzz_server: Server) -> None:
    address = f"{fuzz_server.url}/socket.io/"
    with requests.Session() as client, survives(fuzz_server, lambda: person(fuzz_server)):

        def connection() -> str:
            opened = client.get(address, params={"EIO": "4", "transport": "polling"}, timeout=30)
            client.post(address, params={"EIO": "4", "transport": "polling", "sid": opened.text.split('"')[3]}, data="40", timeout=30)
            return str(json.loads(opened.text[1:])["sid"])

        @settings(fuzzing, max_examples=1000)
        @given(
            method=st.sampled_from(["POST"] * 8 + ["OPTIONS", "PUT", "DELETE"]),
            query=st.fixed_dictionaries(
                {},
                optional={
                    "EIO": st.sampled_from(["4", "3"]) | st.text(max_size=3),
                    "transport": st.sampled_from(["polling"] * 5 + ["websocket"]) | st.text(max_size=3),
                    "sid": st.just("open") | st.text(max_size=30),
                    "j": st.text(max_size=3),
                },
            ),
            headers=st.fixed_dictionaries(
                {},
                optional={
                    "Origin": st.sampled_from([PAGE] * 5 + ["null", "\xff"]),
                    "Host": st.sampled_from(["[", "a b", "x" * 300]),
                    "Upgrade": st.just("websocket"),
                    "Content-Type": st.sampled_from(["text/plain", "application/json", "application/octet-stream"]),
                },
            ),
            sent=st.lists(packets, max_size=3) | st.just(["3"] * 40),
        )
        def send(method: str, query: dict[str, str], headers: dict[str, str], sent: list[str | bytes]) -> None:
            if query.get("sid") == "open":
                query["sid"] = connection()
            body = b"\x1e".join(packet if isinstance(packet, bytes) else packet.encode() for packet in sent)
            address_of_it = f"{address}?{urlencode(query, errors='replace')}"
            assert client.request(method, address_of_it, headers=headers, data=body, timeout=30).status_code < 500

        send()
