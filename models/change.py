"""Changes of marking and circulation after submission, and which way each of their fields leads (W1-W4).

Raising and narrowing are immediate, lowering and widening need consents, so every field is one or the other and
an act that mixes them is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from models.deposit import Deposit, MarkingDeclared, Moment, Words
from models.handling import BODY
from models.marking import Marking
from models.policy import DEFAULT_ACTIONS

NARROWS, WIDENS = "narrows", "widens"
Ways = dict[str, str]
"""The way each field leads that changes anything."""

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Part = Annotated[str, StringConstraints(pattern=r"^(body|tearline:[1-9][0-9]?)$")]
Action = Literal["excerpt", "cite", "download", "translate", "derive"]

_WHOLE = ("exclude", "readmit", "actions_add", "actions_remove", "purposes", "embargo_until", "retention_until")
WHOLE_ONLY = (*_WHOLE, "disclosure")
"""Fields that bind the whole edition, whichever part is read."""

_DISCLOSURES = ("invisible", "existence", "abstract")
_TLP = (None, "GREEN", "AMBER", "AMBER+STRICT", "RED")
_TEARLINE = re.compile(r"tearline:(\d+)")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Regrade(_Said):
    """Another marking for the whole or for a tearline, whole as it is to be, and why."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "part": "body",
                    "marking": {"scheme": "interpol", "level": "IC"},
                    "reason": "an annex names a source",
                }
            ]
        },
    )

    part: Part = BODY
    marking: MarkingDeclared
    reason: Why


class Circulate(_Said):
    """What is to change in who may read it; what is left out stays as it is.

    ``embargo_until`` and ``retention_until`` of null lift the embargo and the end; ``purposes`` is the whole new
    list. ``repin`` names tokens of the release list whose members are pinned anew, as they are now.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"part": "body", "remove": ["europol"], "exclude": ["EG"], "reason": "a source is at risk"}]
        },
    )

    part: Part = BODY
    add: Words = []
    remove: Words = []
    repin: Words = []
    exclude: Words = []
    readmit: Words = []
    actions_add: list[Action] = []
    actions_remove: list[Action] = []
    purposes: Words | None = None
    embargo_until: Moment | None = None
    retention_until: Moment | None = None
    disclosure: Literal["invisible", "existence", "abstract"] | None = None
    reason: Why

    def said(self) -> dict[str, Any]:
        """Return the fields that were said, in JSON's types, so that reading them again says the same."""
        return self.model_dump(mode="json", exclude_unset=True)


class Recall(_Said):
    """Why an assessment is called back."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"reason": "two of the sources turned out to be the same person"}]},
    )

    reason: Why


def number_of(part: str) -> int | None:
    """Return the index of a tearline among those of the deposit, or None for the body."""
    found = _TEARLINE.fullmatch(part)
    return int(found[1]) - 1 if found else None


def marking_ways(before: Marking, after: Marking, rank: int) -> Ways:
    """Return which way each field of a marking leads; ``rank`` is the one in force before, scheduled or not.

    Another level of the same rank leads nowhere. Another free text of H3 may say less, so it counts as widening.
    """
    ways = {}
    if after.rank != rank:
        ways["marking.level"] = NARROWS if after.rank > rank else WIDENS
    old, new = _strictness(before.tlp), _strictness(after.tlp)
    if new != old:
        ways["marking.tlp"] = NARROWS if new > old else WIDENS
    ways |= _set_way("marking.handling", before.handling, after.handling)
    ways |= _set_way("marking.compartments", before.compartments, after.compartments)
    if "H3" in before.handling and "H3" in after.handling and before.handling_text != after.handling_text:
        ways["marking.handling_text"] = WIDENS
    return ways


def circulation_ways(deposit: Deposit, change: Circulate, at: datetime) -> Ways:
    """Return which way each field of a change leads, against what is deposited, at an instant."""
    ways: Ways = {}
    for name, way in (
        ("add", WIDENS),
        ("repin", WIDENS),
        ("readmit", WIDENS),
        ("actions_add", WIDENS),
        ("remove", NARROWS),
        ("exclude", NARROWS),
        ("actions_remove", NARROWS),
    ):
        if getattr(change, name):
            ways[name] = way
    if change.purposes is not None:
        ways |= _purposes_way(set(deposit.purposes), set(change.purposes))
    if "embargo_until" in change.model_fields_set:
        ways |= _embargo_way(_coming(deposit.embargo_until, at), _coming(change.embargo_until, at))
    if "retention_until" in change.model_fields_set and change.retention_until != deposit.retention_until:
        ways["retention_until"] = WIDENS if _longer(deposit.retention_until, change.retention_until) else NARROWS
    if change.disclosure is not None and change.disclosure != deposit.disclosure:
        more = _DISCLOSURES.index(change.disclosure) > _DISCLOSURES.index(deposit.disclosure)
        ways["disclosure"] = WIDENS if more else NARROWS
    return ways


def actions_after(deposit: Deposit, change: Circulate) -> list[Any]:
    """Return the actions that are granted after a change, in a fixed order."""
    now = DEFAULT_ACTIONS if deposit.actions is None else frozenset(deposit.actions)
    return sorted((now | set(change.actions_add)) - set(change.actions_remove))


def _strictness(label: str | None) -> int:
    """Return how strict a TLP label is; CLEAR narrows nothing, as no label does."""
    return _TLP.index(None if label == "CLEAR" else label)


def _set_way(name: str, before: frozenset[str], after: frozenset[str]) -> Ways:
    """Return the way of a set whose members each restrict; one that gains and loses counts as widening."""
    if before == after:
        return {}
    return {name: NARROWS if before < after else WIDENS}


def _purposes_way(before: set[str], after: set[str]) -> Ways:
    """Return the way of the purposes; none at all admits every purpose."""
    if before == after:
        return {}
    narrower = bool(after) and (not before or after < before)
    return {"purposes": NARROWS if narrower else WIDENS}


def _embargo_way(before: datetime | None, after: datetime | None) -> Ways:
    """Return the way of an embargo: ending sooner widens (case 15)."""
    if before == after:
        return {}
    return {"embargo_until": NARROWS if after is not None and (before is None or after > before) else WIDENS}


def _longer(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and (after is None or after > before)


def _coming(instant: datetime | None, at: datetime) -> datetime | None:
    return instant if instant is not None and instant > at else None


def opposed(ways: Ways, wanted: str) -> Iterable[str]:
    """Return the fields that lead the other way than an act may."""
    return sorted(name for name, way in ways.items() if way != wanted)
