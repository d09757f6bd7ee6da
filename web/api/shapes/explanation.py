"""Why a reader is shown an assessment or not."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from repository.explanation import Explanation, PartExplained
from repository.remedies import Change
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

RULE = {"rule": "R4", "holds": False, "sentence": "its rank is CONFIDENTIAL; the clearance does not reach it"}
CHANGE = {
    "rule": "R4",
    "kind": "clearance",
    "value": "CONFIDENTIAL",
    "sentence": "a clearance that reaches CONFIDENTIAL",
    "consents": [],
}
PART = {"part": "body", "released": False, "rules": [RULE], "changes": [CHANGE], "hopeless": []}


class RuleShown(Shape):
    """How one rule came out, and the values it compared."""

    model_config = shown_by(**RULE)

    rule: str
    holds: bool
    sentence: str


class ChangeShown(Shape):
    """One thing that would have to change; ``consents`` are the organizations that must agree to it."""

    model_config = shown_by(**CHANGE)

    rule: str
    kind: str
    value: str
    sentence: str
    consents: list[str]

    @classmethod
    def of(cls, change: Change) -> Self:
        """Return a change."""
        return cls(
            rule=change.rule,
            kind=change.kind,
            value=change.value,
            sentence=change.sentence,
            consents=list(change.consents),
        )


class PartExplainedShown(Shape):
    """One part: card, body or a tearline. All ``changes`` together release it, unless a rule is ``hopeless``."""

    model_config = shown_by(**PART)

    part: str
    released: bool
    rules: list[RuleShown]
    changes: list[ChangeShown]
    hopeless: list[str]

    @classmethod
    def of(cls, part: PartExplained) -> Self:
        """Return a part."""
        return cls(
            part=part.part,
            released=part.released,
            rules=[RuleShown(rule=one.rule, holds=one.holds, sentence=one.sentence) for one in part.rules],
            changes=[ChangeShown.of(change) for change in part.changes],
            hopeless=list(part.hopeless),
        )


class ExplanationShown(Shape):
    """A decision rule by rule. ``shown`` tells whether the reader is shown the assessment or a part of it."""

    model_config = shown_by(
        assessment=ID,
        register_title="Ransomware against hospitals",
        state="released",
        reader="mei",
        name="Mei Suryadi",
        organization="aseanapol",
        action="view",
        at="2026-11-02T08:00:00Z",
        shown=False,
        parts=[PART],
    )

    assessment: str
    register_title: str | None
    state: str
    reader: str
    name: str | None
    organization: str
    action: str
    at: datetime
    shown: bool
    parts: list[PartExplainedShown]

    @classmethod
    def of(cls, found: Explanation) -> Self:
        """Return an explanation."""
        return cls(
            assessment=found.assessment,
            register_title=found.register_title,
            state=found.state,
            reader=found.reader,
            name=found.name,
            organization=found.organization,
            action=found.action,
            at=found.at,
            shown=found.shown,
            parts=[PartExplainedShown.of(part) for part in found.parts],
        )
