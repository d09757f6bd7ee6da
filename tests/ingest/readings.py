"""Texts as they reach what understands them: portions read as words, without a file."""

from __future__ import annotations

from ingest.finding import Found
from ingest.portions import Portion
from ingest.reading import Reading, read


def portion(text: str, *heading: str, page: int = 1) -> Portion:
    return Portion(page, heading, text, (), "text", 0, 0)


def reading(*texts: str, heading: str = "") -> Reading:
    """Every text a portion on a page of its own, all under one heading."""
    headings = (heading,) if heading else ()
    return read([portion(text, *headings, page=page) for page, text in enumerate(texts, 1)])


def sure(found: list[Found], least: float = 0.5) -> list[str]:
    return [each.value for each in found if each.confidence >= least]


def quoted(found: Found, of: Reading) -> list[str]:
    """What the places of evidence say, word for word."""
    texts = {passage.portion: passage.text for passage in of.portions}
    return [texts[place.portion][place.start : place.end] for place in found.evidence]
