"""Whatever a person sends gets a polite reply, leaves no exception behind, and the next message works."""

from __future__ import annotations

import pytest

from assistant.knowledge.library import Library
from tests.conftest import Server

pytestmark = pytest.mark.model
NO_WORDS = "I did not get any words from you."
TOO_LONG = "Your message is too long for me."


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", NO_WORDS),
        ("  \n\t ", NO_WORDS),
        ("\N{GRINNING FACE}\N{FLEXED BICEPS}", NO_WORDS),
        ("?!...", NO_WORDS),
        ("\x00\x07\x1b", NO_WORDS),
        ("why do my legs cramp at night? " * 40, TOO_LONG),
        ("x" * 1000, NO_WORDS),
        ("/no_such_intent", None),
        ("/dosage{broken json", None),
        ('/dosage{"topic": "<b>"}', None),
        ("/", NO_WORDS),
        ("///", NO_WORDS),
        ("/stop", None),
        ("@dosage", None),
        ("wie wird das wetter morgen", None),
        ("\u0645\u0627 \u0647\u0648 \u0627\u0644\u0637\u0642\u0633", None),
        ("{{7*7}} ${HOME} %s {topic}", None),
        ("<script>alert(1)</script>", None),
        ("'; DROP TABLE events; --", None),
    ],
)
def test_a_polite_reply_and_the_next_message_works(server: Server, library: Library, message: str, expected: str | None) -> None:
    conversation = server.conversation()
    text = conversation.read(message)
    assert text.count(library.texts["disclaimer"].text) == 1
    if expected:
        assert text.startswith(expected)
    assert conversation.read("which foods are high in magnesium?").startswith(library.entries["food_sources"].answer)


def test_the_server_log_holds_no_exception_and_no_message_text(server: Server) -> None:
    conversation = server.conversation()
    conversation.read("my secret left eyelid keeps twitching")
    conversation.read("/no_such_intent my secret")
    log = server.log.read_text()
    assert "Traceback" not in log
    assert "secret" not in log


@pytest.mark.parametrize("path", ["/status", "/conversations/x/tracker", "/model", "/domain", "/version"])
def test_the_management_api_is_closed(server: Server, path: str) -> None:
    import requests

    assert requests.get(server.url + path, timeout=10).status_code == 404
