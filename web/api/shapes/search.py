"""The answer to a question, and its evidence."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from search.engine import Answer, Count, Hit
from search.evidence import Evidence
from search.instead import Instead
from web.api.shapes import assessment
from web.api.shapes.assessment import AssessmentBrief, Box
from web.api.shapes.shape import Shape, shown_by

EVIDENCE = {
    "portion": "p7w3m5n6k4v2xq2r2s7t3u5y6a",
    "page": 3,
    "excerpt": "Two groups were seen in hospitals this year.",
    "highlights": [[0, 44]],
    "boxes": [[72.0, 310.5, 520.1, 334.0]],
    "matched": "meaning",
    "recognised": False,
    "confidence": None,
}
HIT = {"assessment": assessment.EXAMPLE, "evidence": [EVIDENCE]}
COUNT = {"value": "cybercrime", "count": 1}
INSTEAD = {"drop": "period", "ask": None, "total": 3, "total_is_floor": False}


class EvidenceShown(Shape):
    """Why an assessment answers: the page, the sentence, and where it stands.

    ``highlights`` are character offsets into ``excerpt``; ``boxes`` PDF points from the top left. ``recognised`` says
    that the passage is the text of a picture, ``confidence`` how sure its words are on average (0 to 1).
    """

    model_config = shown_by(**EVIDENCE)

    portion: str
    page: int
    excerpt: str
    highlights: list[tuple[int, int]]
    boxes: list[Box]
    matched: Annotated[str, Field(pattern="^(meaning|words|both)$")]
    recognised: bool
    confidence: Annotated[float, Field(ge=0, le=1)] | None

    @classmethod
    def of(cls, shown: Evidence) -> Self:
        """Return a passage that answers."""
        return cls(
            portion=shown.portion.id,
            page=shown.page,
            excerpt=shown.excerpt,
            highlights=list(shown.highlights),
            boxes=list(shown.boxes),
            matched=shown.matched,
            recognised=shown.portion.confidence is not None,
            confidence=shown.portion.confidence,
        )


class HitShown(Shape):
    """An assessment that answers, the best evidence first."""

    model_config = shown_by(**HIT)

    assessment: AssessmentBrief
    evidence: list[EvidenceShown]

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Return a hit."""
        evidence = [EvidenceShown.of(one) for one in hit.evidence]
        return cls(assessment=AssessmentBrief.of(hit.assessment), evidence=evidence)


class CountShown(Shape):
    """How many of the answering assessments carry a value."""

    model_config = shown_by(**COUNT)

    value: str
    count: int

    @classmethod
    def of(cls, count: Count) -> Self:
        """Return a count."""
        return cls(value=count.value, count=count.count)


class InsteadShown(Shape):
    """How many assessments would answer without one part of the question.

    ``drop`` is a field, ``period``, ``released``, ``phrases``, ``exclusions``, ``filters`` or ``all``; or ``words``
    that are the name of what ``ask`` says: a field and its value, to be asked for in their place.
    """

    model_config = shown_by(**INSTEAD)

    drop: str
    ask: str | None
    total: int
    total_is_floor: bool

    @classmethod
    def of(cls, one: Instead) -> Self:
        """Return another way to ask."""
        return cls(drop=one.drop, ask=one.ask, total=one.total, total_is_floor=one.total_is_floor)


class SearchAnswer(Shape):
    """One page of an answer; ``total_is_floor`` says that there may be more than ``total``.

    ``notices`` say what of the question was not understood as it may have been meant, how far was looked, and where
    nothing says it clearly and the nearest are listed; ``instead`` how many assessments would answer where its words
    are asked for as the name they are, and, where nothing answers, without which part of it. ``respelt`` are the words
    that were looked for where those of the question are mistyped; with ``literal`` they are looked for as they are.
    """

    model_config = shown_by(
        query="hospitals and extortion",
        total=1,
        total_is_floor=False,
        results=[HIT],
        facets={"pillar": [COUNT]},
        next=None,
        notices=[],
        instead=[],
        respelt=None,
    )

    query: str
    total: int
    total_is_floor: bool
    results: list[HitShown]
    facets: dict[str, list[CountShown]]
    next: str | None
    notices: list[str]
    instead: list[InsteadShown]
    respelt: str | None

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return an answer."""
        return cls(
            query=answer.query,
            total=answer.total,
            total_is_floor=answer.total_is_floor,
            results=[HitShown.of(hit) for hit in answer.results],
            facets={name: [CountShown.of(count) for count in counts] for name, counts in answer.facets.items()},
            next=answer.next,
            notices=list(answer.notices),
            instead=[InsteadShown.of(one) for one in answer.instead],
            respelt=answer.respelt,
        )
