"""2,000 odd requests to the REST door: no failure, no empty reply, and the talks of others go on."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Server
from tests.fuzz.conftest import bodies, content_types, fuzzing, odd_text, survives

pytestmark = pytest.mark.model
REQUESTS = bodies({"sender": st.uuids().map(str), "message": odd_text, "metadata": odd_text, "input_channel": odd_text})


def test_no_request_makes_it_fail(fuzz_server: Server) -> None:
    with requests.Session() as client, survives(fuzz_server, lambda: fuzz_server.conversation().read):

        @fuzzing
        @given(body=REQUESTS, content_type=content_types)
        def send(body: bytes, content_type: str) -> None:
            answer = client.post(f"{fuzz_server.url}/webhooks/rest/webhook", data=body, headers={"Content-Type": content_type}, timeout=30)
            if answer.status_code == 200:
                assert answer.json()
            else:
                assert answer.status_code in (400, 413)
                assert answer.json()["error"]

        send()
