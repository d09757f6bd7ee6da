"""Deposits: what is declared of an assessment, what is suggested, and what became of it."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, JsonValue, model_validator

from models.deposit import Deposit
from web.api.shapes.assessment import ID
from web.api.shapes.job import EXAMPLE as JOB_EXAMPLE
from web.api.shapes.job import JOB, JobShown
from web.api.shapes.shape import Shape, shown_by
from web.api.shapes.suggestions import EXAMPLE as SUGGESTED
from web.api.shapes.suggestions import SuggestionsShown
from web.depositing import DraftView

EXAMPLE = {
    "title": "Ransomware against hospitals",
    "pillars": ["cybercrime"],
    "marking": {"scheme": "interpol", "level": "IR", "tlp": "AMBER"},
    "release_to": ["europol", "afripol+members", "country:BR"],
    "exclude": ["EG"],
    "judgements": [
        {
            "statement": "It is highly likely that hospitals will remain a target until the end of 2027.",
            "likelihood": {"scheme": "phia", "word": "highly likely", "min": 80, "max": 90},
            "confidence": "high",
            "trend": "increasing",
            "horizon": "until the end of 2027",
            "portions": ["p7w3m5n6k4v2xq2r2s7t3u5y6a"],
        }
    ],
    "recommendations": ["Keep a copy of every backup that no network reaches."],
    "gaps": ["It is not known who sells the stolen credentials."],
}
CHANGES: dict[str, JsonValue] = {"title": "Ransomware against hospitals, 2025", "embargo_until": None}


class Accepted(Shape):
    """The ids of an accepted upload."""

    model_config = shown_by(id=ID, job=JOB)

    id: str
    job: str


class Changes(Deposit):
    """Fields to change: given ones replace, ``null`` clears, the others stay."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [CHANGES]})

    @model_validator(mode="before")
    @classmethod
    def _null_clears(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        fields = cls.model_fields
        return {
            name: fields[name].get_default(call_default_factory=True) if value is None and name in fields else value
            for name, value in said.items()
        }

    def applied_to(self, declared: Deposit) -> Deposit:
        """Return what is declared after the change."""
        return declared.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


class Metadata(Shape):
    """An assessment as its originators' officers see it while they describe it.

    ``problems`` says field by field what keeps it from being submitted; ``suggestions`` are never applied
    by themselves.
    """

    model_config = shown_by(
        id=ID,
        state="draft",
        held_reason=None,
        title="Ransomware against hospitals",
        metadata=EXAMPLE,
        suggestions=SUGGESTED,
        problems={"release_to": "say to whom it is released; an empty list means the originators only"},
        job=JOB_EXAMPLE,
    )

    id: str
    state: str
    held_reason: str | None
    title: str | None
    metadata: Deposit
    suggestions: SuggestionsShown
    problems: dict[str, str]
    job: JobShown | None

    @classmethod
    def of(cls, draft: DraftView) -> Self:
        """Return a draft."""
        return cls(
            id=draft.id,
            state=draft.state,
            held_reason=draft.held_reason,
            title=draft.title,
            metadata=draft.deposit,
            suggestions=SuggestionsShown.of(draft.suggestions),
            problems=draft.problems,
            job=JobShown.of(draft.job) if draft.job else None,
        )
