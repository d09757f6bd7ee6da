"""Assessments and their text, made from released values only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from models.policy import ACTIONS
from repository.disclosure import ReleasedAssessment, ReleasedPortion
from web.api.shapes import marking
from web.api.shapes.marking import MarkingShown, MarkingWhole
from web.api.shapes.shape import Shape, shown_by

Box = tuple[float, float, float, float]
ID = "k3v7xq2m5n6p4r2s7t3u5w6y2a"
EXAMPLE = {
    "id": ID,
    "title": "Ransomware against hospitals",
    "originators": ["afripol"],
    "pillars": ["cybercrime"],
    "regions": ["africa"],
    "languages": ["fr"],
    "published_at": "2025-07-24",
    "marking": marking.EXAMPLE,
    "superseded_by": None,
}
PAGE = {
    **EXAMPLE,
    "marking": {
        **marking.EXAMPLE,
        "text": "",
        "handling": [],
        "handling_text": "",
        "compartments": [],
        "compilation_reason": None,
    },
    "state": "released",
    "reference": "AFRIPOL/2025/K3V7XQ",
    "kind": "assessment",
    "areas": ["ransomware"],
    "countries": ["DZ"],
    "abstract": None,
    "pages": 12,
    "has_images": True,
    "actions": ["view", "excerpt", "cite", "download"],
    "joint_markings": [],
}


class AssessmentBrief(Shape):
    """An assessment in a list: what a reader needs to choose.

    ``superseded_by`` is the later edition, where she may see it; a room is shown the newest that all of it may see.
    """

    model_config = shown_by(**EXAMPLE)

    id: str
    title: str | None
    originators: list[str]
    pillars: list[str]
    regions: list[str]
    languages: list[str]
    published_at: date | None
    marking: MarkingShown
    superseded_by: str | None

    @classmethod
    def of(cls, shown: ReleasedAssessment) -> Self:
        """Return the brief form of a released assessment."""
        return cls(
            id=shown.id,
            title=shown.title,
            originators=list(shown.originators),
            pillars=list(shown.pillars),
            regions=list(shown.regions),
            languages=list(shown.languages),
            published_at=shown.published_at,
            marking=MarkingShown.of(shown.marking, shown.rank),
            superseded_by=shown.superseded_by,
        )


class AssessmentPage(Shape):
    """An assessment's page: everything the reader may know of it but its text.

    ``actions`` are those granted to this reader; ``superseded_by`` is the later edition, where she may see it.
    Without ``has_images`` the text is all there is to show.
    """

    model_config = shown_by(**PAGE)

    id: str
    title: str | None
    originators: list[str]
    pillars: list[str]
    regions: list[str]
    languages: list[str]
    published_at: date | None
    marking: MarkingWhole
    state: str
    reference: str | None
    kind: str | None
    areas: list[str]
    countries: list[str]
    abstract: str | None
    pages: int
    has_images: bool
    actions: list[str]
    superseded_by: str | None
    joint_markings: list[MarkingShown]

    @classmethod
    def of(cls, shown: ReleasedAssessment) -> Self:
        """Return the whole form of a released assessment."""
        brief = AssessmentBrief.of(shown).model_dump(exclude={"marking"})
        return cls(
            **brief,
            marking=MarkingWhole.of(shown.marking, shown.rank),
            state=shown.state,
            reference=shown.reference,
            kind=shown.kind,
            areas=list(shown.areas),
            countries=list(shown.countries),
            abstract=shown.abstract,
            pages=shown.pages,
            has_images=shown.has_images,
            actions=[action for action in ACTIONS if shown.may(action)],
            joint_markings=[MarkingShown.of(marking, marking.rank) for marking in shown.joint_markings],
        )


class AssessmentList(Shape):
    """One page of a listing; ``total`` counts what the reader may see, ``next`` is the next page's cursor.

    ``notices`` say which values that were asked for nobody knows.
    """

    model_config = shown_by(total=1, results=[EXAMPLE], next=None, notices=[])

    total: int
    results: list[AssessmentBrief]
    next: str | None
    notices: list[str]

    @classmethod
    def of(cls, total: int, shown: Iterable[ReleasedAssessment], next_: str | None, notices: Iterable[str]) -> Self:
        """Return one page of a listing."""
        return cls(total=total, results=[AssessmentBrief.of(one) for one in shown], next=next_, notices=list(notices))


LINE = {"start": 0, "end": 44, "page": 3, "box": [72.0, 310.5, 520.1, 334.0]}
PORTION = {
    "id": "p7w3m5n6k4v2xq2r2s7t3u5y6a",
    "page": 3,
    "heading": ["Threat", "Actors"],
    "text": "Two groups were seen in hospitals this year.",
    "kind": "paragraph",
    "language": "en",
    "sentences": [[0, 44]],
    "lines": [LINE],
    "confidence": None,
    "words": [],
}


class LineShown(Shape):
    """A stretch of a portion's text as it stands on a page: PDF points from the top left."""

    model_config = shown_by(**LINE)

    start: int
    end: int
    page: int
    box: Box


class PortionShown(Shape):
    """A passage with its headings and positions; offsets count characters of ``text``.

    ``confidence`` is how sure the words recognised in a picture are on average (0 to 1), null where the passage was
    read; ``words`` holds start, end and per cent of confidence of each.
    """

    model_config = shown_by(**PORTION)

    id: str
    page: int
    heading: list[str]
    text: str
    kind: str
    language: str | None
    sentences: list[tuple[int, int]]
    lines: list[LineShown]
    confidence: Annotated[float, Field(ge=0, le=1)] | None
    words: list[tuple[int, int, int]]

    @classmethod
    def of(cls, shown: ReleasedPortion) -> Self:
        """Return a released portion."""
        return cls(
            id=shown.id,
            page=shown.page,
            heading=list(shown.heading),
            text=shown.text,
            kind=shown.kind,
            language=shown.language,
            sentences=list(shown.sentences),
            lines=[LineShown(start=first, end=last, page=page, box=box) for first, last, page, box in shown.spans],
            confidence=shown.confidence,
            words=list(shown.recognised),
        )


class PortionList(Shape):
    """The text of an assessment as far as the reader may see it, in the order of the document."""

    model_config = shown_by(assessment=ID, portions=[PORTION])

    assessment: str
    portions: list[PortionShown]
