"""Concealed originators: whose names the asker of a request does not learn by asking (case 29)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlmodel import Session, col, select

from models.tables.assessment import Edition
from models.tables.request import Consent, Request
from repository.editions import read_deposit
from repository.registry import Registry
from repository.sealed import SealBroken


def hidden_from(registry: Registry, session: Session, request: Request, organization: str) -> frozenset[str]:
    """Return the organizations behind a request whose names an organization may not learn.

    They originated what the request is about, or one of the sources that its proposal names, and conceal it. Of a
    derived work those are hidden too whose works its sources embed in turn: nobody there named them to its maker.
    Whoever is asked about her own work is not told whose else the derived one embeds: she may not see that.
    """
    hidden, open_to, asker = set[str](), {organization}, organization == request.organization_id
    for edition in _concerned(session, request):
        kept = concealed(registry, edition, organization)
        hidden |= kept
        if asker or organization in edition.originators or edition.id == request.edition_id:
            open_to |= set(edition.originators) - kept
    if _sources(request.proposal):
        hidden |= _asked(session, request) - open_to
    return frozenset(hidden)


def proposal_for(session: Session, request: Request, organization: str) -> dict[str, object]:
    """Return what a request proposes; of the sources it names only her own to whoever did not ask it."""
    if organization == request.organization_id or not isinstance(request.proposal.get("sources"), list):
        return request.proposal
    named = select(Edition).where(col(Edition.assessment_id).in_(_sources(request.proposal)))
    own = [edition.assessment_id for edition in session.exec(named) if organization in edition.originators]
    return {**request.proposal, "sources": sorted(own)}


def concealed(registry: Registry, edition: Edition, organization: str) -> frozenset[str]:
    """Return the originators of an edition whose names an organization may not learn: all of them, or none."""
    hidden = organization not in edition.originators and conceals(registry, edition)
    return frozenset(edition.originators) if hidden else frozenset()


def _concerned(session: Session, request: Request) -> Iterator[Edition]:
    about = session.get(Edition, request.edition_id) if request.edition_id else None
    if about is not None:
        yield about
    sources = _sources(request.proposal)
    yield from session.exec(select(Edition).where(col(Edition.assessment_id).in_(sources))) if sources else ()


def _sources(proposal: Mapping[str, object]) -> list[str]:
    """Return the ids of assessments that a proposal names as sources."""
    several, one = proposal.get("sources"), proposal.get("source")
    named = [*several, one] if isinstance(several, list) else [one]
    return [word for word in named if isinstance(word, str)]


def _asked(session: Session, request: Request) -> set[str]:
    return set(session.exec(select(Consent.organization_id).where(Consent.request_id == request.id)))


def conceals(registry: Registry, edition: Edition) -> bool:
    """Tell whether the originators of an edition conceal themselves from everybody else."""
    try:
        return read_deposit(edition, registry.vault).conceal_originator
    except (SealBroken, ValueError):
        # Whether it was concealed cannot be read any more; then nobody is named.
        return True
