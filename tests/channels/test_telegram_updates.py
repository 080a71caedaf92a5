"""What the Telegram door reads in an update, and what it leaves alone (R8, R9, R13)."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.channels.telegram_updates import Place, Said, click_in, said_in

BOT = "TestNameBot"
PAT: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "Pat"}
OTHER: dict[str, Any] = {**PAT, "id": 8}
US: dict[str, Any] = {"id": 666, "is_bot": True, "first_name": "Bot", "username": BOT}
GROUP = {"id": -100, "type": "supergroup"}


def message(**changes: Any) -> dict[str, Any]:
    return {"message_id": 5, "from": PAT, "chat": {"id": 7, "type": "private"}, "date": 1, **changes}


def heard(bot: str | None = BOT, **changes: Any) -> Said | None:
    return said_in({"update_id": 3, "message": message(**changes)}, bot)


def text_of(said: Said | None) -> str | None:
    assert said is not None
    return said.text


def test_words_in_private_are_read_as_they_are() -> None:
    assert heard(text="leg cramps") == Said("7", Place(7), "leg cramps", "update 3")


def test_the_words_below_a_picture_are_read_and_a_picture_alone_has_none() -> None:
    assert text_of(heard(photo=[], caption="leg cramps")) == "leg cramps"
    assert text_of(heard(photo=[])) is None


def test_all_pictures_of_an_album_without_words_are_one_message() -> None:
    said = [heard(photo=[], media_group_id="9", message_id=number) for number in (5, 6)]
    assert {one.once for one in said if one} == {"album 9"}


@pytest.mark.parametrize("notice", [{"pinned_message": {}}, {"new_chat_members": []}, {"message_auto_delete_timer_changed": {}}, {}])
def test_a_notice_is_not_answered(notice: dict[str, Any]) -> None:
    assert heard(**notice) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/start", "hello"),
        ("/Start", "hello"),
        ("/start payload_1", "hello"),
        ("/start\npayload", "hello"),
        (f"/start@{BOT}", "hello"),
        ("/help@OtherBot", "what can you do"),  # in private there is no other bot
        ("/check", "/cramp_check"),
        ("/weather in  Rome", "/weather in  Rome"),
        (f"/dosage@{BOT}", "/dosage"),
        ("start", "start"),
        ("/", "/"),
        ("and /help", "and /help"),
        (f"hi @{BOT}!", "hi !"),
        (f"mail@{BOT} is no name", f"mail@{BOT} is no name"),
    ],
)
def test_a_command_stands_for_words(typed: str, read: str) -> None:
    assert text_of(heard(text=typed)) == read


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "leg cramps"},
        {"text": f"@{BOT}x leg cramps"},
        {"text": "/help@OtherBot"},
        {"text": "/weather"},
        {"text": "leg cramps", "reply_to_message": {"message_id": 1, "from": OTHER}},
        {"text": f"@{BOT} leg cramps", "from": {**PAT, "is_bot": True}},
        {"photo": []},
    ],
)
def test_in_a_group_others_may_talk(changes: dict[str, Any]) -> None:
    assert heard(chat=GROUP, **changes) is None


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"text": f"@{BOT.upper()} leg cramps"}, "leg cramps"),
        ({"text": f"leg cramps, @{BOT}"}, "leg cramps,"),
        ({"text": f"@{BOT}"}, ""),
        ({"text": f"@{BOT} /help"}, "what can you do"),
        ({"text": "/help"}, "what can you do"),
        ({"text": f"/weather@{BOT}"}, "/weather"),
        ({"text": "leg cramps", "reply_to_message": {"message_id": 1, "from": US}}, "leg cramps"),
        ({"photo": [], "caption": f"@{BOT} leg cramps"}, "leg cramps"),
    ],
)
def test_in_a_group_who_calls_the_bot_is_heard_and_answered_below(changes: dict[str, Any], read: str) -> None:
    assert heard(chat=GROUP, **changes) == Said("-100:7", Place(-100, None, 5), read, "update 3")


def test_before_telegram_told_the_bots_name_a_group_is_heard_by_commands_only() -> None:
    assert heard(None, chat=GROUP, text=f"@{BOT} leg cramps") is None
    assert text_of(heard(None, chat=GROUP, text="/help")) == "what can you do"
    assert text_of(heard(None, text="leg cramps")) == "leg cramps"


def test_a_topic_of_a_forum_is_kept_and_a_thread_of_replies_is_no_topic() -> None:
    topic = heard(chat=GROUP, text="/help", message_thread_id=4, is_topic_message=True)
    thread = heard(chat=GROUP, text="/help", message_thread_id=4)
    assert topic and topic.place.parameters()["message_thread_id"] == 4
    assert thread and "message_thread_id" not in thread.place.parameters()


def clicked(**changes: Any) -> Said | None:
    return said_in({"update_id": 3, "callback_query": {"id": "c", "from": PAT, "message": message(), "data": "/dosage", **changes}}, BOT)


def test_two_clicks_on_one_button_are_one_and_on_another_button_another() -> None:
    first, again, other = clicked(), clicked(id="d"), clicked(data="/forms")
    assert first and again and other
    assert first == again
    assert (first.text, first.buttons) == ("/dosage", 5)
    assert first.once != other.once


def test_in_a_group_only_who_asked_may_click() -> None:
    below = message(chat=GROUP, reply_to_message={"message_id": 2, "from": PAT})
    said = clicked(message=below)
    assert said and said.place == Place(-100, None, 2)
    assert clicked(message=below, **{"from": OTHER}) is None


@pytest.mark.parametrize("changes", [{"message": None}, {"data": None}, {"from": US}, {"message": "x"}, {"data": 5}])
def test_a_click_that_says_nothing_is_still_one_to_stop_the_clock_of(changes: dict[str, Any]) -> None:
    assert clicked(**changes) is None
    assert click_in({"callback_query": {"id": "c", "from": PAT, **changes}}) == "c"


@pytest.mark.parametrize(
    "update", [{}, {"message": 5}, {"callback_query": []}, {"callback_query": {"id": 5}}, {"edited_message": message(text="x")}]
)
def test_what_is_neither_a_message_nor_a_click_says_nothing(update: dict[str, Any]) -> None:
    assert said_in(update, BOT) is None
    assert click_in(update) is None
