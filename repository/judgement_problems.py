"""What is wrong with declared judgements, by field, with a sentence for each (domain 2, 7)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models import vocabulary
from models.deposit import Deposit, JudgementDeclared, LikelihoodDeclared
from models.likelihood import OWN, UnknownLikelihood, term
from models.tables.assessment import Portion

Problems = dict[str, str]


def judgement_problems(deposit: Deposit) -> Problems:
    """Return what is wrong with the judgements that are declared, by field."""
    problems: Problems = {}
    for number, judgement in enumerate(deposit.judgements):
        name = f"judgements.{number}"
        if judgement.likelihood is not None and (wrong := _likelihood_problem(judgement.likelihood)):
            problems[f"{name}.likelihood"] = wrong
        for field, words, check in (
            ("regions", judgement.regions, vocabulary.check_region),
            ("areas", judgement.areas, vocabulary.check_area),
        ):
            try:
                for word in words:
                    check(word)
            except vocabulary.UnknownWord as error:
                problems[f"{name}.{field}"] = str(error)
    return problems


def _likelihood_problem(said: LikelihoodDeclared) -> str | None:
    if said.min > said.max:
        return "the likelihood ends below where it begins"
    if said.scheme == OWN:
        return None
    try:
        meant = term(said.scheme, said.word)
    except UnknownLikelihood as error:
        return str(error)
    if (said.min, said.max) != (meant.least, meant.most):
        return (
            f"'{said.word}' means {meant.least} to {meant.most} per cent in that scheme, not {said.min} to {said.max}"
        )
    return None


def passage_problems(session: Session, edition: str, judgements: Sequence[JudgementDeclared]) -> Problems:
    """Return which judgements name passages that the file does not have, by field."""
    named = {ident for judgement in judgements for ident in judgement.portions}
    if not named:
        return {}
    there = set(session.exec(select(Portion.id).where(Portion.edition_id == edition, col(Portion.id).in_(named))))
    return {
        f"judgements.{number}.portions": "names a passage that the file does not have"
        for number, judgement in enumerate(judgements)
        if set(judgement.portions) - there
    }
