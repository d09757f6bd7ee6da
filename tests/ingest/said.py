"""What a text states, read and cut as an upload is."""

from __future__ import annotations

from ingest.portions import Portion, cut
from ingest.statement import Statement, statements
from ingest.text import read


def portions_of(text: str) -> list[Portion]:
    """Return the portions of a text in Markdown."""
    return cut(read(text.encode(), lambda *_: None), lambda words: len(words.split()))


def said(text: str) -> list[Statement]:
    """Return the statements of a text in Markdown."""
    return statements(portions_of(text))
