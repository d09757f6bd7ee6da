"""Mergers: an organization becomes part of another, which inherits what it originated (case 18).

Asked by one registry officer and granted by another. Release lists do not expand: what named the predecessor does
not name the successor until each edition's originators have consented.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from models.change import Circulate
from models.deposit import Deposit
from models.handling import CARD
from models.reader import SUSPENDED
from models.tables.assessment import Edition, HandlingRecord
from models.tables.circulation import CirculationList
from models.tables.organization import Merger, Organization
from models.tables.request import ASKED, GRANTED, OPEN, Consent, Request
from models.token import Token
from repository import changing, circulating, notices, overrides, requests
from repository.access import read_organization
from repository.acts import Actor, ActRefused, Incomplete, NotFound, act_of
from repository.database import bump
from repository.editions import read_deposit, write_deposit
from repository.errors import SealBroken
from repository.handlings import COUNTER
from repository.losing import citing
from repository.periods import require_registry
from repository.permitted import PERMIT
from repository.registry import Registry
from repository.rewriting import standing

KIND = "merger"
"""The kind of the request, of the notice, and the name of the act in the register."""

Terms = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Heirs:
    """Who becomes part of whom."""

    predecessor: str
    successor: str

    def named(self, words: list[str]) -> list[str]:
        """Return ids of organizations with the successor's in place of the predecessor's."""
        renamed = [self.successor if word == self.predecessor else word for word in words]
        return list(dict.fromkeys(renamed))


def of(session: Session, organization: str) -> Merger | None:
    """Return the merger by which an organization became part of another, or None."""
    return session.exec(select(Merger).where(Merger.organization_id == organization)).first()


def into(session: Session, organization: str) -> list[Merger]:
    """Return the mergers by which others became part of an organization, the earliest first."""
    query = select(Merger).where(Merger.successor_id == organization)
    return list(session.exec(query.order_by(col(Merger.at), col(Merger.id))))


def ask(registry: Registry, session: Session, actor: Actor, organization: str, successor: str, reason: str) -> Request:
    """Ask a second registry officer to merge an organization into another; recorded.

    Raises ``NotFound``, ``ActRefused``, and ``Incomplete`` by field.
    """
    require_registry(actor)
    if session.get(Organization, organization) is None:
        raise NotFound
    if session.get(Organization, successor) is None:
        raise Incomplete({"successor": f"there is no organization '{successor[:60]}'"})
    if not reason.strip():
        raise Incomplete({"reason": "say why: it is kept in the register and shown to whom it concerns"})
    _check(registry, session, actor, organization, successor)
    proposal, asked = {"successor": successor}, {actor.organization}
    return requests.ask(
        registry, session, actor, KIND, asked, subject=organization, proposal=proposal, reason=reason.strip()
    )


def carry_out(registry: Registry, session: Session, actor: Actor, request: Request) -> None:
    """Merge from now on: originator rights, open consents and lists move; nobody new is let in; recorded.

    For every released edition that names the predecessor its originators are asked whether the successor may read
    it too. Raises ``ActRefused`` where it is no longer possible.
    """
    heirs = _Heirs(str(request.subject), str(request.proposal["successor"]))
    _check(registry, session, actor, heirs.predecessor, heirs.successor)
    now = registry.clock.now()
    merger = Merger(organization_id=heirs.predecessor, successor_id=heirs.successor, at=now, request_id=request.id)
    session.add(merger)
    overrides.inherit(registry, session, actor, heirs.predecessor, heirs.successor, request)
    moved = _inherit_editions(registry, session, heirs)
    _inherit_consents(registry, session, heirs)
    for row in session.exec(select(CirculationList).where(CirculationList.owner_id == heirs.predecessor)):
        row.owner_id = heirs.successor
        session.add(row)
    session.flush()
    told = [one for name in (heirs.predecessor, heirs.successor) for one in notices.officers(session, name)]
    named = {"organization": heirs.predecessor, "successor": heirs.successor}
    notices.send(registry, session, told, KIND, named, request=request.id)
    said = {**named, "request": request.id}
    act = replace(act_of(registry, actor, KIND, None, said), editions=tuple(sorted(moved)))
    registry.register.append(session, act)
    offer_reconfirmation(registry, session, actor, heirs.predecessor, heirs.successor)


def offer_reconfirmation(
    registry: Registry, session: Session, actor: Actor, predecessor: str, successor: str
) -> list[Request]:
    """Ask, for each released edition that names the predecessor, whether the successor may read it too.

    Nothing grows before every originator has consented; an edition for which the same is asked is passed over.
    """
    asked = []
    for edition in citing(session, [predecessor]):
        for part, handling in standing(session, edition).items():
            named = {grant.token for grant in handling.policy.audience}
            wanted = [
                str(Token(kind, successor))
                for kind in ("body", "members")
                if Token(kind, predecessor) in named and Token(kind, successor) not in named
            ]
            if part == CARD or not wanted:
                continue
            said = Circulate(part=part, add=wanted, reason=f"{predecessor} became a part of {successor}")
            with suppress(ActRefused):
                case = changing.of(registry, edition)
                asked.append(circulating.ask_for(registry, session, actor, case, said))
    return asked


def _check(registry: Registry, session: Session, actor: Actor, organization: str, successor: str) -> None:
    one, other = session.get_one(Organization, organization), session.get_one(Organization, successor)
    if one.id == other.id or one.kind != other.kind:
        raise ActRefused("a body becomes part of another body, and a national bureau of another bureau")
    if organization == actor.organization:
        raise ActRefused("the registry stands in this organization; it cannot become part of another")
    for name in (organization, successor):
        merged = of(session, name)
        if merged is not None:
            raise ActRefused(f"{name} is part of {merged.successor_id} already")
    if read_organization(session, other, registry.clock.now()).standing == SUSPENDED:
        raise ActRefused(f"{successor} is suspended; it inherits nothing meanwhile")


def _inherit_editions(registry: Registry, session: Session, heirs: _Heirs) -> list[str]:
    """Write the successor wherever the predecessor is an originator; every pin stays (case 14). Return the ids."""
    version, moved = bump(session, COUNTER), []
    excluding = set()
    for row in session.exec(select(HandlingRecord)):
        before: Terms = row.terms
        terms = _inherited(before, heirs)
        if terms != before:
            if terms["policy"]["exclude"] != before["policy"]["exclude"]:
                excluding.add(row.edition_id)
            row.terms, row.version = terms, version
            session.add(row)
    for edition in session.exec(select(Edition)):
        mine = heirs.predecessor in edition.originators
        if mine or edition.id in excluding:
            edition.originators = sorted(heirs.named(edition.originators))
            _rewrite_deposit(registry, edition, heirs, excluding=edition.id in excluding)
            session.add(edition)
        if mine:
            moved.append(edition.id)
    session.flush()
    return moved


def _inherited(terms: Terms, heirs: _Heirs) -> Terms:
    sources = [{**source, "policy": _policy(source["policy"], heirs)} for source in terms["sources"]]
    return {**terms, "policy": _policy(terms["policy"], heirs), "sources": sources}


def _policy(policy: Terms, heirs: _Heirs) -> Terms:
    """Return a policy of which the successor is originator; where the predecessor was shut out, so is it.

    An exclusion must not end by a merger (R7); an originator is not shut out of its own work (case 6).
    """
    originators = sorted(heirs.named(policy["originators"]))
    exclude, hers = policy["exclude"], ["body", heirs.successor]
    if ["body", heirs.predecessor] in exclude and heirs.successor not in originators and hers not in exclude:
        exclude = sorted([*exclude, hers])
    return {**policy, "originators": originators, "exclude": exclude}


def _rewrite_deposit(registry: Registry, edition: Edition, heirs: _Heirs, *, excluding: bool) -> None:
    if edition.key is None:
        return
    with suppress(SealBroken):
        deposit = read_deposit(edition, registry.vault)
        write_deposit(edition, registry.vault, _deposit(deposit, heirs, excluding=excluding))


def _deposit(deposit: Deposit, heirs: _Heirs, *, excluding: bool) -> Deposit:
    update: dict[str, object] = {}
    if deposit.originators is not None:
        update["originators"] = heirs.named(deposit.originators)
    if deposit.joint_markings:
        update["joint_markings"] = [
            one.model_copy(update={"organization": heirs.named([one.organization])[0]})
            for one in deposit.joint_markings
        ]
    if excluding and heirs.successor not in deposit.exclude:
        update["exclude"] = [*deposit.exclude, heirs.successor]
    return deposit.model_copy(update=update)


def _inherit_consents(registry: Registry, session: Session, heirs: _Heirs) -> None:
    """Let the successor answer what the predecessor was asked; where both were, it answers anew, for both."""
    query = select(Consent).join(Request, col(Request.id) == col(Consent.request_id))
    waiting = query.where(Request.state == OPEN, Consent.organization_id == heirs.predecessor, Consent.state == ASKED)
    for consent in list(session.exec(waiting)):
        request = session.get_one(Request, consent.request_id)
        own = [one for one in requests.consents_of(session, request) if one.organization_id == heirs.successor]
        if own:
            session.delete(consent)
            own[0].state, own[0].person_id, own[0].answered_at = ASKED, None, None
            session.add(own[0])
        else:
            consent.organization_id = heirs.successor
            session.add(consent)
        session.flush()
        role = requests.KINDS[request.kind].role
        told = [one for one in notices.officers(session, heirs.successor, role) if one != request.asked_by]
        detail = {"kind": request.kind, "organization": request.organization_id}
        notices.send(registry, session, told, "asked", detail, edition=request.edition_id, request=request.id)
    _inherit_permits(session, heirs)


def _inherit_permits(session: Session, heirs: _Heirs) -> None:
    """Let the successor take back what the predecessor permitted: any one originator may (W3)."""
    query = select(Consent).join(Request, col(Request.id) == col(Consent.request_id))
    given = query.where(Request.kind == PERMIT, Request.state == GRANTED, Consent.organization_id == heirs.predecessor)
    for consent in list(session.exec(given)):
        request = session.get_one(Request, consent.request_id)
        if all(one.organization_id != heirs.successor for one in requests.consents_of(session, request)):
            consent.organization_id = heirs.successor
            session.add(consent)
    session.flush()
