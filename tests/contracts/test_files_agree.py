"""The files hold together: a forgotten place is named here, before anyone talks to the assistant."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import textstat
from ruamel.yaml import YAML

from actions.cramp_check import ASKS_THE_SAME, LEAVES, NO_INTERRUPTION
from assistant.evaluate import OWN_QUESTIONS, read_questions
from assistant.evaluate_safety import HARD_NEGATIVES, RED_FLAGS, read_lines
from assistant.knowledge.composer import Composer
from assistant.knowledge.cramp_check import shared_cramp_check
from assistant.knowledge.library import Library, load

ROOT = Path(__file__).parents[2]
MIN_EXAMPLES = 25
SMALL_TALK = {"greet", "goodbye", "thank", "bot_challenge", "help", "something_else"}
FEEDBACK = {"helpful", "not_helpful", "wrong_answer", "unclear_answer", "not_my_question"}
MOVES = {
    "action_tell_more": {"tell_me_more", "ask_why"},
    "action_show_sources": {"ask_sources"},
    "action_other_side": {"about_too_little", "about_too_much", "meant_low", "meant_high"},
    "action_which_one": {"which_one"},
    "action_repeat": {"repeat"},
    "action_show_table": {"show_table"},
    "action_choose": {"affirm", "choose_first", "choose_second", "choose_third"},
    "action_deny": {"deny"},
    "action_feedback": FEEDBACK,
    "action_safe_now": {"safe_now"},
    "action_start_over": {"start_over"},
    "action_forget_me": {"forget_me"},
    "action_stop_check": {"stop_check"},
    "action_small_talk": SMALL_TALK,
}
OUT_OF_SCOPE = {"out_of_scope_daily_life", "out_of_scope_medical", "out_of_scope_look_alike"}
NO_QUESTIONS = set().union(*MOVES.values()) | OUT_OF_SCOPE | {"cramp_check"}


def read(name: str) -> Any:
    return YAML(typ="safe").load(ROOT / name)


@pytest.fixture(scope="module")
def examples() -> dict[str, list[str]]:
    return {item["intent"]: [line[2:] for line in item["examples"].splitlines()] for item in read("data/nlu.yml")["nlu"]}


def rule_intents(action: str) -> set[str]:
    """Return the intents whose rule, outside the cramp check, runs `action`."""
    found: set[str] = set()
    for rule in read("data/rules.yml")["rules"]:
        first, then, *_ = rule["steps"]
        if "condition" not in rule and then["action"] == action:
            found |= {step["intent"] for step in first.get("or", [first])}
    return found


def intents_of_the_check(action: str) -> set[str]:
    """Return the intents that run `action` in the cramp check."""
    rules = [rule for rule in read("data/rules.yml")["rules"] if "condition" in rule and rule["steps"][1].get("action") == action]
    return {step["intent"] for rule in rules for step in rule["steps"][0].get("or", [rule["steps"][0]])}


# The four places of an answer: knowledge, examples, vocabulary, rule.


def test_every_entry_has_examples(library: Library, examples: dict[str, list[str]]) -> None:
    assert set(examples) == set(library.entries) | NO_QUESTIONS


def test_every_entry_is_an_intent_of_the_domain(library: Library) -> None:
    intents = read("domain.yml")["intents"]
    assert len(intents) == len(set(intents))
    assert set(intents) == set(library.entries) | NO_QUESTIONS


def test_every_entry_has_its_rule(library: Library) -> None:
    urgent = {entry.id for entry in library.entries.values() if entry.tier}
    assert rule_intents("action_answer") == set(library.entries) - urgent
    assert rule_intents("action_urgent") == urgent
    assert rule_intents("action_decline") == OUT_OF_SCOPE
    assert rule_intents("action_clarify") == {"nlu_fallback"}
    assert rule_intents("cramp_check") == {"cramp_check"}
    for action, intents in MOVES.items():
        assert rule_intents(action) == intents, action


def test_every_question_and_move_has_its_place_in_the_cramp_check(library: Library) -> None:
    assert intents_of_the_check("action_answer") == rule_intents("action_answer")
    assert intents_of_the_check("action_decline") == OUT_OF_SCOPE
    for action, intents in MOVES.items():
        here = intents_of_the_check(action)
        assert intents == here | (intents & (NO_INTERRUPTION | LEAVES | ASKS_THE_SAME | {"goodbye"})), action


def test_every_step_of_the_cramp_check_has_its_slot_and_question() -> None:
    domain = read("domain.yml")
    slots = [f"check_{step.id}" for step in shared_cramp_check().steps]
    assert domain["forms"]["cramp_check"]["required_slots"] == slots
    assert set(slots) <= set(domain["slots"])
    assert {f"utter_ask_{slot}" for slot in slots} <= set(domain["actions"])


def test_every_reply_that_actions_name_exists(library: Library) -> None:
    named = SMALL_TALK | OUT_OF_SCOPE | FEEDBACK | {"disclaimer", "source_intro", "cramp_check"}
    for path in (ROOT / "actions").glob("*.py"):
        named |= set(re.findall(r'say\(dispatcher, "(\w+)"\)', path.read_text()))
        for choice in re.findall(r'say\(dispatcher, ("\w+" if .*? else "\w+")', path.read_text()):
            named |= set(re.findall(r'"(\w+)"', choice.split(" if ")[0] + choice.split(" else ")[1]))
    named |= {"did_you_mean", "fallback", "error", "restart", "too_long", "too_fast"}  # asked for by NLG, actions, Rasa or the guard
    named |= {"stay", "if_it_happens_now", "doctor_soon"}  # notes
    named -= {"answer", "more", "sources"}  # made from an entry
    assert set(library.texts) == named


def test_the_domain_holds_vocabulary_only() -> None:
    assert "responses" not in read("domain.yml")


# Examples and the held-out set.


def test_every_intent_has_enough_examples(examples: dict[str, list[str]]) -> None:
    assert not {intent: len(texts) for intent, texts in examples.items() if len(texts) < MIN_EXAMPLES}


def normal(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_no_example_stands_twice(examples: dict[str, list[str]]) -> None:
    seen: dict[str, str] = {}
    twice = []
    for intent, texts in examples.items():
        for text in texts:
            if normal(text) in seen:
                twice.append((text, seen[normal(text)], intent))
            seen[normal(text)] = intent
    assert not twice


def test_the_held_out_set_is_large_and_unseen(examples: dict[str, list[str]]) -> None:
    held_out = read_questions(OWN_QUESTIONS)
    seen = {normal(text) for texts in examples.values() for text in texts}
    assert len(held_out) >= 300
    assert not [question.text for question in held_out if normal(question.text) in seen]


@pytest.mark.parametrize(("name", "lines"), [("two_questions.jsonl", 60), ("one_question_stories.jsonl", 60), ("tuning.jsonl", 300)])
def test_the_other_sets_are_unseen(examples: dict[str, list[str]], name: str, lines: int) -> None:
    questions = read_questions(ROOT / "tests" / "data" / name)
    seen = {normal(text) for texts in examples.values() for text in texts} | {normal(q.text) for q in read_questions(OWN_QUESTIONS)}
    assert len(questions) >= lines
    assert not [question.text for question in questions if normal(question.text) in seen]


def test_the_safety_sets_are_unseen(examples: dict[str, list[str]]) -> None:
    seen = {normal(text) for texts in examples.values() for text in texts}
    lines = [*read_lines(RED_FLAGS), *read_lines(HARD_NEGATIVES)]
    assert not [text for line in lines for text in line.texts if len(line.texts) == 1 and normal(text) in seen]


def test_the_held_out_set_names_groups_that_exist(library: Library) -> None:
    groups = {entry.group for entry in library.entries.values()}
    assert {topic for question in read_questions(OWN_QUESTIONS) for topic in question.topics} <= groups


def test_the_floors_name_figures_that_are_measured() -> None:
    floors = json.loads((ROOT / "tests/data/floors.json").read_text())
    measured = {"acceptable", "wrongly declined", "asked back", "calibration error", "emergencies caught", "answers right"} | {
        f"declined {q.kind}" for q in read_questions(OWN_QUESTIONS) if q.kind
    }
    assert set(floors["at least"]) | set(floors["at most"]) == measured


# The words.


def test_every_claim_of_the_article_is_stated(library: Library) -> None:
    claims = read("tests/data/claims.yml")
    composer = Composer(library)
    missing = []
    for claim, place in claims.items():
        entry = library.entries[place["entry"]]
        words = " ".join([composer.answer(entry.id).plain(list_suggestions=False), entry.more]).lower()
        missing += [(claim, phrase) for phrase in place["says"] if " ".join(phrase.lower().split()) not in " ".join(words.split())]
    assert not missing


def article_claims() -> set[str]:
    single = ["Q1", "B1", "M1", "A1a", "A1b", "A2a", "A2b", "A3a", "A3b", "A4a", "A4b", "A7a", "A7b"]
    ranges = {"I": 4, "K": 6, "R": 4, "D": 4, "X": 3, "S": 4, "O": 4, "Z": 4, "F": 6}
    numbered = [f"{letter}{number}" for letter, last in ranges.items() for number in range(1, last + 1)]
    table = [f"T{row}{side}" for row in range(1, 7) for side in "LH"]
    return {*single, *numbered, *table, *(f"A5{letter}" for letter in "abcde"), *(f"A6{letter}" for letter in "abc")}


def test_no_claim_of_the_article_is_left_out() -> None:
    assert set(read("tests/data/claims.yml")) == article_claims()


def test_every_entry_has_a_source_that_the_article_or_an_organisation_gives(library: Library) -> None:
    headings = set(read("tests/data/article_sections.yml"))
    unknown = [(e.id, s.article) for e in library.entries.values() for s in e.sources if s.article and s.article not in headings]
    assert not unknown


def test_copies_of_a_source_are_used_only_where_there_is_a_reason(library: Library) -> None:
    used = {f"{s.organisation}, {s.title}" for entry in library.entries.values() for s in entry.sources if s.evidence == "copy"}
    assert used == set(read("tests/data/copied_sources.yml"))


def test_a_publication_is_always_cited_alike(library: Library) -> None:
    years: dict[str, set[Any]] = {}
    for entry in library.entries.values():
        for source in entry.sources:
            if source.title:
                years.setdefault(f"{source.organisation}, {source.title}".lower(), set()).add((source.organisation, source.year))
    assert not {name: found for name, found in years.items() if len(found) > 1}


def test_answers_are_easy_to_read(library: Library) -> None:
    words = [(f"{entry.id}.{part}", getattr(entry, part)) for entry in library.entries.values() for part in ("answer", "more")]
    words += [(text.id, text.text) for text in library.texts.values()]
    allowed = {"article_disclaimer.answer": 8}  # quotes the article word for word
    hard = {name: grade for name, text in words if (grade := textstat.flesch_kincaid_grade(text)) > allowed.get(name, 6)}
    assert not hard


@pytest.mark.parametrize("region", ["unknown", "us", "uk", "eu"])
def test_urgent_answers_are_easier_still_and_name_the_numbers_of_the_place(region: str) -> None:
    library = load(region=region)
    urgent = [entry for entry in library.entries.values() if entry.tier]
    assert not [entry.id for entry in urgent if textstat.flesch_kincaid_grade(entry.answer) > 5]
    assert not [entry.id for entry in urgent if library.numbers.emergency not in entry.answer]


def test_sentences_are_short(library: Library) -> None:
    long = []
    for entry in library.entries.values():
        for sentence in re.split(r"""(?<=[.!?:"])\s+""", f"{entry.answer} {entry.more}"):
            if len(sentence.split()) > 18:
                long.append((entry.id, sentence))
    assert not long


def test_every_entry_that_is_not_urgent_suggests_two_or_more_questions(library: Library) -> None:
    assert not [e.id for e in library.entries.values() if not e.tier and len(e.related) < 2]
    assert not [e.id for e in library.entries.values() if e.id in e.related]


def test_payloads_fit_telegram(library: Library) -> None:
    assert not [entry for entry in library.entries if len(f"/{entry}".encode()) > 64]


# The rooms of the house.


def test_actions_speak_in_one_place() -> None:
    speaking = [path.name for path in (ROOT / "actions").glob("*.py") if "utter_message" in path.read_text()]
    assert speaking == ["say.py"]


def test_the_knowledge_imports_no_rasa_and_nothing_of_ours() -> None:
    for path in (ROOT / "assistant" / "knowledge").glob("*.py"):
        imports = re.findall(r"^\s*(?:from|import) (\S+)", path.read_text(), re.MULTILINE)
        assert not [name for name in imports if name.startswith(("rasa", "actions", "assistant.")) and "knowledge" not in name]


def test_nothing_imports_the_actions() -> None:
    importing = [
        path for path in (ROOT / "assistant").rglob("*.py") if re.search(r"^\s*(from|import) actions", path.read_text(), re.MULTILINE)
    ]
    assert not importing


def test_no_settings_file_quotes_a_variable() -> None:
    assert not [path.name for path in ROOT.glob("*.yml") if re.search(r"""["'][^"'\n]*\$\{""", path.read_text())]


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_git_holds_no_model_cache_or_environment() -> None:
    assert not [name for name in tracked() if re.search(r"\.tar\.gz$|\.pyc$|(^|/)(\.venv|\.cache|\.rasa|models|results)/", name)]


def test_locks_hold_hashes_and_name_no_registry() -> None:
    for lock in (ROOT / "locks").glob("*.lock"):
        text = lock.read_text()
        assert "https:" not in text
        assert "http:" not in text
        for requirement in re.split(r"\n(?=\w)", text.strip()):
            assert "--hash=sha256:" in requirement


def test_every_command_and_file_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"`((?:assistant|actions|data|tests|docs|encoder|benchmarks|locks)/[\w./-]*)`", readme):
        assert (ROOT / path).exists(), path
