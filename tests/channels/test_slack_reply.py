"""How a reply looks in Slack: every limit of Block Kit holds, nothing is lost, and no text becomes markup."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from assistant.channels.dialects.slack import MAX_TEXT, chosen, cut, home, mrkdwn, render
from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import Library
from assistant.knowledge.reply import Reply, Suggestion
from assistant.knowledge.schema import Table
from assistant.knowledge.slack_words import shared_slack_words


def valid(blocks: list[dict[str, Any]]) -> None:
    assert 0 < len(blocks) <= 50
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
        texts = [block.get("text", {}), *block.get("fields", []), *block.get("elements", [])]
        assert all(text["text"] for text in texts if text.get("type") == "mrkdwn")
        assert all(len(text["text"]) <= MAX_TEXT for text in texts if text.get("type") == "mrkdwn")
        assert all(len(field["text"]) <= 2000 for field in block.get("fields", []))


def words(blocks: list[dict[str, Any]]) -> str:
    """Return what people read."""
    texts = [text["text"] for block in blocks for text in (block.get("text"), *block.get("fields", []), *block.get("elements", [])) if text]
    found = "\n".join(text if isinstance(text, str) else text["text"] for text in texts)
    return html.unescape(re.sub(r"<tel:[^|]*\|([^>]*)>", r"\1", found))


def reply(**changes: Any) -> Reply:
    return Reply(**{"body": "Body.", "disclaimer": "No advice.", "outcome": "answered", **changes})


def every_reply(library: Library) -> list[Reply]:
    composer, check = Composer(library), shared_cramp_check()
    replies = [compose(topic) for topic in library.entries for compose in (composer.answer, composer.more, composer.sources)]
    replies += [composer.text(name) for name in library.texts if name != "disclaimer"]
    replies += [composer.check_question(check, step.id, introduce=True) for step in check.steps]
    replies.append(composer.answers(["food_sources", "dosage", "comparison"]))
    return replies


def test_every_reply_of_ours_is_valid_and_whole(library: Library) -> None:
    for each in every_reply(library):
        rendered = render(each)
        valid(rendered["blocks"])
        read = words(rendered["blocks"])
        for part in (each.body, each.source or "", *each.notes, *(choice.title for choice in each.suggestions)):
            assert all(line.removeprefix("- ") in read for line in part.splitlines())
        last = rendered["blocks"][-1]
        assert (last["type"], last["elements"][0]["text"]) == ("context", each.disclaimer)
        assert read.count(each.disclaimer) == rendered["text"].count(each.disclaimer) == 1


@pytest.mark.parametrize("sign", ["<!channel>", "<@U123>", "<https://x.example|y>", "&lt;!here&gt;", "*b*", "_i_", "~s~", "`c`", "```c```"])
def test_no_text_becomes_a_mention_a_link_or_markup(sign: str) -> None:
    changes = {"body": sign, "source": sign, "notes": (sign,), "table": Table(columns=[sign] * 2, rows=[[sign] * 2])}
    rendered = render(reply(**changes))
    texts = [rendered["text"]]
    for block in rendered["blocks"]:
        parts = (block.get("text"), *block.get("fields", []), *block.get("elements", []))
        texts += [part["text"].removeprefix("*").removesuffix("*").replace("*\n", "\n") for part in parts if part]
        assert all(part["verbatim"] for part in parts if part and part["type"] == "mrkdwn")
    for text in texts:
        assert not re.search(r"[<>*_~`]", text), text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text), text


def test_a_line_that_starts_with_more_than_is_no_quotation() -> None:
    assert mrkdwn("a\n> 300 mg") == "a\n\N{ZERO WIDTH SPACE}&gt; 300 mg"


def test_an_emergency_has_a_heading_and_numbers_to_tap() -> None:
    blocks = render(reply(body="Call now: 911. Take 300 mg.", tier="emergency"))["blocks"]
    assert blocks[0]["text"]["text"] == shared_slack_words().emergency
    assert blocks[1]["text"]["text"] == "Call now: <tel:911|911>. Take 300 mg."
    assert render(reply(tier="urgent"))["blocks"][0]["text"]["text"] == shared_slack_words().urgent
    assert render(reply())["blocks"][0]["type"] == "section"


@pytest.mark.parametrize(("count", "rows"), [(0, []), (3, [3]), (8, [5, 3]), (30, [5] * 6)])
def test_all_buttons_are_shown_under_their_label(count: int, rows: list[int]) -> None:
    suggestions = tuple(Suggestion(title=f"Question {number} {'?' * 80}", payload="/x" * 900) for number in range(count))
    blocks = render(reply(suggestions=suggestions, suggest_label="You can say:"))["blocks"]
    valid(blocks)
    actions = [block for block in blocks if block["type"] == "actions"]
    assert [len(block["elements"]) for block in actions] == rows
    assert ("You can say:" in words(blocks)) is bool(count)
    names = [button["action_id"] for block in actions for button in block["elements"]]
    assert len(set(names)) == count


def test_a_table_shows_each_row_under_its_name() -> None:
    columns = ["Point", *(f"Column {number}" for number in range(11))]
    blocks = render(reply(table=Table(columns=columns, rows=[["Muscle", *["x" * 2500] * 11]])))["blocks"]
    valid(blocks)
    assert words(blocks).count("x") >= 2500 * 11
    assert all(name in words(blocks) for name in columns[1:])


def test_several_answers_stand_under_their_questions_in_bold() -> None:
    body = render(reply(body="1. Why?\nSo.\n2. How?\n- So.", topics=("a", "b")))["blocks"][0]["text"]["text"]
    assert body == "*1. Why?*\nSo.\n*2. How?*\n• So."


@given(st.text(st.sampled_from("ab<&*. \n9-1>"), min_size=1, max_size=400), st.integers(60, 90))
def test_a_long_text_is_cut_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = cut(text, limit)
    assert "".join(pieces) == text
    assert all(len(mrkdwn(piece)) <= limit for piece in pieces)


@pytest.mark.parametrize("end", ["\n", ". ", " "])
def test_a_long_text_is_cut_between_lines_sentences_or_words(end: str) -> None:
    pieces = cut(end.join(["word"] * 2000), MAX_TEXT)
    assert len(pieces) > 1
    assert all(piece.endswith(end) for piece in pieces[:-1])


def test_what_was_chosen_stands_in_place_of_the_buttons() -> None:
    suggestions = tuple(Suggestion(title=str(number), payload="/x") for number in range(8))
    before = render(reply(suggestions=suggestions, suggest_label="You can say:"))["blocks"]
    after = chosen(before, "<!channel> *Leg*")
    valid(after)
    assert [block["type"] for block in after] == ["section", "section", "context", "context"]
    assert (
        after[2]["elements"][0]["text"] == f"{shared_slack_words().chosen} &lt;!channel&gt; \N{ASTERISK OPERATOR}Leg\N{ASTERISK OPERATOR}"
    )
    assert after[3] == before[-1]
    assert chosen(after, "again") == after


def test_the_home_tab_says_how_to_ask_and_ends_with_the_disclaimer(library: Library) -> None:
    view = home(Composer(library).text("help"))
    valid(view["blocks"])
    assert view["blocks"][0]["text"]["text"] == shared_slack_words().home_title
    assert shared_slack_words().home_note in words(view["blocks"])
    assert view["blocks"][-1]["elements"][0]["text"] == library.texts["disclaimer"].text
