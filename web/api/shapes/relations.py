"""Works among others: what follows what, and what embeds what."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from repository.history import History
from web.api.shapes.assessment import EXAMPLE, ID, AssessmentBrief
from web.api.shapes.shape import Shape, shown_by
from web.relating import SourcesView, SourceView

SOURCE = {
    "id": ID,
    "kind": "source",
    "register_title": "Study on health sector threats",
    "originators": ["europol"],
    "rank": 3,
    "waived": False,
    "waiver": None,
    "change": "withdrawn",
    "changed_at": "2026-11-02T08:00:00Z",
    "seen_at": None,
}
CONSENT = {"organization": "europol", "state": "asked", "reason": ""}


class HistoryShown(Shape):
    """A work among others, as far as the caller sees both ends of each edge; the nearest edition first."""

    model_config = shown_by(
        assessment=ID,
        state="released",
        earlier=[EXAMPLE],
        later=[],
        original=None,
        translations=[],
        sources=[],
        derived=[],
    )

    assessment: str
    state: str
    earlier: list[AssessmentBrief]
    later: list[AssessmentBrief]
    original: AssessmentBrief | None
    translations: list[AssessmentBrief]
    sources: list[AssessmentBrief]
    derived: list[AssessmentBrief]

    @classmethod
    def of(cls, found: History) -> Self:
        """Return a work among others."""
        return cls(
            assessment=found.shown.id,
            state=found.shown.state,
            earlier=[AssessmentBrief.of(work) for work in found.earlier],
            later=[AssessmentBrief.of(work) for work in found.later],
            original=AssessmentBrief.of(found.original) if found.original else None,
            translations=[AssessmentBrief.of(work) for work in found.translations],
            sources=[AssessmentBrief.of(work) for work in found.sources],
            derived=[AssessmentBrief.of(work) for work in found.derived],
        )


class SourceShown(Shape):
    """A work that is embedded or translated; ``change`` is what has happened to it since it was."""

    model_config = shown_by(**SOURCE)

    id: str
    kind: str
    register_title: str | None
    originators: list[str]
    rank: int
    waived: bool
    waiver: str | None
    change: str | None
    changed_at: datetime | None
    seen_at: datetime | None

    @classmethod
    def of(cls, source: SourceView) -> Self:
        """Return one source."""
        return cls(
            id=source.assessment,
            kind=source.kind,
            register_title=source.title,
            originators=list(source.originators),
            rank=source.rank,
            waived=source.waived,
            waiver=source.waiver,
            change=source.change,
            changed_at=source.changed_at,
            seen_at=source.seen_at,
        )


class SourceConsent(Shape):
    """What an organization whose work is embedded says to the release; null where it conceals its name."""

    model_config = shown_by(**CONSENT)

    organization: str | None
    state: str
    reason: str


class SourcesShown(Shape):
    """The sources of a work, how many of them changed unseen, and the consents that its release needs."""

    model_config = shown_by(assessment=ID, state="submitted", changed=1, sources=[SOURCE], consents=[CONSENT])

    assessment: str
    state: str
    changed: int
    sources: list[SourceShown]
    consents: list[SourceConsent]

    @classmethod
    def of(cls, found: SourcesView) -> Self:
        """Return the sources of a work."""
        asked = [SourceConsent(organization=name, state=state, reason=why) for name, state, why in found.consents]
        return cls(
            assessment=found.assessment,
            state=found.state,
            changed=found.changed,
            sources=[SourceShown.of(source) for source in found.sources],
            consents=asked,
        )
