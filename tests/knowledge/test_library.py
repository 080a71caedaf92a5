"""A broken knowledge file is named with entry and what was expected."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.knowledge.library import FOLDER, KnowledgeError, Library, load

GOOD = """
- id: {id}
  group: dosage
  question: How much is enough?
  answer: Enough is as good as a feast.
  more: More of the same would be more of the same.
  sources:
    - article: Conclusion
  reviewed: 2026-11-24
  related: [{related}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def broken(folder: Path, text: str) -> str:
    (folder / "answers" / "new.yml").write_text(text)
    with pytest.raises(KnowledgeError) as error:
        load(folder)
    return str(error.value)


def test_the_real_knowledge_loads(library: Library) -> None:
    assert library.entries["eye_twitch"].question == "Why does my eyelid twitch?"


def test_a_good_new_entry_loads(folder: Path) -> None:
    (folder / "answers" / "new.yml").write_text(GOOD.format(id="enough", related="dosage"))
    assert load(folder).entries["enough"].group == "dosage"


def test_an_unknown_related_id_is_named(folder: Path) -> None:
    assert "entry 'enough', related: there is no entry 'dossage'" in broken(folder, GOOD.format(id="enough", related="dossage"))


def test_an_id_that_stands_twice_is_named(folder: Path) -> None:
    assert "entry 'dosage': this id stands twice" in broken(folder, GOOD.format(id="dosage", related="timing"))


def test_broken_yaml_is_named_with_its_line(folder: Path) -> None:
    message = broken(folder, "- id: [unclosed\n  group: dosage\n")
    assert "new.yml: line" in message
    assert "is not valid YAML" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("group: dosage", "group: dosages", "entry 'enough': group"),
        ("  reviewed: 2026-11-24\n", "", "reviewed: field required"),
        ("2026-11-24", "yesterday", "reviewed: invalid date format"),
        ("    - article: Conclusion\n", "    - title: A book\n", "expected either 'article', or 'organisation', 'title' and 'year'"),
        ("answer:", "anwser:", "anwser: extra fields not permitted"),
        ("more: More of the same would be more of the same.", "more: Hm", "more: ensure this value has at least 20 characters"),
    ],
)
def test_a_wrong_field_is_named(folder: Path, old: str, new: str, expected: str) -> None:
    text = GOOD.format(id="enough", related="dosage")
    assert old in text
    assert expected in broken(folder, text.replace(old, new))


def test_a_file_that_is_no_list_is_named(folder: Path) -> None:
    assert "expected a list of entries" in broken(folder, "id: enough\n")


def test_missing_files_are_named(folder: Path, tmp_path: Path) -> None:
    (folder / "labels.yml").unlink()
    with pytest.raises(KnowledgeError, match="labels.yml: cannot be read"):
        load(folder)
    shutil.copy(FOLDER / "regions.yml", tmp_path)
    with pytest.raises(KnowledgeError, match="nothing to answer with"):
        load(tmp_path)


def test_a_reply_that_suggests_an_unknown_question_is_named(folder: Path) -> None:
    replies = folder / "replies.yml"
    replies.write_text(replies.read_text().replace("suggest: [food_sources, when_to_see_doctor]", "suggest: [foods]"))
    with pytest.raises(KnowledgeError, match="reply 'thank', suggest: there is no entry 'foods'"):
        load(folder)
