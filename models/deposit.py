"""What a depositor says of an assessment: every field optional until it is submitted (interface: metadata)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from models.clock import as_utc
from models.language import canonical
from models.likelihood import LEAST, MOST, UnknownLikelihood, term
from models.marking import Marking

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile("[\u202a-\u202e]")
MOST_JUDGEMENTS = 100
MOST_STATEMENTS = 100
"""So many recommendations are kept, and so many intelligence gaps."""


def one_line(text: Any) -> Any:
    """Return a text without what would break its line, or turn the direction of what stands around it."""
    return _TURNS.sub("", _BREAKS.sub(" ", text)) if isinstance(text, str) else text


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Line = Annotated[str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Moment = Annotated[datetime, AfterValidator(as_utc)]
Words = Annotated[list[Word], Field(max_length=300)]
Statement = Annotated[
    str, BeforeValidator(one_line), StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)
]
Statements = Annotated[list[Statement], Field(max_length=MOST_STATEMENTS)]
Languages = Annotated[Words, AfterValidator(lambda codes: list(dict.fromkeys(map(canonical, codes))))]
"""Codes of languages as they are kept, each once."""
Share = Annotated[int, Field(ge=LEAST, le=MOST)]
CONFIDENCES = ("low", "moderate", "high")
THREAT_LEVELS = ("low", "moderate", "substantial", "high", "severe", "critical")
TRENDS = ("increasing", "stable", "decreasing")
QUOTING = ("judgements", "recommendations", "gaps")
"""The fields of a deposit that hold words of the file itself."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MarkingDeclared(_Strict):
    """A marking as declared: scheme and level by code, the verbatim text, and what goes with them."""

    scheme: Word | None = None
    level: Word | None = None
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    tlp: Word | None = None
    handling: Words = []
    handling_text: Annotated[str, StringConstraints(max_length=500)] = ""
    compartments: Words = []
    compilation_reason: Line | None = None

    def value(self) -> Marking:
        """Return the marking; raise ``UnknownLevel`` in words where scheme, level or a label is not known."""
        return Marking(
            scheme=self.scheme or "",
            level=self.level or "",
            text=self.text,
            tlp=self.tlp,
            handling=frozenset(self.handling),
            compartments=frozenset(self.compartments),
            compilation_reason=self.compilation_reason,
            handling_text=self.handling_text,
        )


class PeriodDeclared(_Strict):
    """The period an assessment covers; closed at the start, open at the end."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class DowngradeDeclared(_Strict):
    """A lower level that takes effect by itself at an instant (W4)."""

    date: Moment
    level: Word


class TearlineDeclared(_Strict):
    """A detachable part: ids of its portions, ``heading:WORDS`` or ``page:N``, with marking and circulation."""

    portions: Annotated[list[Line], Field(min_length=1, max_length=2000)]
    marking: MarkingDeclared
    release_to: Words


class JointMarking(_Strict):
    """What a joint originator marks the same work in its own scheme, and to whom it lets it go (case 17)."""

    organization: Word
    marking: MarkingDeclared
    release_to: Words


class LikelihoodDeclared(_Strict):
    """A word of likelihood as it is printed, the scheme that gives it a meaning, and from where to where it means.

    In per cent; a word of a known scheme brings its own range where none is said (domain 2).
    """

    scheme: Word
    word: Word
    min: Share
    max: Share

    @model_validator(mode="before")
    @classmethod
    def _range_of_the_scheme(cls, said: Any) -> Any:
        if not isinstance(said, dict) or {"min", "max"} & said.keys():
            return said
        try:
            meant = term(str(said.get("scheme")), str(said.get("word")))
        except UnknownLikelihood:
            return said
        return {**said, "min": meant.least, "max": meant.most}


class JudgementDeclared(_Strict):
    """A key judgement: what is assessed, how likely, how sure, until when and where (domain 7).

    ``portions`` are the ids of the passages it rests on: who may not see all of them never sees it, and one that
    names none is seen by those only who may see the whole work.
    """

    statement: Statement
    likelihood: LikelihoodDeclared | None = None
    confidence: Literal["low", "moderate", "high"] | None = None
    threat_level: Literal["low", "moderate", "substantial", "high", "severe", "critical"] | None = None
    trend: Literal["increasing", "stable", "decreasing"] | None = None
    horizon: Line | None = None
    regions: Words = []
    areas: Words = []
    portions: Annotated[list[Word], Field(max_length=50)] = []


class Deposit(_Strict):
    """The metadata of one edition; ``None`` means not said, which is never filled in silently."""

    title: Line | None = None
    title_marking: MarkingDeclared | None = None
    register_title: Line | None = None
    reference: Line | None = None
    kind: Word | None = None
    originators: Words | None = None
    conceal_originator: bool = False
    languages: Languages | None = None
    published_at: date | None = None
    period: PeriodDeclared | None = None
    horizon: Line | None = None
    pillars: Words | None = None
    areas: Words | None = None
    regions: Words | None = None
    countries: Words | None = None
    marking: MarkingDeclared | None = None
    release_to: Words | None = None
    exclude: Words = []
    future_members: bool = False
    actions: list[Literal["view", "excerpt", "cite", "download", "translate", "derive"]] | None = None
    purposes: Words = []
    disclosure: Literal["invisible", "existence", "abstract"] = "invisible"
    abstract: Annotated[str, StringConstraints(max_length=5000)] | None = None
    embargo_until: Moment | None = None
    downgrade_on: DowngradeDeclared | None = None
    review_by: date | None = None
    retention_until: Moment | None = None
    tearlines: Annotated[list[TearlineDeclared], Field(max_length=50)] = []
    joint_markings: Annotated[list[JointMarking], Field(max_length=20)] = []
    supersedes: Word | None = None
    translation_of: Word | None = None
    sources: Annotated[list[Word], Field(max_length=50)] = []
    judgements: Annotated[list[JudgementDeclared], Field(max_length=MOST_JUDGEMENTS)] = []
    recommendations: Statements = []
    gaps: Statements = []

    def quoting_as(self, other: Deposit) -> Deposit:
        """Return it with what another says in the words of the file: judgements, recommendations, gaps."""
        return self.model_copy(update={name: getattr(other, name) for name in QUOTING})
