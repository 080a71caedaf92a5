"""2,000 odd requests to the widget's door: no failure, no empty reply, and the talks of others go on."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Server
from tests.fuzz.conftest import PAGE, Say, bodies, content_types, fuzzing, json_values, odd_text, survives

pytestmark = pytest.mark.model


def test_no_request_makes_it_fail(fuzz_server: Server) -> None:
    door = f"{fuzz_server.url}/webhooks/widget"
    with requests.Session() as client:
        client.headers["Origin"] = PAGE

        def session() -> str:
            return str(client.post(f"{door}/session", json={}, timeout=30).json()["session"])

        def person() -> Say:
            token = session()

            def say(message: str) -> str:
                replies = client.post(f"{door}/message", json={"session": token, "message": message}, timeout=30).json()["replies"]
                assert len(replies) == 1
                return "\n".join("".join(part if isinstance(part, str) else part["text"] for part in line) for line in replies[0]["body"])

            return say

        tokens = st.sampled_from([session() for _ in range(20)])
        requested = bodies({"session": tokens, "message": odd_text, "region": st.sampled_from(["us", "uk", "eu", "mars"]) | json_values})
        origins = st.sampled_from([PAGE] * 8 + ["null", "http://evil.test", "", "\xff"])

        @fuzzing
        @given(
            method=st.sampled_from(["POST"] * 8 + ["GET", "PUT", "OPTIONS"]),
            path=st.sampled_from(["message"] * 8 + ["session", "widget.js", "demo", "other"]),
            body=requested,
            content_type=content_types,
            origin=origins,
        )
        def send(method: str, path: str, body: bytes, content_type: str, origin: str) -> None:
            headers = {"Content-Type": content_type, "Origin": origin}
            answer = client.request(method, f"{door}/{path}", data=body, headers=headers, timeout=30)
            assert answer.status_code < 500
            if (method, path, answer.status_code) == ("POST", "message", 200):
                assert answer.json()["replies"]

        with survives(fuzz_server, person):
            send()
