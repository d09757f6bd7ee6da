"""Suggestions for the beginning of a question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from search.suggesting import Suggested
from web.api.shapes.shape import Shape, shown_by

EXAMPLE = {"kind": "area", "text": "hospitals area:ransomware", "label": "Ransomware", "count": 4}


class SuggestionShown(Shape):
    """One way to go on: the whole question it makes, and what is new in it.

    ``kind`` is word, pillar, area, region, originator, language, marking, actor, reference or title; ``count`` how
    many assessments that the caller may see have it. Words are those of titles.
    """

    model_config = shown_by(**EXAMPLE)

    kind: str
    text: str
    label: str
    count: int


class SuggestionList(Shape):
    """Ways to go on with a question, the likeliest first."""

    model_config = shown_by(suggestions=[EXAMPLE])

    suggestions: list[SuggestionShown]

    @classmethod
    def of(cls, found: Iterable[Suggested]) -> Self:
        """Return suggestions."""
        shown = [SuggestionShown(kind=one.kind, text=one.text, label=one.label, count=one.count) for one in found]
        return cls(suggestions=shown)
