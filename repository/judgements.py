"""Key judgements as a reader may see them (domain 7).

A judgement rests on the passages it names. Whoever may not see all of them never sees it, nor learns that it is
there: it is released with the proofs of the parts in which they stand (P1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.deposit import JudgementDeclared, LikelihoodDeclared
from repository.disclosure import ReleasedAssessment, ReleasedPortion
from repository.registry import Registry
from repository.release import Released


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
