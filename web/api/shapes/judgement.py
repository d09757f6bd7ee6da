"""Key judgements as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from models.likelihood import LEAST, MOST
from repository.conclusions import ReleasedConclusions
from repository.disclosure import ReleasedAssessment
from repository.judgements import Range, ReleasedJudgement
from web.api.shapes.assessment import ID, PORTION
from web.api.shapes.shape import Shape, shown_by

LIKELIHOOD = {"scheme": "phia", "word": "highly likely", "min": 80, "max": 90}
JUDGEMENT = {
    "statement": "It is highly likely that hospitals will remain a target until the end of 2027.",
    "likelihood": LIKELIHOOD,
    "confidence": "high",
    "threat_level": None,
    "trend": "increasing",
    "horizon": "until the end of 2027",
    "regions": ["western-europe"],
    "areas": ["ransomware"],
    "portions": [{"id": PORTION["id"], "page": 3}],
}


class LikelihoodShown(Shape):
    """A word of likelihood, its scheme, and from where to where it means, in per cent."""

    model_config = shown_by(**LIKELIHOOD)

    scheme: str
    word: str
    min: int
    max: int


class PassageShown(Shape):
    """A passage that a judgement rests on, and the page it begins on."""

    model_config = shown_by(id=PORTION["id"], page=3)

    id: str
    page: int


class JudgementShown(Shape):
    """A judgement: what is assessed, how likely, how sure, until when and where, and what it rests on."""

    model_config = shown_by(**JUDGEMENT)

    statement: str
    likelihood: LikelihoodShown | None
    confidence: str | None
    threat_level: str | None
    trend: str | None
    horizon: str | None
    regions: list[str]
    areas: list[str]
    portions: list[PassageShown]

    @classmethod
    def of(cls, shown: ReleasedJudgement) -> Self:
        """Return a released judgement."""
        said = shown.declared
        likely = said.likelihood
        return cls(
            statement=said.statement,
            likelihood=LikelihoodShown(**likely.model_dump()) if likely else None,
            confidence=said.confidence,
            threat_level=said.threat_level,
            trend=said.trend,
            horizon=said.horizon,
            regions=said.regions,
            areas=said.areas,
            portions=[PassageShown(id=ident, page=page) for ident, page in shown.passages],
        )


class JudgementList(Shape):
    """The judgements of an assessment that rest on nothing but what the reader may see, in their order.

    ``recommendations`` and ``gaps`` rest on the whole work, and are empty to who may not see all of it.
    """

    model_config = shown_by(
        assessment=ID,
        judgements=[JUDGEMENT],
        recommendations=["Keep a copy of every backup that no network reaches."],
        gaps=["It is not known who sells the stolen credentials."],
    )

    assessment: str
    judgements: list[JudgementShown]
    recommendations: list[str]
    gaps: list[str]

    @classmethod
    def of(cls, shown: ReleasedAssessment, found: Iterable[ReleasedJudgement], more: ReleasedConclusions) -> Self:
        """Return the judgements of an assessment, and what it concludes besides."""
        return cls(
            assessment=shown.id,
            judgements=[JudgementShown.of(one) for one in found],
            recommendations=list(more.recommendations),
            gaps=list(more.gaps),
        )


class LikelihoodParameters(BaseModel):
    """Between which shares of a hundred the likelihood of a judgement must lie; without bounds all are given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: Annotated[int | None, Field(ge=LEAST, le=MOST, description="its likelihood begins here or higher")] = None
    max: Annotated[int | None, Field(ge=LEAST, le=MOST, description="its likelihood ends here or lower")] = None

    def range(self) -> Range:
        """Return the bounds."""
        return Range(self.min, self.max)
