"""The originator's own reference: what running heads repeat, a field names, or the head of the first page carries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.finding import Found
from ingest.opening import opening, places
from ingest.portions import Portion
from ingest.structure import Document

SYMBOL = re.compile(
    r"(?<![\w./:-])(?:[A-Z][A-Z0-9.]{0,15}(?:/[A-Z0-9][A-Za-z0-9.()-]{0,15}){1,6}"
    r"|[A-Z]{2,6}\d{2}-\d{2,4}[A-Z]?)(?![\w/])"
)
"""Parts between strokes, of which one begins with a capital (S/2025/71/Rev.1), or an advisory's number (AA20-302A)."""

_FIELD = re.compile(
    r"(?:\b(?:our |document |report |product )?ref(?:erence)?(?: ?(?:no|number|id))?|\bproduct id|\bn/r\u00e9f"
    r"|\br\u00e9f(?:\u00e9rence)?"
    r"(?: ?n[\u00b0o])?|\breferencia|\bref|\bn\u00famero de referencia"
    r"|\u0627\u0644\u0631\u0642\u0645 \u0627\u0644\u0645\u0631\u062c\u0639\u064a"
    r"|\u0631\u0642\u0645 \u0627\u0644\u0645\u0631\u062c\u0639|\u0627\u0644\u0645\u0631\u062c\u0639"
    r"|\u0627\u0644\u0625\u0634\u0627\u0631\u0629"
    r"|\u0438\u0441\u0445(?:\u043e\u0434\u044f\u0449\u0438\u0439)?\.?(?: \u2116)?|\u2116"
    r"|\u0441\u0441\u044b\u043b\u043a\u0430)"
    r"(?![^\W\d_])\.?\s?[:\uff1a|]?\s{0,3}"
    r"([^\s:|,;\u060c]{1,40}(?: [^\s:|,;\u060c]{0,12}\d[^\s:|,;\u060c]{0,12}){0,2})",
    re.IGNORECASE,
)
_FRONT = 900
_MOST_PAGES = 400
_LONGEST = 60


def references(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """Return the reference that is likeliest, or nothing."""
    first = [opened.text for opened in opening(document, furniture=True, pages=1)]
    front = "\n".join(first)[:_FRONT]
    named = _named(front)
    symbols = _symbols(front)
    heads = _repeated(document)
    if named and (not symbols or named in symbols or not heads):
        return [_found(named, 0.9, portions)]
    for symbol in symbols:
        # The first page prints all symbols of a document, running heads often one of them.
        if any(head == symbol or head in re.split(r"(?<=\d)-(?=[A-Z])", symbol) for head in heads):
            return [_found(symbol, 0.95, portions)]
    if heads:
        return [_found(heads[0], 0.9, portions)]
    return [_found(symbols[0], 0.6, portions)] if symbols else []


def _found(value: str, confidence: float, portions: Sequence[Portion]) -> Found:
    return Found(value, confidence, 1, places(portions, 1, value))


def _named(front: str) -> str | None:
    """What a field of that name holds, if it has a digit."""
    for match in _FIELD.finditer(front):
        value = match[1].strip(".,;*()[] ")
        if any(map(str.isdigit, value)) and len(value) <= _LONGEST and not value.isdigit():
            return value
    return None


def _symbols(text: str) -> list[str]:
    found = (match[0].rstrip(".-") for match in SYMBOL.finditer(text))
    return list(dict.fromkeys(symbol for symbol in found if any(map(str.isdigit, symbol))))


def _repeated(document: Document) -> list[str]:
    """The symbols of running heads on more than one page, the commonest first."""
    counts: Counter[str] = Counter()
    for page in document.pages[:_MOST_PAGES]:
        heads = [block.text[:200] for block in page.blocks if block.kind == "furniture"]
        # The head of a page may have been taken for its first paragraph.
        heads += [block.text for block in page.blocks[:1] if len(block.text) <= _LONGEST]
        counts.update({symbol for head in heads for symbol in _symbols(head)})
    return [symbol for symbol, count in counts.most_common(5) if count > 1]
