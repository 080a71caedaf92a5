"""What a composed reply holds."""

from __future__ import annotations

import pytest

from assistant.knowledge.composer import MAX_SUGGESTIONS, Composer
from assistant.knowledge.library import Library
from assistant.knowledge.reply import Reply


@pytest.fixture
def composer(library: Library) -> Composer:
    return Composer(library)


def replies(library: Library) -> list[Reply]:
    composer = Composer(library)
    about = [compose(topic) for topic in library.entries for compose in (composer.answer, composer.more, composer.sources)]
    return about + [composer.text(name) for name in library.texts if name != "disclaimer"]


def test_every_reply_carries_the_disclaimer_once_and_last(library: Library) -> None:
    disclaimer = library.texts["disclaimer"].text
    for reply in replies(library):
        for listed in (True, False):
            text = reply.plain(list_suggestions=listed)
            assert text.count(disclaimer) == 1
            assert text.endswith(disclaimer)


def test_no_reply_has_a_blank_line_where_rasa_would_split_it(library: Library) -> None:
    assert not [reply for reply in replies(library) if "\n\n" in reply.plain(list_suggestions=True)]


def test_an_answer_names_its_sources_and_review_date(composer: Composer) -> None:
    text = composer.answer("dosage").plain(list_suggestions=False)
    assert 'Source: the article "Can magnesium cause muscle spasms?" (Conclusion).' in text
    assert "Beyond the article: NIH Office of Dietary Supplements, The Scoop (2015)" in text
    assert "Checked 2026-11-24." in text


def test_every_answer_that_is_not_urgent_shows_a_source(library: Library, composer: Composer) -> None:
    for entry in library.entries.values():
        assert bool(composer.answer(entry.id).source) == (entry.tier is None)


def test_an_urgent_answer_starts_with_the_action_and_offers_nothing_else(composer: Composer) -> None:
    reply = composer.answer("emergency")
    assert reply.plain(list_suggestions=True).startswith("This may be an emergency. Call now: 911 (US), 999 (UK), 112 (EU)")
    assert (reply.outcome, reply.tier, reply.source) == ("urgent", "emergency", None)
    assert [suggestion.title for suggestion in reply.suggestions] == ["I am safe now"]


def test_suggestions_are_questions_that_a_button_can_send(composer: Composer) -> None:
    reply = composer.answer("comparison")
    assert len(reply.suggestions) == MAX_SUGGESTIONS
    assert reply.suggestions[0].title == "Is it low or high magnesium that causes cramps?"
    assert reply.suggestions[0].payload == "/low_vs_high"


def test_two_questions_get_one_reply_with_both_answers_and_sources(library: Library, composer: Composer) -> None:
    reply = composer.answers(["dosage", "eye_twitch"])
    text = reply.plain(list_suggestions=False)
    for number, topic in ((1, "dosage"), (2, "eye_twitch")):
        entry = library.entries[topic]
        assert f"{number}. {entry.question}\n{entry.answer}" in text
        assert f"{number}. {composer.source_line(entry)}" in text
    assert text.count(library.texts["disclaimer"].text) == 1
    assert text.endswith(library.texts["disclaimer"].text)
    assert (reply.outcome, reply.groups) == ("answered", ("dosage", "other_causes"))
    assert not {"/dosage", "/eye_twitch"} & {suggestion.payload for suggestion in reply.suggestions}


def test_a_table_reads_as_lines(composer: Composer) -> None:
    assert "- Muscles: Low magnesium: Cramps, spasms and twitches; High magnesium: Weakness and tiredness" in composer.answer(
        "comparison"
    ).plain(list_suggestions=False)


def test_sources_are_listed_one_a_line(composer: Composer) -> None:
    lines = composer.sources("eye_twitch").plain(list_suggestions=False).splitlines()
    assert lines[0] == "This answer comes from:"
    assert lines[2] == "- NHS (UK), Twitching eyes and muscles (2023, read on a copy)"


def test_did_you_mean_offers_questions_not_names(composer: Composer) -> None:
    reply = composer.did_you_mean(["eye_twitch", "dosage", "ppi", "zma"])
    assert [suggestion.title for suggestion in reply.suggestions] == [
        "Why does my eyelid twitch?",
        "How much magnesium should I take?",
        "Do acid reflux medicines lower magnesium?",
        "Something else",
    ]
    assert (reply.outcome, reply.groups) == ("clarified", ("other_causes", "dosage", "drug_interactions"))


def test_an_unknown_topic_is_a_key_error(composer: Composer) -> None:
    with pytest.raises(KeyError):
        composer.answer("no_such_topic")
