"""The shape of the knowledge files. Everything is checked when it is loaded, see `library.py`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Extra, Field, root_validator, validator

Group = Literal[
    "article",  # questions about the article itself; the other groups are the topic ids of the evaluation sets
    "cause_spasms",
    "comparison",
    "deficiency_causes",
    "deficiency_signs",
    "dosage",
    "drug_interactions",
    "emergency",
    "excess_risk_kidneys",
    "excess_signs",
    "food_sources",
    "forms_of_magnesium",
    "low_vs_high",
    "muscle_relaxation",
    "other_causes",
    "other_magnesium",
    "pregnancy_children",
    "supplements_for_cramps",
    "test_diagnosis",
    "when_to_see_doctor",
]
Tier = Literal["emergency", "urgent", "doctor"]  # most urgent first


class Strict(BaseModel):
    """A record that refuses keys it does not know, so that a typing error is not silently lost."""

    class Config:
        """Settings that pydantic reads."""

        extra = Extra.forbid
        allow_mutation = False


class Source(Strict):
    """Where a fact comes from: a section of the article, or an organisation's publication."""

    article: str | None = Field(None, description="heading of the section in the article")
    organisation: str | None
    title: str | None
    year: int | Literal["undated"] | None
    evidence: Literal["original", "copy"] = Field("original", description="copy: read on a site that copies the organisation's text")

    @root_validator
    def one_kind(cls, values: dict[str, object]) -> dict[str, object]:  # noqa: N805 (pydantic passes the class)
        """Ask for either a section of the article or organisation, title and year."""
        publication = [values.get(key) for key in ("organisation", "title", "year")]
        if values.get("article") and not any(publication):
            return values
        if not values.get("article") and all(publication):
            return values
        raise ValueError("expected either 'article', or 'organisation', 'title' and 'year'")


class Table(Strict):
    """A comparison in columns. The first column names the row."""

    columns: list[str] = Field(min_items=2)
    rows: list[list[str]] = Field(min_items=1)

    @validator("rows")
    def as_wide_as_columns(cls, rows: list[list[str]], values: dict[str, list[str]]) -> list[list[str]]:  # noqa: N805
        """Ask for a cell under every column."""
        width = len(values.get("columns", []))
        if any(len(row) != width for row in rows):
            raise ValueError(f"expected {width} cells in every row, as there are columns")
        return rows


class Entry(Strict):
    """The reviewed answer to one question. Its id is also the name of the intent."""

    id: str = Field(regex=r"^[a-z][a-z_]*$", max_length=40)
    group: Group
    question: str = Field(max_length=75, description="in human words; stands on buttons, which Slack limits to 75 characters")
    answer: str = Field(min_length=20)
    more: str = Field(min_length=20, description="for 'tell me more'")
    table: Table | None
    sources: list[Source] = Field(min_items=1)
    reviewed: date = Field(description="when the text was last compared with its sources")
    related: list[str] = Field(max_items=4, description="ids of the questions or moves to suggest next")
    when_low: str | None = Field(None, description="id of the answer to 'and too little?' or 'I meant low' after this one")
    when_high: str | None = Field(None, description="id of the answer to 'and too much?' or 'I meant high' after this one")
    which: str | None = Field(None, description="id of the answer to 'which one?' after this one")
    tier: Tier | None = Field(None, description="set only on answers that send the person to urgent help")


class Text(Strict):
    """A reply that is not an answer: greeting, decline, error."""

    id: str = Field(regex=r"^[a-z][a-z_]*$")
    text: str = Field(min_length=5)
    title: str | None = Field(None, max_length=75, description="the words of the button that asks for it, if there is one")
    suggest: list[str] = Field(max_items=3, description="ids of the questions or moves to suggest")
    reviewed: date


class Numbers(Strict):
    """What stands for {emergency}, {poison}, {crisis} and {urgent_care} in the texts, for one region."""

    emergency: str
    poison: str
    crisis: str
    urgent_care: str


class Labels(Strict):
    """The small words around an answer."""

    source: str
    article: str
    extension: str
    copy_: str = Field(alias="copy")
    undated: str
    checked: str
    suggest: str
    choose: str
