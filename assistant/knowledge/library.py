"""Reads and checks the knowledge files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.knowledge.schema import Entry, Labels, Text

FOLDER = Path(__file__).parent
Record = TypeVar("Record", bound=BaseModel)


class KnowledgeError(Exception):
    """A knowledge file is broken. The message names file, entry and what was expected."""


@dataclass(frozen=True)
class Library:
    """All that the assistant may say, by id."""

    entries: Mapping[str, Entry]
    texts: Mapping[str, Text]
    labels: Labels


def read(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises:
        KnowledgeError: it is missing or not YAML.
    """
    try:
        return YAML(typ="safe").load(path)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}).") from error
    except YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" line {where.line + 1}:" if where else ""
        raise KnowledgeError(f"{path}:{line} is not valid YAML ({getattr(error, 'problem', error)}).") from error


def checked(kind: type[Record], data: Any, path: Path) -> Record:
    """Return `data` as a `kind`.

    Raises:
        KnowledgeError: it does not have the shape of a `kind`.
    """
    name = data.get("id") if isinstance(data, dict) else data
    try:
        return kind.parse_obj(data)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        raise KnowledgeError(f"{path}, entry '{name}': {problems}.") from error


def read_list(kind: type[Record], paths: list[Path]) -> dict[str, Record]:
    """Return the records of all `paths` by id.

    Raises:
        KnowledgeError: a file is not a list, a record is wrong, or an id stands twice.
    """
    records: dict[str, Record] = {}
    for path in paths:
        data = read(path)
        if not isinstance(data, list):
            raise KnowledgeError(f"{path}: expected a list of entries, each starting with '- id:'.")
        for item in data:
            record = checked(kind, item, path)
            identity = getattr(record, "id")  # noqa: B009 (BaseModel has no id, every kind that is read as a list has)
            if identity in records:
                raise KnowledgeError(f"{path}, entry '{identity}': this id stands twice. Give one of them another id.")
            records[identity] = record
    return records


def load(folder: Path = FOLDER) -> Library:
    """Read the knowledge in `folder`: `answers/*.yml`, `replies.yml` and `labels.yml`.

    Raises:
        KnowledgeError: a file is missing or broken, or an entry points to one that does not exist.
    """
    answers = sorted((folder / "answers").glob("*.yml"))
    if not answers:
        raise KnowledgeError(f"{folder / 'answers'}: no *.yml file there, so there is nothing to answer with.")
    entries = read_list(Entry, answers)
    texts = read_list(Text, [folder / "replies.yml"])
    pointers = [(f"entry '{entry.id}', related", entry.related) for entry in entries.values()]
    pointers += [(f"reply '{text.id}', suggest", text.suggest) for text in texts.values()]
    for name, ids in pointers:
        for identity in ids:
            if identity not in entries:
                raise KnowledgeError(f"{folder}, {name}: there is no entry '{identity}'.")
    return Library(entries, texts, checked(Labels, read(folder / "labels.yml"), folder / "labels.yml"))


@cache
def shared_library() -> Library:
    """Return the one library of this process, read once."""
    return load()
