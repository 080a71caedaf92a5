"""Shared by the fuzz tests: the one server, the odd values that are sent to it, and what must hold after thousands of them.

`make test` sends the same 2,000 inputs to a door every time. Others, and more:
`FUZZ_INPUTS=20000 .venv/bin/python -m pytest tests/fuzz`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from assistant.knowledge.library import shared_library
from tests.conftest import NO_RATE, Server, serving

PAGE = "http://page.example"  # the one listed origin of the web doors
SECRET = "a secret of thirty-two signs and more"
INPUTS = int(os.environ.get("FUZZ_INPUTS", "2000"))  # of one door
Say = Callable[[str], str]  # sends a message of one person and returns the text of the reply

# A slow machine is no finding, and the server is meant to be the same one for all inputs.
fuzzing = settings(
    max_examples=INPUTS,
    derandomize="FUZZ_INPUTS" not in os.environ,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

# Words of the wrong kind: commands, markup, controls, lone surrogates, right-to-left marks, joined emoji, what breaks a parser.
odd_text = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Mn", "Zl", "Zp"]), max_size=20),
    st.text("0123456789eE+-.", max_size=12),
    st.sampled_from(
        [
            "/restart",
            "/session_start",
            '/dosage{"topic": 1}',
            "/",
            "@@@",
            "EXTERNAL: ",
            "\x00",
            "\ud800",
            "\u202e\u2066",
            "\N{FAMILY}\u200d" * 20,
            "e\u0301" * 400,
            "x" * 1001,
            "{{7*7}}",
            "${HOME}",
            "%s%n",
            "<b>&_*[`",
            "<!channel>",
            "</script>",
            "' OR 1=1 --",
            "../../etc/passwd",
            "null",
            "NaN",
        ]
    ),
)
huge_numbers = st.sampled_from([0, -1, 2**31, 2**53 + 1, 2**64, -(2**63), 10**300, 1e308, -0.0])
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | huge_numbers | odd_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(odd_text, inner, max_size=4),
    max_leaves=8,
)


def deep(levels: int) -> Any:
    """Return lists and objects in one another, `levels` deep."""
    value: Any = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


def mutated(shape: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return the requests of a format with fields dropped, of a wrong type, or of no meaning."""
    fields = {name: value | json_values | st.integers(1, 200).map(deep) for name, value in shape.items()}
    return st.fixed_dictionaries({}, optional={**fields, "unknown": json_values})


def written(value: Any) -> st.SearchStrategy[bytes]:
    """Return JSON of `value` as a program may write it: escaped, as it is (then perhaps no UTF-8), in another encoding, or cut off."""
    escaped, plain = json.dumps(value).encode(), json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")
    return st.sampled_from([escaped, escaped, plain, plain, escaped[: len(escaped) // 2], json.dumps(value).encode("utf-16")])


def bodies(shape: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[bytes]:
    """Return the bodies of requests of a format: mostly JSON of nearly its shape, some of another, some no JSON at all."""
    near = mutated(shape).flatmap(written)
    broken = st.sampled_from([b"", b"[" * 4000, b'{"a":' * 800, b"\xff\xfe\x00", b"NaN", b'{"message": 1e999}', b"\x00" * 4096])
    return st.one_of(near, near, near, json_values.flatmap(written), broken, st.binary(max_size=40))


content_types = st.sampled_from(
    ["application/json"] * 6
    + ["application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)


@pytest.fixture(scope="session")
def fuzz_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make serve` runs, with REST and the web doors open and without rates."""
    doors = {"WIDGET_ORIGINS": PAGE, "SOCKETIO_ORIGINS": PAGE, "WIDGET_SECRET": SECRET}
    with serving(tmp_path_factory.mktemp("fuzz"), LOG_LEVEL="INFO", **NO_RATE, **doors) as server:
        yield server
    assert "was destroyed" not in server.log.read_text()  # the tasks that nobody ended are told at the latest now


@contextmanager
def survives(server: Server, person: Callable[[], Say]) -> Iterator[None]:
    """Check that a door works after what is done to it within: an earlier talk is kept, a new one works, and the log has no failure.

    Args:
        server: the server of the door.
        person: opens a new talk over the door.
    """
    foods, said = shared_library().entries["food_sources"], len(server.log.read_text())
    earlier = person()
    assert earlier(foods.question).startswith(foods.answer)
    yield
    assert earlier("tell me more").startswith(foods.more)
    assert person()(foods.question).startswith(foods.answer)
    log = server.log.read_text()[said:]
    for failure in ("Traceback", "never retrieved", "never awaited", "was destroyed", "was not answered"):
        assert failure not in log, log[log.index(failure) - 1000 :][:4000]
