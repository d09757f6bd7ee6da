"""Key judgements as a reader may see them (domain 7).

A judgement rests on the passages it names. Whoever may not see all of them never sees it, nor learns that it is
there: it is released with the proofs of the parts in which they stand (P1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.deposit import JudgementDeclared, LikelihoodDeclared
from models.tables.assessment import Portion
from repository.disclosure import ReleasedAssessment, ReleasedPortion, open_portions
from repository.registry import Registry
from repository.release import Released

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a likelihood is asked for, in per cent; None is no bound."""

    least: int | None = None
    most: int | None = None

    def holds(self, likelihood: LikelihoodDeclared | None) -> bool:
        """Tell whether a likelihood lies wholly within; without any, only where no bound is asked for."""
        if self.least is None and self.most is None:
            return True
        if likelihood is None:
            return False
        return (self.least or 0) <= likelihood.min and (self.most is None or likelihood.max <= self.most)


@dataclass(frozen=True, slots=True)
class ReleasedJudgement:
    """A judgement as one reader may see it, and the passages it rests on: id and page, in its order."""

    proofs: tuple[Released, ...]
    declared: JudgementDeclared
    passages: tuple[tuple[str, int], ...]


def released_judgements(
    registry: Registry, shown: ReleasedAssessment, portions: Iterable[ReleasedPortion]
) -> list[ReleasedJudgement]:
    """Return the judgements of an edition that rest on nothing but what its reader may see, in their order.

    ``portions`` are the passages released to her. A judgement that names none rests on the whole; one that names a
    passage that is not there is withheld.
    """
    entry = registry.catalogue.get(shown.edition)
    visible = {portion.id: portion for portion in portions}
    released = []
    for declared in entry.deposit.judgements if entry else ():
        if not declared.portions and shown.complete:
            released.append(ReleasedJudgement(shown.proofs, declared, ()))
        elif declared.portions and visible.keys() >= set(declared.portions):
            rests_on = [visible[ident] for ident in declared.portions]
            proofs = {portion.proof.handling.id: portion.proof for portion in rests_on}
            places = tuple((portion.id, portion.page) for portion in rests_on)
            released.append(ReleasedJudgement(tuple(proofs.values()), declared, places))
    return released


def judgements_of(
    registry: Registry, session: Session, works: Sequence[ReleasedAssessment]
) -> Iterator[tuple[ReleasedAssessment, ReleasedJudgement]]:
    """Yield the judgements of several assessments that say a level or a trend; only passages they name are opened."""
    for start in range(0, len(works), _BATCH):
        judging = [shown for shown in works[start : start + _BATCH] if _named(registry, shown) is not None]
        passages = _passages(registry, session, judging)
        for shown in judging:
            for found in released_judgements(registry, shown, passages.get(shown.edition, ())):
                if found.declared.threat_level is not None or found.declared.trend is not None:
                    yield shown, found


def _named(registry: Registry, shown: ReleasedAssessment) -> set[str] | None:
    """Return the ids of the passages that judgements name; None where none says a level or a trend."""
    entry = registry.catalogue.get(shown.edition)
    said = [one for one in (entry.deposit.judgements if entry else ()) if one.threat_level or one.trend]
    return {ident for one in said for ident in one.portions} if said else None


def _passages(
    registry: Registry, session: Session, works: Sequence[ReleasedAssessment]
) -> dict[str, list[ReleasedPortion]]:
    wanted = sorted(ident for shown in works for ident in _named(registry, shown) or ())
    rows: dict[str, list[Portion]] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(Portion).where(col(Portion.id).in_(wanted[start : start + _BATCH]))
        for row in session.exec(query):
            rows.setdefault(row.edition_id, []).append(row)
    # A judgement may name passages of no other work than its own.
    return {
        shown.edition: open_portions(registry, session, {shown.edition: shown}, rows.get(shown.edition, []))
        for shown in works
    }
