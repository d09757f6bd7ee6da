"""Key judgements: what a document's authors assess, how likely it is, how sure they are, until when, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest import horizon
from ingest.finding import Found
from ingest.likelihood import Scale, scale
from ingest.region import named_in
from ingest.statement import APART, LEAST, Statement
from ingest.threat import stated, trend_in

MOST = 60
CONFIDENCES = ("low", "moderate", "high")

_KEY = "judgement"
_SKIPPED = (APART, "recommendation", "gap")
_AROUND = 45
_LONGEST_NOTE = 160
_SHORTEST = 30


@dataclass(frozen=True, slots=True)
class _Noted:
    """A judgement with the sentence after it, which may say how sure the authors are."""

    statement: Statement
    sure: float
    note: Statement | None


def judgements(statements: Sequence[Statement]) -> list[Found]:
    """Return the judgements of a document in its order, at most sixty, a repeated one once.

    ``more`` holds what belongs to each, null where it is not said: ``likelihood`` (scheme, word as printed, min,
    max, and by what the scheme is told), ``analytic_confidence``, ``threat_level``, ``trend``, ``horizon``,
    ``regions``. Source of the parts: domain 7.
    """
    scheme = scale(statements)
    found: dict[str, Found] = {}
    for noted in _noted(statements):
        value = noted.statement.value
        if value in found:
            again = (*found[value].evidence, *noted.statement.evidence)
            found[value] = replace(found[value], evidence=again, confidence=max(found[value].confidence, noted.sure))
        else:
            found[value] = _found(noted, scheme)
    strongest = sorted(found.values(), key=lambda judgement: -judgement.confidence)[:MOST]
    kept = {judgement.value for judgement in strongest}
    return [judgement for judgement in found.values() if judgement.value in kept]


def sureness(statement: Statement) -> float:
    """Return how sure it is that a statement is a judgement, 0 to 1; below one half it is left out."""
    if statement.section in _SKIPPED or statement.leads or len(statement.text) < _SHORTEST:
        return 0.0
    key, find = statement.section == _KEY, statement.find
    if find("judgement:assessed"):
        # A level that is assessed is said among the levels.
        level = not find("judgement:likely") and stated(statement)
        return 0.3 if level else 0.95 if key else 0.7
    if find("judgement:compared") or find("judgement:incident"):
        return 0.3
    if find("judgement:likely"):
        return 0.95 if key else 0.75
    if find("judgement:expected"):
        return 0.8 if key else 0.55
    if not key or _is_note(statement):
        return 0.0
    return 0.6 if statement.entry else 0.3


def _noted(statements: Sequence[Statement]) -> list[_Noted]:
    made: list[_Noted] = []
    for statement, following in zip(statements, [*statements[1:], None], strict=False):
        sure = sureness(statement)
        if sure >= LEAST:
            made.append(_Noted(statement, sure, following if following is not None and _is_note(following) else None))
    return made


def _is_note(statement: Statement) -> bool:
    """Tell whether a sentence says how sure the judgement before it is, and little else."""
    return len(statement.text) <= _LONGEST_NOTE and confidence_in(statement) is not None


def confidence_in(statement: Statement) -> str | None:
    """Return the analytic confidence that a statement says: low, moderate or high; None where it says none."""
    noun = statement.find("confidence:noun")
    if noun is None:
        return None
    said: list[tuple[int, str]] = []
    for name in CONFIDENCES:
        found = statement.find(f"confidence:{name}", max(0, noun.start() - _AROUND), noun.end() + _AROUND)
        if found is not None:
            said.append((max(found.start() - noun.end(), noun.start() - found.end()), name))
    return min(said)[1] if said else None


def _found(noted: _Noted, scheme: Scale) -> Found:
    statement, note = noted.statement, noted.note
    read = scheme.read(statement)
    threat = stated(statement)
    until = horizon.first(statement.text)
    more: dict[str, Any] = {
        "likelihood": read.plain(scheme.told) if read else None,
        "analytic_confidence": confidence_in(statement) or (confidence_in(note) if note else None),
        "threat_level": threat[0] if threat else None,
        "trend": _trend(noted),
        "horizon": " ".join(statement.text[slice(*until)].split()) if until else None,
        "regions": named_in(statement.text),
    }
    return Found(statement.value, noted.sure, statement.page, statement.evidence, more)


def _trend(noted: _Noted) -> str | None:
    """Return the trend that the note says, or that the judgement itself does unless it denies it."""
    said = noted.note.find("trend:noun") if noted.note else None
    if noted.note and said:
        return trend_in(noted.note, said.end())
    return None if noted.statement.find("negation") else trend_in(noted.statement)
