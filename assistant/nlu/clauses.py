"""Finds the separate questions that a message may hold, each in words of its own. No Rasa here."""

from __future__ import annotations

import re

MAX_QUESTIONS = 3
# A word that opens a question, as people write it, with and without apostrophe.
OPENER = (
    r"(?:(?:at|in|for) what|(?:what|wat|which|how|why|when|where|who|is|are|am|do|does|did|can|could|should|would|will|may|must)"
    r"(?:'?s|'?re|n'?t)?)"
)
SENTENCE = re.compile(r"(?<=[.?!;])\s+")
# Where a second question may begin inside a sentence: after a comma or a linking word, before a word that opens a question.
LINK = re.compile(
    rf"(?:\s*(?:,|;|:|\.\.\.|\s-)\s*(?:(?:and|also|n|&|or|but|plus)\s+)?|\s+(?:and|n|&|or|plus|also(?= wh| how| wat))\s+)"
    rf"(?:(?:also|if so|if not|then)\s*,?\s+)?(?={OPENER}\b)",
    re.IGNORECASE,
)
ADDS = re.compile(r"\b(?:and|also|n|plus)\b|&", re.IGNORECASE)
OPENS = re.compile(rf"(?:(?:and|also|so|but|hi|hello|or|then|if so|if not|if it does)\s*,?\s+)*{OPENER}\b", re.IGNORECASE)
# A question without its mark: "Can I take it with food."
INVERTED = re.compile(
    r"(?:^|,\s*)(?:and\s+|also\s+)*(?:is|are|do|does|did|can|could|should|would|will|may)(?:n'?t)?"
    r"\s+(?:i|my|it|they|you|we|he|she|the|this|that|these|magnesium)\b",
    re.IGNORECASE,
)
# A question in the middle of a clause that tells something first: "my leg cramps every night what helps".
WITHIN = re.compile(
    r"\b(?:what(?:'?s)?|which|how|why|when|where)\s+(?:(?:much|many|long|often|kind|sort|form|foods?)\s+(?:of\s+)?)?"
    r"(?:is|are|do|does|did|can|could|should|would|will|to|helps?|causes?|stops?|works?|makes?)\b",
    re.IGNORECASE,
)
TELLS = re.compile(r"\b(?:i|i'?m|i'?ve|my|we|our|he|she|his|her|you|your|it'?s)\b", re.IGNORECASE)
# What this assistant is about, as "it", "they" or "that" may stand for.
SUBJECT = re.compile(
    r"\b(?:(?:(?:low|high)(?:\s+(?:in|on))?|too much|too little|lack of|no)\s+)?"
    r"(?P<noun>magnesium|mag|hypomagnesemia|hypermagnesemia|supplements?|cramps?|cramping|spasms?|twitch(?:es|ing)?|"
    r"charley horses?|eyelid)\b",
    re.IGNORECASE,
)
# "that" alone stands for something, in "that sort of spasm" it does not.
ALONE = r"(?=\s*(?:$|[?.,!]|(?:is|are|was|come|comes|happen|happens|work|works|help|helps|too|or|and|for|with|to|from|in|at)\b))"
ITSELF = "magnesium"
ONE = re.compile(rf"\b(?:it\b|(?:this|that)\b{ALONE})", re.IGNORECASE)
MANY = re.compile(rf"\b(?:(?:they|them)\b|(?:these|those)\b{ALONE})", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, split after their marks."""
    return SENTENCE.split(text)


def questions(text: str) -> list[str]:
    """Return the parts of a cleaned `text` that are put as questions, in order.

    A sentence counts that ends with a question mark, turns verb and subject round, or opens like a question and has no mark at its end.
    If there is none, those count that open like a question or hold one after a comma or a linking word. What a person tells before a
    question of the same sentence stays with it.
    """
    spoken = sentences(text)
    asking = [s for s in spoken if s.endswith("?") or INVERTED.search(s) or (OPENS.match(s) and (s.endswith("...") or s[-1:] not in ".!"))]
    asking = asking or [s for s in spoken if OPENS.match(s) or LINK.search(s)]
    found = [part for sentence in asking for part in pieces(sentence)]
    return [part for part in found if len(part.split()) >= (2 if OPENS.match(part) else 3)]


def pieces(sentence: str) -> list[str]:
    """Return the questions of one sentence. A piece that asks nothing is its own only if "and" or the like parts it off."""
    found, told, start = [], "", 0
    for link in [*LINK.finditer(sentence), None]:
        piece = sentence[start : link.start() if link else None].strip()
        start = link.end() if link else 0
        asks = OPENS.match(piece) or WITHIN.search(piece)
        if link and not asks and (TELLS.search(piece) or not ADDS.search(link[0])):
            told = f"{told}{piece}, "
        else:
            found.append(told + piece)
            told = ""
    return found


def in_full(part: str, before: str) -> str:
    """Return a question with "it" or "they" replaced by the last subject named `before` it; one without any gets the first one.

    If none was named, "it" is magnesium: that is what people come here for.

    "what causes it" after "low mag symptoms" is "what causes low mag".
    """
    if SUBJECT.search(part) and not MANY.search(part) and not ONE.search(part):
        return part
    subjects = list(SUBJECT.finditer(before))
    many = [subject[0] for subject in subjects if subject["noun"].lower().endswith("s")]
    one = [subject[0] for subject in subjects if not subject["noun"].lower().endswith("s")]
    if many and MANY.search(part):
        return MANY.sub(many[-1], part, count=1)
    if one and ONE.search(part):
        return ONE.sub(one[-1], part, count=1)
    if subjects and not SUBJECT.search(part):
        return f"{part.rstrip('?')} {subjects[0][0]}"
    return part if subjects else ONE.sub(ITSELF, part, count=1)
