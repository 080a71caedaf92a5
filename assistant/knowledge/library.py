"""Reads and checks the knowledge files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.knowledge.schema import Entry, Labels, Numbers, Text

FOLDER = Path(__file__).parent
UNKNOWN_REGION = "unknown"  # all numbers together
Record = TypeVar("Record", bound=BaseModel)


class KnowledgeError(Exception):
    """A knowledge file is broken. The message names file, entry and what was expected."""


@dataclass(frozen=True)
class Library:
    """All that the assistant may say, by id."""

    entries: Mapping[str, Entry]
    texts: Mapping[str, Text]
    labels: Labels
    numbers: Numbers

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """Return the ids of all entries by their questions, in the words of their buttons."""
        return {entry.question: entry.id for entry in self.entries.values()}


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


def numbers_of(region: str, path: Path) -> Numbers:
    """Return the numbers to call in `region` (`us`, `uk`, `eu` or `unknown`).

    Raises:
        KnowledgeError: the file is broken or does not know the region.
    """
    regions = read(path)
    if region not in regions:
        raise KnowledgeError(f"REGION is '{region}', expected one of: {', '.join(regions)}. They stand in {path}.")
    return checked(Numbers, regions[region], path)


def filled(record: Record, numbers: Numbers) -> Record:
    """Return `record` with the numbers in place of their names in braces.

    Raises:
        KnowledgeError: a text has braces with another name in them.
    """
    texts = {name: value for name, value in record if isinstance(value, str) and "{" in value}
    try:
        return record.copy(update={name: text.format_map(numbers.dict()) for name, text in texts.items()})
    except (KeyError, ValueError, IndexError) as error:
        known = ", ".join(f"{{{name}}}" for name in numbers.dict())
        raise KnowledgeError(f"entry '{getattr(record, 'id', '')}': unknown name {error} in braces, expected one of: {known}.") from error


def load(folder: Path = FOLDER, region: str = UNKNOWN_REGION) -> Library:
    """Read the knowledge in `folder`: `answers/*.yml`, `replies.yml`, `labels.yml` and `regions.yml`, with the numbers of `region`.

    Raises:
        KnowledgeError: a file is missing or broken, or an entry points to one that does not exist.
    """
    numbers = numbers_of(region, folder / "regions.yml")
    answers = sorted((folder / "answers").glob("*.yml"))
    if not answers:
        raise KnowledgeError(f"{folder / 'answers'}: no *.yml file there, so there is nothing to answer with.")
    entries = {key: filled(entry, numbers) for key, entry in read_list(Entry, answers).items()}
    texts = {key: filled(text, numbers) for key, text in read_list(Text, [folder / "replies.yml"]).items()}
    moves = {text.id for text in texts.values() if text.title}
    pointers = [(f"entry '{entry.id}', related", entry.related, moves) for entry in entries.values()]
    pointers += [(f"reply '{text.id}', suggest", text.suggest, moves) for text in texts.values()]
    for entry in entries.values():
        others = {"when_low": entry.when_low, "when_high": entry.when_high, "which": entry.which}
        pointers += [(f"entry '{entry.id}', {name}", [other], set()) for name, other in others.items() if other]
    for name, ids, also in pointers:
        for identity in ids:
            if identity not in entries and identity not in also:
                raise KnowledgeError(f"{folder}, {name}: there is no entry '{identity}'.")
    return Library(entries, texts, checked(Labels, read(folder / "labels.yml"), folder / "labels.yml"), numbers)


@cache
def regions() -> tuple[str, ...]:
    """Return the places that `regions.yml` knows.

    Raises:
        KnowledgeError: the file is broken.
    """
    return tuple(read(FOLDER / "regions.yml"))


@cache
def shared_library(region: str | None = None) -> Library:
    """Return the one library of this process for a region, read once. Without one, the environment variable REGION decides.

    Raises:
        KnowledgeError: see `load`.
    """
    return load(region=region or os.environ.get("REGION") or UNKNOWN_REGION)
