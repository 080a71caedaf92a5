"""The Telegram door of the real server, over a fake of Telegram that is as strict as Telegram (R6-R13)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from assistant.channels.dialects.telegram import plain
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import Library
from assistant.runtime import StartError, free_port
from tests.conftest import Conversation
from tests.server.telegram_door import BOT, HEADER, SECRET, TOKEN, Door, click, faking, in_group, message, numbers, serving
from tests.server.telegram_front import Front

NO_WORDS = "I did not get any words from you."


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with faking(tmp_path_factory.mktemp("fake")) as url:
        yield url


@pytest.fixture(scope="module")
def door(fake: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with serving(tmp_path_factory.mktemp("telegram"), fake) as opened:
        opened.front.wait(1, "setMyCommands")
        yield opened


@pytest.fixture
def chat() -> int:
    """A chat with somebody who never wrote before."""
    return next(numbers)


def by_app(fake: str, front: Front, chat: int, text: str) -> str:
    """Write as a person does in the app, through the fake, and return the reply that the fake got."""
    before = len(front.of("sendMessage", chat_id=chat))
    person, where = {"id": chat, "is_bot": False, "first_name": "Pat"}, {"id": chat, "type": "private", "first_name": "Pat"}
    sent = {"botToken": TOKEN, "from": person, "chat": where, "date": int(time.time()), "text": text}
    assert requests.post(f"{fake}/sendMessage", json=sent, timeout=30).json()["ok"]
    front.wait(before + 1, "sendMessage", chat_id=chat)
    history = requests.post(f"{fake}/getUpdatesHistory", json={"token": TOKEN}, timeout=30).json()["result"]
    return plain([entry["message"] for entry in history if entry["message"].get("chat_id") == chat][-1]["text"])


# Starting


@pytest.mark.model
def test_the_bot_registers_its_address_its_secret_and_its_menu_once(door: Door) -> None:
    (webhook,) = door.front.of("setWebhook")
    assert webhook.given["url"] == "https://bot.example/webhooks/telegram/webhook"
    assert webhook.given["secret_token"] == SECRET
    assert webhook.given["allowed_updates"] == ["message", "callback_query"]
    (menu,) = door.front.of("setMyCommands")
    assert [command["command"] for command in menu.given["commands"]][:2] == ["start", "help"]
    assert len(door.front.of("getMe")) == 1


@pytest.mark.model
def test_a_person_gets_an_answer_again_and_again(door: Door, fake: str, library: Library, chat: int) -> None:
    foods = library.entries["food_sources"]
    for _ in range(2):
        assert by_app(fake, door.front, chat, foods.question).startswith(foods.answer)
    assert by_app(fake, door.front, chat, "tell me more").startswith(foods.more)


@pytest.mark.model
def test_who_is_being_answered_when_the_server_stops_gets_the_answer_and_the_next_server_goes_on(
    fake: str, tmp_path: Path, library: Library, chat: int
) -> None:
    foods, port = library.entries["food_sources"], free_port()
    with serving(tmp_path, fake, port) as door:
        door.front.wait(1, "setMyCommands")
        door.front.delay["sendMessage"] = 3
        door.write(chat, foods.question)
        door.process.terminate()
        assert door.process.wait(30) == 0
        assert door.replies(chat)[0].startswith(foods.answer)
        assert "Traceback" not in door.log.read_text()
    with serving(tmp_path, fake, port) as door:
        door.front.wait(1, "setMyCommands")
        assert by_app(fake, door.front, chat, foods.question).startswith(foods.answer)


@pytest.mark.model
def test_if_telegram_is_down_at_the_start_the_others_are_served_and_telegram_when_it_is_back(
    fake: str, tmp_path: Path, library: Library, chat: int
) -> None:
    foods = library.entries["food_sources"]
    with serving(tmp_path, fake, telegram=False) as door:
        assert Conversation(door.url).read(foods.question).startswith(foods.answer)
        time.sleep(3)  # some tries more
        log = door.log.read_text()
        assert log.count("Telegram: the bot is not connected yet (no answer, ClientConnectorError). Trying again until it is.") == 1
        assert TOKEN not in log
        door.front = Front(door.front.server_port, fake, door.front.bot)
        door.front.fail("setWebhook", 502)
        door.front.wait(1, "setMyCommands", seconds=100)
        assert by_app(fake, door.front, chat, foods.question).startswith(foods.answer)
        assert f"Telegram: @{BOT} is connected." in door.log.read_text()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("access_token", ""),
        ("access_token", None),
        ("access_token", "${TELEGRAM_TOKEN}"),
        ("access_token", "your-token"),
        ("webhook_url", "http://bot.example/webhooks/telegram/webhook"),
        ("webhook_url", "https://YOUR-HOST/webhooks/telegram/webhook"),
        ("secret", "${TELEGRAM_SECRET}"),
        ("secret", "changeme"),
        ("secret", "with a space"),
        ("secret", "x" * 257),
    ],
)
def test_a_missing_or_copied_setting_keeps_the_door_closed_and_says_which(setting: str, value: str | None) -> None:
    from assistant.channels.telegram import Telegram

    right = {"access_token": TOKEN, "webhook_url": "https://bot.example/webhooks/telegram/webhook", "secret": SECRET}
    Telegram.from_credentials(right)
    with pytest.raises(StartError, match=r"TELEGRAM_\w+ is missing or wrong, expected "):
        Telegram.from_credentials({**right, setting: value})


# Who may come in


@pytest.mark.model
@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "\u00e9"])
def test_without_the_secret_nothing_is_taken_and_nothing_sent(door: Door, chat: int, secret: str | None) -> None:
    body = {"update_id": next(numbers), "message": message(chat, "foods rich in magnesium?")}
    headers = {HEADER: secret.encode()} if secret is not None else {}
    answer = requests.post(f"{door.url}/webhooks/telegram/webhook", json=body, headers=headers, timeout=30)
    assert answer.status_code == 403
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 1


@pytest.mark.model
def test_only_telegram_posts_here(door: Door) -> None:
    assert requests.get(f"{door.url}/webhooks/telegram/webhook", headers={HEADER: SECRET}, timeout=30).status_code == 405
    assert requests.post(f"{door.url}/webhooks/telegram/set_webhook", headers={HEADER: SECRET}, timeout=30).status_code == 404


@pytest.mark.model
@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 40_000, b'{"a":' * 10_000, b'"text"', b"[]", b"5", b"null"])
def test_what_is_no_update_is_refused_or_ignored(door: Door, raw: bytes) -> None:
    assert door.post(data=raw).status_code in (200, 400)


@pytest.mark.model
def test_a_huge_body_is_refused(door: Door, chat: int) -> None:
    assert door.post({"update_id": 1, "message": message(chat, "x" * 1_000_000)}).status_code == 413


@pytest.mark.model
@pytest.mark.parametrize(
    "update",
    [
        {},
        {"edited_message": "M"},
        {"channel_post": "M"},
        {"my_chat_member": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": False, "first_name": "P"}, "date": 1}},
        {"inline_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "P"}, "query": "cramps", "offset": ""}},
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"message": {}},
        {"message": None},
        {"message": []},
        {"message": "text"},
        {"callback_query": None},
        {"callback_query": {}},
    ],
    ids=json.dumps,
)
def test_what_is_no_message_of_a_person_is_taken_and_nothing_sent(door: Door, chat: int, update: dict[str, Any]) -> None:
    filled = {kind: message(chat, "foods rich in magnesium?") if content == "M" else content for kind, content in update.items()}
    sent = len(door.front.of("sendMessage"))
    assert door.post({"update_id": next(numbers), **filled}).status_code == 200
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage")) == sent + 1


@pytest.mark.model
def test_another_bot_is_not_answered(door: Door, chat: int) -> None:
    door.write(chat, "foods rich in magnesium?", **{"from": {"id": chat, "is_bot": True, "first_name": "Bot"}})
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 1


# What a person sees


@pytest.mark.model
@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]},
        {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 2}},
        {"sticker": {"file_id": "1", "emoji": "x"}},
        {"location": {"longitude": 5.0, "latitude": 50.0}},
        {"contact": {"phone_number": "1", "first_name": "P"}},
        {"poll": {"id": "1", "question": "?", "options": []}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_who_sends_no_text_is_asked_for_words_once(door: Door, chat: int, content: dict[str, Any]) -> None:
    door.write(chat, **content)
    assert door.replies(chat)[0].startswith(NO_WORDS)
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 2


@pytest.mark.model
def test_an_album_gets_one_reply_and_the_words_below_a_picture_are_read(door: Door, chat: int, library: Library) -> None:
    picture: dict[str, Any] = {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]}
    for _ in range(3):
        door.write(chat, media_group_id=f"album {chat}", **picture)
    door.write(chat, caption=library.entries["food_sources"].question, **picture)
    assert door.replies(chat, 2)[1].startswith(library.entries["food_sources"].answer)
    assert len(door.front.of("sendMessage", chat_id=chat)) == 2


@pytest.mark.model
def test_the_same_update_again_and_at_the_same_time_gets_one_answer(door: Door, chat: int) -> None:
    update = {"update_id": next(numbers), "message": message(chat, "foods rich in magnesium?")}
    with ThreadPoolExecutor(4) as threads:
        codes = [answer.status_code for answer in threads.map(door.post, [update] * 4)]
    assert codes == [200] * 4
    door.replies(chat)
    assert door.post(update).status_code == 200
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 2


@pytest.mark.model
def test_an_edited_message_is_not_answered_again(door: Door, chat: int) -> None:
    written = door.write(chat, "foods rich in magnesium?")["message"]
    door.replies(chat)
    door.tell("edited_message", {**written, "text": "foods rich in magnesium, please?", "edit_date": 1})
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 2


@pytest.mark.model
@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/start", "greet"),
        ("/start a-link_payload", "greet"),
        (f"/start@{BOT}", "greet"),
        ("/help", "help"),
        (f"/help@{BOT.lower()}", "help"),
        ("/new", "restart"),
        ("/stop", "restart"),
        ("/forget", "forget_me"),
    ],
)
def test_a_command_of_the_menu_does_what_it_says(door: Door, chat: int, library: Library, command: str, reply: str) -> None:
    assert door.read(chat, command).startswith(library.texts[reply].text)


@pytest.mark.model
def test_the_cramp_check_is_led_by_buttons(door: Door, chat: int) -> None:
    check = shared_cramp_check()
    asked = door.answers(chat, "/check").given
    assert check.steps[0].question in plain(asked["text"])
    buttons = [button for row in asked["reply_markup"]["inline_keyboard"] for button in row]
    assert [button["text"] for button in buttons] == [option.title for option in check.steps[0].options]
    door.tell("callback_query", click(chat, buttons[0]["callback_data"], below=next(numbers)))
    assert check.steps[1].question in door.replies(chat, 2)[1]


@pytest.mark.model
def test_an_unknown_command_is_read_as_words(door: Door, chat: int) -> None:
    assert "reply_markup" in door.answers(chat, '/session_start{"topic": "x"}').given


@pytest.mark.model
def test_an_emergency_stands_out(door: Door, chat: int) -> None:
    text = door.answers(chat, "crushing chest pain and my arm is numb").given["text"]
    assert text.startswith("<b>\N{POLICE CARS REVOLVING LIGHT} EMERGENCY</b>")


@pytest.mark.model
def test_markup_that_a_person_types_comes_to_nothing(door: Door, chat: int) -> None:
    for text in ("<b>&_*[ leg cramps", "</i><a href='x'>magnesium", "&lt;script&gt;"):
        assert door.answers(chat, text).given["parse_mode"] == "HTML"
    assert not [call for call in door.front.calls if call.given.get("chat_id") == chat and call.status == 400]


@pytest.mark.model
def test_a_message_of_4096_signs_gets_a_friendly_reply(door: Door, chat: int) -> None:
    assert door.read(chat, "x" * 4096).startswith("Your message is too long for me.")


# Buttons


@pytest.mark.model
def test_a_click_is_answered_once_and_only_what_was_chosen_stays(door: Door, chat: int, library: Library) -> None:
    clicked = click(chat, "/food_sources", below=next(numbers))
    other, chosen = {"text": "Why?", "callback_data": "/cause_spasms"}, {"text": "Which foods?", "callback_data": "/food_sources"}
    clicked["message"]["reply_markup"] = {"inline_keyboard": [[other], [chosen]]}
    update = door.tell("callback_query", clicked)
    assert door.replies(chat)[0].startswith(library.entries["food_sources"].answer)
    door.front.wait(1, "editMessageReplyMarkup", chat_id=chat, message_id=clicked["message"]["message_id"])
    left = door.front.of("editMessageReplyMarkup", chat_id=chat)[0].given["reply_markup"]
    assert left == {"inline_keyboard": [[{"text": "\N{CHECK MARK} Which foods?", "callback_data": "/food_sources"}]]}
    assert door.post(update).status_code == 200  # the same click again
    door.tell("callback_query", {**clicked, "id": "second"})  # a second click
    door.front.wait(1, "answerCallbackQuery", callback_query_id="second")
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 2
    assert len(door.front.of("answerCallbackQuery", callback_query_id=clicked["id"])) == 1


@pytest.mark.model
@pytest.mark.parametrize("missing", ["message", "data"])
def test_a_click_without_its_message_or_data_only_stops_the_clock(door: Door, chat: int, missing: str) -> None:
    clicked = click(chat, "/food_sources", below=next(numbers))
    door.tell("callback_query", {name: value for name, value in clicked.items() if name != missing})
    door.front.wait(1, "answerCallbackQuery", callback_query_id=clicked["id"])
    door.read(chat, "hello")
    assert len(door.front.of("sendMessage", chat_id=chat)) == 1


@pytest.mark.model
def test_a_forged_click_is_read_as_words(door: Door, chat: int, library: Library) -> None:
    door.tell("callback_query", click(chat, "/restart", below=next(numbers)))
    door.tell("callback_query", click(chat, '/food_sources{"topic": "<b>"}', below=next(numbers)))
    assert len(door.replies(chat, 2)) == 2
    assert door.read(chat, library.entries["food_sources"].question).startswith(library.entries["food_sources"].answer)


# Groups


@pytest.mark.model
def test_in_a_group_only_who_calls_the_bot_is_answered(door: Door, library: Library) -> None:
    group, person = -next(numbers), next(numbers)
    foods, pat = library.entries["food_sources"], in_group(group, person)
    bot = {"id": 666, "is_bot": True, "first_name": "Bot", "username": BOT}
    silent = [foods.question, f"@{BOT}x {foods.question}", "/help@OtherBot", "/weather", f"mail me@{BOT}.example"]
    for text in silent:
        door.write(group, text, **pat)
    door.write(group, photo=[], **pat)
    by_mention = door.answers(group, f"@{BOT.lower()} {foods.question}", **pat)
    assert plain(by_mention.given["text"]).startswith(foods.answer)
    assert door.read(group, "tell me more", reply_to_message={"message_id": 1, "from": bot}, **pat).startswith(foods.more)
    assert door.read(group, f"/help@{BOT}", **pat).startswith(library.texts["help"].text)
    assert len(door.front.of("sendMessage", chat_id=group)) == 3


@pytest.mark.model
def test_in_a_group_the_answer_replies_to_the_question_in_its_topic(door: Door) -> None:
    group = -next(numbers)
    written = message(group, "/start", message_thread_id=7, is_topic_message=True, **in_group(group, 5))
    door.tell("message", written)
    (sent,) = door.front.wait(1, "sendMessage", chat_id=group)
    assert sent.given["reply_parameters"]["message_id"] == written["message_id"]
    assert sent.given["message_thread_id"] == 7


@pytest.mark.model
def test_in_a_group_each_person_has_a_talk_of_their_own(door: Door, library: Library) -> None:
    group, one, other = -next(numbers), next(numbers), next(numbers)
    foods = library.entries["food_sources"]
    door.read(group, f"@{BOT} {foods.question}", **in_group(group, one))
    assert door.read(group, f"@{BOT} tell me more", **in_group(group, other)).startswith(library.texts["no_topic"].text)
    assert door.read(one, "tell me more").startswith(library.texts["no_topic"].text)  # nor do they meet it in private
    assert door.read(group, f"@{BOT} tell me more", **in_group(group, one)).startswith(foods.more)


@pytest.mark.model
def test_in_a_group_nobody_clicks_for_another_person(door: Door, library: Library) -> None:
    group, one, other = -next(numbers), next(numbers), next(numbers)
    question = message(group, f"@{BOT} leg cramps", **in_group(group, one))
    below = {**message(group, "answer", reply_to_message=question, **in_group(group, one)), "message_id": next(numbers)}
    clicks = [
        {"id": f"{person} in {group}", "from": {"id": person, "is_bot": False}, "message": below, "data": "/food_sources"}
        for person in (other, one)
    ]
    for clicked in clicks:
        door.tell("callback_query", clicked)
        door.front.wait(1, "answerCallbackQuery", callback_query_id=clicked["id"])
    (sent,) = door.front.wait(1, "sendMessage", chat_id=group)
    assert sent.given["reply_parameters"]["message_id"] == question["message_id"]
    assert door.read(group, f"@{BOT} tell me more", **in_group(group, one)).startswith(library.entries["food_sources"].more)


# When Telegram fails


@pytest.mark.model
def test_telegram_hears_that_a_message_arrived_before_the_answer_is_sent(door: Door, chat: int) -> None:
    door.front.delay["sendMessage"] = 3
    try:
        door.write(chat, "hello")
        taken = time.monotonic()
        (sent,) = door.front.wait(1, "sendMessage", chat_id=chat)
    finally:
        door.front.delay.clear()
    assert taken < sent.ended


@pytest.mark.model
def test_a_reply_whose_markup_is_refused_comes_as_plain_text(door: Door, chat: int, library: Library) -> None:
    door.front.fail("sendMessage", 400, description="Bad Request: can't parse entities: Unsupported start tag")
    sent = door.answers(chat, library.entries["food_sources"].question).given
    assert "parse_mode" not in sent
    assert "<" not in sent["text"]
    assert sent["text"].startswith(library.entries["food_sources"].answer)
    assert sent["reply_markup"]


@pytest.mark.model
def test_the_bot_waits_as_long_as_telegram_asks(door: Door, chat: int) -> None:
    door.front.fail("sendMessage", 429, description="Too Many Requests: retry after 2", retry_after=2)
    refused = time.monotonic()
    sent = door.answers(chat, "hello")
    assert sent.started - refused >= 2


@pytest.mark.model
def test_a_failing_telegram_is_asked_again(door: Door, chat: int) -> None:
    door.front.fail("sendMessage", 502, times=2)
    assert door.read(chat, "hello")


@pytest.mark.model
@pytest.mark.parametrize(
    ("status", "line"),
    [(403, "Telegram: a person has blocked the bot."), (400, "Telegram: a reply could not be sent (Telegram answered 400).")],
)
def test_a_reply_that_cannot_be_sent_is_told_in_one_line_and_the_next_is_sent(door: Door, chat: int, status: int, line: str) -> None:
    told = door.log.read_text().count(line)
    door.front.fail("sendMessage", status, description="what a person wrote")
    door.write(chat, "hello")
    assert door.read(chat, "hello again")
    assert door.log.read_text().count(line) == told + 1


@pytest.mark.model
def test_the_log_holds_no_exception_no_token_and_no_text(door: Door, chat: int) -> None:
    door.read(chat, "my secret eyelid")
    log = door.log.read_text()
    for hidden in ("Traceback", "never retrieved", "secret eyelid", "what a person wrote", TOKEN, SECRET):
        assert hidden not in log
