"""What ingest suggests of a file: each value with how sure it is, its page, and the passages that say so.

The shapes take more than they name, so that what a file was found to say by a later edition of ingest is no error.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field

from web.api.shapes.assessment import PORTION
from web.api.shapes.shape import Shape, shown_by

EVIDENCE: dict[str, Any] = {"portion": PORTION["id"], "page": 3, "start": 0, "end": 44}
VALUE: dict[str, Any] = {"value": "cybercrime", "confidence": 0.93, "page": 3, "evidence": [EVIDENCE]}
LIKELIHOOD: dict[str, Any] = {"scheme": "icd203", "word": "very likely", "min": 80, "max": 95, "told": "table"}
JUDGEMENT: dict[str, Any] = {
    **VALUE,
    "value": "It is very likely that health care will remain among the sectors most affected until the end of 2027.",
    "likelihood": LIKELIHOOD,
    "analytic_confidence": "high",
    "threat_level": None,
    "trend": "increasing",
    "horizon": "until the end of 2027",
    "regions": [],
}
EXAMPLE: dict[str, Any] = {
    "title": {"value": "Ransomware against hospitals", "confidence": 0.95, "page": 1},
    "languages": [{"value": "en", "confidence": 1.0, "page": 1}],
    "pillars": [VALUE],
    "judgements": [JUDGEMENT],
    "hidden": [{"kind": "deleted", "page": 2, "text": "a sentence that was struck out"}],
    "banners": [{"page": 1, "text": "INTERPOL RESTRICTED"}],
    "warnings": [],
}
"""What is empty is left out of the example, not of the answer."""

Sure = Annotated[float, Field(ge=0, le=1)]


class EvidenceShown(Shape):
    """Characters of a passage that say so, from ``start`` to ``end``."""

    model_config = shown_by(**EVIDENCE)

    portion: str
    page: int
    start: int
    end: int


class ValueSuggested(Shape):
    """A value, how sure it is (0 to 1), the page that says so first, and the passages; more where it has more."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": [VALUE]})

    value: str
    confidence: Sure | None = None
    page: int | None = None
    evidence: list[EvidenceShown] = Field(default_factory=list)


class LikelihoodSuggested(Shape):
    """A word of likelihood as printed; ``told`` says by what its scheme is known: table, name, words or assumed."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": [LIKELIHOOD]})

    scheme: str
    word: str
    min: int
    max: int
    told: str = "assumed"


class JudgementSuggested(ValueSuggested):
    """A sentence that judges, and what it says of likelihood, confidence, level, trend and horizon."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": [JUDGEMENT]})

    likelihood: LikelihoodSuggested | None = None
    analytic_confidence: str | None = None
    threat_level: str | None = None
    trend: str | None = None
    horizon: str | None = None
    regions: list[str] = Field(default_factory=list)


class HiddenShown(Shape):
    """Text that a reader of the file does not see, or sees as changed; it is never searched."""

    model_config = shown_by(kind="deleted", page=2, text="a sentence that was struck out")

    kind: str
    page: int
    text: str


class MarkFound(Shape):
    """Words of marking at the edge of a page."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": EXAMPLE["banners"]})

    page: int
    text: str


class MarkDoubted(Shape):
    """Words that recognition may have garbled, and the marking that they resemble; they are taken for none."""

    model_config = shown_by(page=1, text="OFFICAL USE 0NLY", known="FOR OFFICIAL USE ONLY")

    page: int
    text: str
    known: str


class SuggestionsShown(Shape):
    """Everything that is suggested of a file; nothing of it is applied by itself. Empty until the file is read."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    title: ValueSuggested | None = None
    reference: ValueSuggested | None = None
    kind: ValueSuggested | None = None
    published_at: ValueSuggested | None = None
    period: ValueSuggested | None = None
    horizon: ValueSuggested | None = None
    languages: list[ValueSuggested] = Field(default_factory=list)
    pillars: list[ValueSuggested] = Field(default_factory=list)
    areas: list[ValueSuggested] = Field(default_factory=list)
    countries: list[ValueSuggested] = Field(default_factory=list)
    regions: list[ValueSuggested] = Field(default_factory=list)
    organizations: list[ValueSuggested] = Field(default_factory=list)
    actors: list[ValueSuggested] = Field(default_factory=list)
    threat_levels: list[ValueSuggested] = Field(default_factory=list)
    recommendations: list[ValueSuggested] = Field(default_factory=list)
    gaps: list[ValueSuggested] = Field(default_factory=list)
    judgements: list[JudgementSuggested] = Field(default_factory=list)
    dates: list[ValueSuggested] = Field(default_factory=list)
    banners: list[MarkFound] = Field(default_factory=list)
    doubtful_banners: list[MarkDoubted] = Field(default_factory=list)
    portion_marks: list[MarkFound] = Field(default_factory=list)
    hidden: list[HiddenShown] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        """Return what was written at ingest."""
        return cls.model_validate(raw)
