"""Thousands of updates with fields dropped, of a wrong type or of no meaning, with the right secret: the Telegram door stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Server
from tests.fuzz.conftest import Say, deep, fuzzing, json_values, odd_text, survives
from tests.server.telegram_door import BOT, HEADER, SECRET, Door, faking, numbers, serving

ids = st.integers(1, 2**52)
words = odd_text | st.sampled_from(["leg cramps", "/start", f"/help@{BOT}", f"@{BOT} hi", "/cramp_check", "/check x", "stop", "\u0130@"])
people = st.fixed_dictionaries({"id": ids, "is_bot": st.just(False), "first_name": odd_text}, optional={"username": odd_text})
private = st.fixed_dictionaries({"id": ids, "type": st.just("private")})
group = st.fixed_dictionaries({"id": ids.map(lambda number: -number), "type": st.sampled_from(["group", "supergroup", "channel"])})
chats = private | group
originals = st.fixed_dictionaries({"message_id": ids, "from": people, "chat": chats, "text": words})
always = {"message_id": ids, "from": people, "chat": chats, "date": ids}
texts = st.fixed_dictionaries({**always, "text": words}, optional={"reply_to_message": originals})
topics = st.fixed_dictionaries({**always, "text": words, "message_thread_id": ids, "is_topic_message": st.booleans()})
contents = st.sampled_from(["photo", "voice", "sticker", "location", "contact", "poll", "new_chat_members", "pinned_message"])
others = st.builds(
    lambda message, kind, content: {**message, kind: content},
    st.fixed_dictionaries(always, optional={"caption": words, "media_group_id": odd_text}),
    contents,
    json_values,
)
clicks = st.fixed_dictionaries({"id": ids.map(str), "from": people, "message": texts, "data": words})
good = st.one_of(
    *(st.fixed_dictionaries({"update_id": ids, "message": kind}) for kind in (texts, topics, others)),
    st.fixed_dictionaries({"update_id": ids, "callback_query": clicks}),
    *(st.fixed_dictionaries({"update_id": ids, kind: texts}) for kind in ("edited_message", "channel_post")),
)


@st.composite
def updates(draw: st.DrawFn) -> Any:
    """Draw an update of Telegram of which up to three fields, at any depth, are dropped or of another type, or something else."""
    if not draw(st.integers(0, 9)):
        return draw(json_values | st.integers(1, 900).map(deep))
    update = draw(good)
    for _ in range(draw(st.integers(0, 3))):
        part = update
        while fields := sorted(part):
            name = draw(st.sampled_from(fields))
            if not isinstance(part[name], dict) or draw(st.booleans()):
                break
            part = part[name]
        if not fields:
            continue
        if draw(st.booleans()):
            del part[name]
        else:
            part[name] = draw(json_values | st.integers(1, 200).map(deep))
    return update


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with faking(tmp_path_factory.mktemp("fake")) as fake, serving(tmp_path_factory.mktemp("telegram"), fake) as opened:
        opened.front.wait(1, "setMyCommands")
        yield opened


@pytest.mark.model
def test_no_update_breaks_the_door(door: Door) -> None:
    telegram = requests.Session()

    def person() -> Say:
        chat = next(numbers)
        return lambda text: door.read(chat, text)

    @fuzzing
    @given(updates())
    def send(update: Any) -> None:
        answer = telegram.post(f"{door.url}/webhooks/telegram/webhook", json=update, headers={HEADER: SECRET}, timeout=60)
        assert answer.status_code < 500, answer.text

    with survives(Server(door.url, door.log), person):
        send()
    assert len(door.front.of("sendMessage")) > 100, "too few of the updates were messages"
