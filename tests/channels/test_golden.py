"""Every kind of reply in every dialect, as the golden files keep it for people to read.

After a wanted change: `python -m tests.channels.golden`, then look at the difference.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.knowledge.reply import Reply
from tests.channels.golden import DIALECTS, FOLDER, kinds, written


@pytest.mark.parametrize("dialect", DIALECTS)
def test_replies_look_as_in_the_golden_file(dialect: str) -> None:
    assert written(dialect) == (FOLDER / f"{dialect}.yml").read_text(), "`python -m tests.channels.golden`, then look at the difference."


def flat(rendered: Any) -> str:
    """Return all texts in a rendered reply, entities and invisible marks taken out again."""
    text = json.dumps(rendered, ensure_ascii=False).replace("\\n", " ").replace('\\"', '"')
    for mark, sign in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}.items():
        text = text.replace(mark, sign)
    return " ".join(text.split())


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("kind", "reply"), kinds().items(), ids=list(kinds()))
def test_every_dialect_says_the_disclaimer_once(dialect: str, kind: str, reply: Reply) -> None:
    if kind != "hostile":
        assert flat(DIALECTS[dialect](reply)).count(reply.disclaimer) == (2 if dialect == "slack" else 1)
