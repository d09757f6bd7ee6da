"""Overlaps: which assessments share text with one, or with a file, how much and where; and collisions."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from search.overlap import Overlap, Pair, Quote
from web.api.shapes.assessment import EXAMPLE, ID, AssessmentBrief
from web.api.shapes.shape import Shape, shown_by
from web.colliding import Collisions, CollisionView, Side
from web.overlapping import Found

QUOTE = {"page": 2, "portion": "q5n6p4r2s7t3u5w6y2ak3v7xq2m", "text": "Criminal groups encrypt the backup systems ..."}
PAIR = {"likeness": 0.93, "here": QUOTE, "there": {**QUOTE, "page": 3}}
OVERLAP = {
    "assessment": EXAMPLE,
    "same_file": False,
    "same_text": False,
    "share_here": 0.81,
    "share_there": 0.77,
    "matched_here": 34,
    "matched_there": 34,
    "paragraphs_there": 44,
    "parallel": 0.0,
    "proposal": "new-edition",
    "pairs": [PAIR],
}
SIDE = {
    "id": ID,
    "register_title": "Study on health sector threats",
    "originators": ["europol"],
    "state": "released",
    "submitted_at": "2026-11-02T08:00:00Z",
    "share": 0.81,
}
COLLISION = {"same_file": False, "same_text": False, "count": 2, "members": [SIDE, {**SIDE, "share": 0.77}]}


class QuoteShown(Shape):
    """A paragraph in its own words, and the page on which it begins; ``portion`` is null where it is not kept."""

    model_config = shown_by(**QUOTE)

    page: int
    portion: str | None
    text: str

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Return a quotation."""
        return cls(page=quote.page, portion=quote.portion, text=quote.text)


class PairShown(Shape):
    """A paragraph here and the one there that it matches; ``likeness`` is the share of its runs of words, 0 to 1."""

    model_config = shown_by(**PAIR)

    likeness: float
    here: QuoteShown
    there: QuoteShown

    @classmethod
    def of(cls, pair: Pair) -> Self:
        """Return a pair."""
        return cls(likeness=pair.likeness, here=QuoteShown.of(pair.here), there=QuoteShown.of(pair.there))


class OverlapShown(Shape):
    """An assessment that shares text, as far as the caller may see it.

    Shares are of paragraphs, 0 to 1: ``share_here`` of those compared, ``share_there`` of those of the assessment.
    ``parallel`` is above 0 where it may be a translation: the share of passages that mean the same in another language.
    ``proposal`` is ``new-edition`` or ``translation`` where what was compared may be one of it, else null. Of the
    pairs the most alike are quoted, in the order in which they stand here.
    """

    model_config = shown_by(**OVERLAP)

    assessment: AssessmentBrief
    same_file: bool
    same_text: bool
    share_here: float
    share_there: float
    matched_here: int
    matched_there: int
    paragraphs_there: int
    parallel: float
    proposal: str | None
    pairs: list[PairShown]

    @classmethod
    def of(cls, one: Overlap, proposal: str | None) -> Self:
        """Return an overlap."""
        found = one.comparison
        return cls(
            assessment=AssessmentBrief.of(one.assessment),
            same_file=one.same_file,
            same_text=found.same_text,
            share_here=found.share_here,
            share_there=found.share_there,
            matched_here=len(found.matches),
            matched_there=found.found_there,
            paragraphs_there=found.paragraphs_there,
            parallel=one.parallel,
            proposal=proposal,
            pairs=[PairShown.of(pair) for pair in one.pairs],
        )


class OverlapsShown(Shape):
    """What shares text with an assessment or, where that is null, with the file that was sent; the most alike first.

    ``paragraphs`` counts those long enough to be told. ``ready`` is false while the assessment is still being read.
    """

    model_config = shown_by(assessment=ID, ready=True, paragraphs=42, overlaps=[OVERLAP])

    assessment: str | None
    ready: bool
    paragraphs: int
    overlaps: list[OverlapShown]

    @classmethod
    def of(cls, found: Found) -> Self:
        """Return what was found."""
        return cls(
            assessment=found.subject.id if found.subject else None,
            ready=found.ready,
            paragraphs=found.paragraphs,
            overlaps=[OverlapShown.of(one, found.proposals.get(one.assessment.id)) for one in found.overlaps],
        )


class SideShown(Shape):
    """One of the works that collide; ``share`` is that of its paragraphs which the others have, 0 to 1.

    ``originators`` is empty where they conceal themselves.
    """

    model_config = shown_by(**SIDE)

    id: str
    register_title: str | None
    originators: list[str]
    state: str
    submitted_at: datetime | None
    share: float

    @classmethod
    def of(cls, side: Side) -> Self:
        """Return one side."""
        return cls(
            id=side.assessment,
            register_title=side.title,
            originators=list(side.originators),
            state=side.state,
            submitted_at=side.submitted_at,
            share=side.share,
        )


class CollisionShown(Shape):
    """Works of different organizations with the same file, or two with much of the same text; the earliest first.

    ``count`` is how many there are; of those with the same file at most 50 are among the ``members``.
    """

    model_config = shown_by(**COLLISION)

    same_file: bool
    same_text: bool
    count: int
    members: list[SideShown]

    @classmethod
    def of(cls, found: CollisionView) -> Self:
        """Return a collision."""
        members = [SideShown.of(side) for side in found.members]
        return cls(same_file=found.same_file, same_text=found.same_text, count=found.count, members=members)


class CollisionList(Shape):
    """A page of the collisions among what was submitted, the latest first; ``next`` is null on the last."""

    model_config = shown_by(collisions=[COLLISION], next=None)

    collisions: list[CollisionShown]
    next: str | None

    @classmethod
    def of(cls, found: Collisions) -> Self:
        """Return a page of collisions."""
        return cls(collisions=[CollisionShown.of(one) for one in found.found], next=found.next)
