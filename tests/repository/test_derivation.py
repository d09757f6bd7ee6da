"""What is made of others' works: who may name them (R11), who consents to the release (W5), what a waiver lifts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.deposit import Deposit
from models.handling import HELD, RELEASED, SUBMITTED
from models.tables.assessment import Edition
from models.tables.request import OPEN, TAKEN_BACK, Request
from repository import consents, derivation, destruction, life
from repository.acts import ActRefused, Incomplete
from repository.relation_problems import relation_problems
from tests.house import Cast, TurningClock
from tests.repository.changes import Changing
from tests.repository.shelf import keep, kept_and_released, move
from tests.repository.test_relations import DERIVABLE, IC, edges, reads
from web import consenting

UNKNOWN = "a" * 26


def problems(cast: Cast, username: str, **said: Any) -> dict[str, str]:
    """Say what somebody would be told of a deposit; ids read as X."""
    registry = cast.house.registry
    deposit = Deposit.model_validate(said)
    with registry.database.read() as session:
        found = relation_problems(registry, session, cast.actor(username), deposit)
    idents = [*deposit.sources, deposit.supersedes, deposit.translation_of]
    for ident in filter(None, idents):
        found = {name: sentence.replace(ident, "X") for name, sentence in found.items()}
    return found


def granting(cast: Cast, **said: Any) -> Edition:
    return kept_and_released(cast, "piotr", actions=DERIVABLE, **said)


def derived(cast: Cast, *sources: Edition, **said: Any) -> Edition:
    return keep(cast, "amina", title="Made of others", sources=[one.assessment_id for one in sources], **said)


def request_of(cast: Cast, edition: Edition, kind: str = derivation.RELEASE) -> list[Request]:
    with cast.house.registry.database.read() as session:
        query = select(Request).where(Request.edition_id == edition.id, Request.kind == kind)
        return sorted(session.exec(query), key=lambda request: request.asked_at)


def answer(cast: Cast, username: str, request: Request, *, granted: bool, reason: str = "") -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        consents.answer(registry, session, cast.actor(username), request.id, granted=granted, reason=reason)


def missing(cast: Cast, edition: Edition) -> list[str]:
    with cast.house.registry.database.read() as session:
        return derivation.consents_missing(cast.house.registry, session, session.get_one(Edition, edition.id))


def release(cast: Cast, edition: Edition) -> str:
    cast.act("ingrid", "register", edition.assessment_id)
    return cast.act("ingrid", "release", edition.assessment_id)


# ---------------------------------------------------------------- naming the works of others


def test_what_may_not_be_seen_reads_as_what_does_not_exist(cast: Cast) -> None:
    hidden = granting(cast, release_to=["frontex"])
    draft = keep(cast, "piotr")
    for ident in (hidden.assessment_id, draft.assessment_id, UNKNOWN, "x"):
        assert problems(cast, "amina", sources=[ident]) == {"sources": "'X' names nothing that you may see"}
        assert problems(cast, "amina", translation_of=ident) == {"translation_of": "'X' names nothing that you may see"}
        said = {"supersedes": "'X' names nothing that your organization originated"}
        assert problems(cast, "amina", supersedes=ident) == said


def test_r11_deriving_and_translating_works_of_others_must_be_granted(cast: Cast) -> None:
    closed, open_ = kept_and_released(cast, "piotr"), granting(cast)
    assert problems(cast, "amina", sources=[closed.assessment_id]) == {"sources": "you may not derive from it: 'X'"}
    assert problems(cast, "amina", translation_of=closed.assessment_id) == {
        "translation_of": "you may not translate it: 'X'"
    }
    assert problems(cast, "amina", sources=[open_.assessment_id]) == {}
    assert problems(cast, "amina", translation_of=open_.assessment_id) == {}


def test_h2_takes_deriving_away_until_the_provider_permits_it(cast: Cast) -> None:
    bound = granting(cast, marking={"scheme": "interpol", "level": "IFOUO", "handling": ["H2"]})
    assert problems(cast, "amina", sources=[bound.assessment_id]) == {"sources": "you may not derive from it: 'X'"}


def test_who_sees_a_tearline_only_may_not_make_anything_of_the_whole(cast: Cast) -> None:
    official = {"scheme": "interpol", "level": "IFOUO"}
    tearline = {"portions": ["page:1"], "marking": official, "release_to": ["afripol"]}
    study = granting(cast, marking=IC, release_to=["europol"], tearlines=[tearline])
    assert problems(cast, "amina", sources=[study.assessment_id]) == {"sources": "you may not derive from it: 'X'"}


def test_the_works_of_ones_own_organization_need_no_grant_and_must_still_be_there(cast: Cast) -> None:
    own, gone = keep(cast, "amina"), kept_and_released(cast, "amina")
    cast.act("amina", "withdraw", gone.assessment_id)
    assert problems(cast, "kofi", sources=[own.assessment_id]) == {}
    assert problems(cast, "kofi", sources=[gone.assessment_id]) == {"sources": "'X' is no longer there; leave it out"}


def test_a_suspended_person_names_nothing(cast: Cast) -> None:
    own = keep(cast, "amina")
    with cast.house.registry.database.write() as session:
        person = session.get_one(type(cast.person("amina")), cast.person("amina").id)
        person.active = False
        session.add(person)
    assert problems(cast, "amina", sources=[own.assessment_id]) == {"sources": "'X' names nothing that you may see"}


def test_nothing_is_made_of_itself_or_of_what_was_made_of_it(cast: Cast) -> None:
    first, second = keep(cast, "amina"), keep(cast, "amina")
    registry = cast.house.registry

    def name(edition: Edition, **said: Any) -> None:
        with registry.database.write() as session:
            life.change(registry, session, cast.actor("amina"), edition.assessment_id, Deposit.model_validate(said))

    with pytest.raises(Incomplete, match="cannot be made of itself"):
        name(first, sources=[first.assessment_id])
    name(second, translation_of=first.assessment_id)
    with pytest.raises(Incomplete, match="cannot be made of itself"):
        name(first, sources=[second.assessment_id])
    with pytest.raises(Incomplete, match="needs not be named"):
        name(second, translation_of=first.assessment_id, sources=[first.assessment_id])


def test_a_joint_officer_who_may_not_see_a_source_can_still_change_the_draft(cast: Cast) -> None:
    source = granting(cast, release_to=["afripol"])
    joint = keep(cast, "amina", originators=["afripol", "ameripol"], sources=[source.assessment_id])
    registry = cast.house.registry
    said = Deposit.model_validate({"title": "Another", "sources": [source.assessment_id]})
    with registry.database.write() as session:
        life.change(registry, session, cast.actor("ines"), joint.assessment_id, said)
    assert problems(cast, "ines", sources=[source.assessment_id])


# ---------------------------------------------------------------- consent to the release (W5)


def test_w5_every_originator_of_a_source_is_asked_at_submission_and_release_waits_for_all(cast: Cast) -> None:
    a = granting(cast, originators=["europol", "frontex"])
    b = kept_and_released(cast, "amina")
    work = derived(cast, a, b)
    assert cast.act("amina", "submit", work.assessment_id) == SUBMITTED
    (request,) = request_of(cast, work)
    assert missing(cast, work) == ["europol", "frontex"]
    answer(cast, "stefan", request, granted=True)
    assert missing(cast, work) == ["frontex"]
    with pytest.raises(ActRefused, match="not consented to its release: frontex"):
        release(cast, work)
    answer(cast, "elena", request, granted=True)
    assert missing(cast, work) == []
    assert cast.act("ingrid", "release", work.assessment_id) == RELEASED


def test_w5_a_work_of_ones_own_alone_asks_nobody(cast: Cast) -> None:
    work = derived(cast, kept_and_released(cast, "amina"))
    cast.act("amina", "submit", work.assessment_id)
    assert request_of(cast, work) == []
    assert release(cast, work) == RELEASED


def test_w5_a_translation_of_others_work_asks_them_and_so_does_what_their_work_is_embedded_in(cast: Cast) -> None:
    source = granting(cast)
    nested = kept_and_released(cast, "ines", sources=[source.assessment_id], actions=DERIVABLE)
    translation = keep(cast, "amina", translation_of=nested.assessment_id)
    cast.act("amina", "submit", translation.assessment_id)
    assert missing(cast, translation) == ["ameripol", "europol"]


def test_w5_a_declined_request_is_shown_with_its_reason_and_can_be_asked_again(cast: Cast) -> None:
    work = derived(cast, granting(cast))
    cast.act("amina", "submit", work.assessment_id)
    answer(cast, "piotr", request_of(cast, work)[0], granted=False, reason="a source would be known")
    registry = cast.house.registry
    with registry.database.read() as session:
        (said,) = derivation.answers(registry, session, session.get_one(Edition, work.id))
    assert (said.organization, said.state, said.reason) == ("europol", "declined", "a source would be known")
    with pytest.raises(ActRefused, match="not consented"):
        release(cast, work)
    with registry.database.write() as session:
        again = derivation.ask_again(registry, session, cast.actor("kofi"), work.assessment_id)
    with registry.database.write() as session, pytest.raises(ActRefused, match="nobody needs to be asked"):
        derivation.ask_again(registry, session, cast.actor("kofi"), work.assessment_id)
    answer(cast, "piotr", again, granted=True)
    assert missing(cast, work) == []


def test_w5_consent_is_for_what_was_proposed_and_another_circulation_asks_anew(cast: Cast) -> None:
    work = derived(cast, granting(cast))
    cast.act("amina", "submit", work.assessment_id)
    move(cast, work, HELD)
    registry = cast.house.registry
    wider = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-INTERPOL-NCB"]}
    with registry.database.write() as session:
        deposit = Deposit.model_validate({**wider, "sources": [edge.target_id for edge in edges(cast, work)]})
        life.change(registry, session, cast.actor("amina"), work.assessment_id, deposit)
    cast.act("amina", "submit", work.assessment_id)
    assert sorted(request.state for request in request_of(cast, work)) == [OPEN, TAKEN_BACK]
    move(cast, work, HELD)
    cast.act("amina", "submit", work.assessment_id)
    assert len(request_of(cast, work)) == 2


def test_a_source_that_went_before_the_submission_or_the_release_stops_it(cast: Cast) -> None:
    own = keep(cast, "amina")
    work = derived(cast, own)
    cast.act("amina", "submit", work.assessment_id)
    with pytest.raises(ActRefused, match="is draft; that one must be released first"):
        release(cast, work)
    other = derived(cast, own)
    cast.act("amina", "submit", own.assessment_id)
    cast.act("amina", "withdraw", own.assessment_id)
    with pytest.raises(Incomplete, match="no longer there"):
        cast.act("amina", "submit", other.assessment_id)


# ---------------------------------------------------------------- ways around the consent (W5)


def consented(cast: Cast, **said: Any) -> Edition:
    """A work of AFRIPOL that is submitted, and to whose release Europol, of which it embeds something, consented."""
    work = derived(cast, granting(cast), release_to=["ncb-br"], **said)
    cast.act("amina", "submit", work.assessment_id)
    answer(cast, "piotr", request_of(cast, work)[0], granted=True)
    assert missing(cast, work) == []
    return work


def test_w5_a_consent_does_not_hold_for_what_was_widened_or_lowered_after_it(cast: Cast) -> None:
    for act, said in (("widen", {"add": ["aimc"]}), ("downgrade", {"level": "interpol:IFOUO"})):
        work = consented(cast, marking={"scheme": "interpol", "level": "IR"})
        changing = Changing(cast, work)
        changing.grant("kofi", getattr(changing, act)("amina", **said))
        assert missing(cast, work) == ["europol"]
        with pytest.raises(ActRefused, match="not consented"):
            release(cast, work)
        answer(cast, "stefan", request_of(cast, work)[-1], granted=True)
        assert cast.act("ingrid", "release", work.assessment_id) == RELEASED


def test_w5_a_consent_holds_for_what_was_narrowed_or_raised_after_it(cast: Cast) -> None:
    work = consented(cast, marking={"scheme": "interpol", "level": "IR"})
    Changing(cast, work).narrow("ingrid", exclude=["EG"])
    Changing(cast, work).raise_("amina", "interpol:IC")
    assert missing(cast, work) == []
    assert release(cast, work) == RELEASED


def test_w5_a_consent_does_not_hold_for_what_was_said_anew_while_it_was_held(cast: Cast) -> None:
    work = consented(cast)
    move(cast, work, HELD)
    registry = cast.house.registry
    said = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ncb-br"]}
    more = {"portions": ["page:1"], "marking": said["marking"], "release_to": ["ALL-INTERPOL-NCB"]}
    with registry.database.write() as session:
        sources = [edge.target_id for edge in edges(cast, work)]
        deposit = Deposit.model_validate({**said, "sources": sources, "tearlines": [more]})
        life.change(registry, session, cast.actor("amina"), work.assessment_id, deposit)
    move(cast, work, SUBMITTED)
    assert missing(cast, work) == ["europol"]


def test_w5_naming_a_sources_originator_as_joint_originator_is_not_its_consent(cast: Cast) -> None:
    work = derived(cast, granting(cast), originators=["afripol", "europol"])
    cast.act("amina", "submit", work.assessment_id)
    assert missing(cast, work) == ["europol"]
    with pytest.raises(ActRefused, match="not consented to its release: europol"):
        release(cast, work)
    answer(cast, "piotr", request_of(cast, work)[0], granted=True)
    assert cast.act("ingrid", "release", work.assessment_id) == RELEASED


def test_w5_a_joint_originator_that_submits_what_embeds_its_own_work_consents_by_it(cast: Cast) -> None:
    work = derived(cast, granting(cast), originators=["afripol", "europol"])
    cast.act("piotr", "submit", work.assessment_id)
    assert missing(cast, work) == []
    assert release(cast, work) == RELEASED


@pytest.mark.parametrize("conceal", [True, False])
def test_case_29_whoever_is_asked_about_her_own_work_is_not_told_whose_else_it_embeds(
    cast: Cast, conceal: bool
) -> None:
    open_, hidden = granting(cast), kept_and_released(cast, "ines", conceal_originator=conceal, actions=DERIVABLE)
    work = derived(cast, open_, hidden)
    cast.act("amina", "submit", work.assessment_id)
    (request,) = request_of(cast, work)
    answer(cast, "ines", request, granted=False, reason="not this")
    with pytest.raises(ActRefused, match="decided already") as refused:
        answer(cast, "piotr", request, granted=True)
    assert "ameripol" not in str(refused.value)
    assert cast.person("ines").name not in str(refused.value)
    view = consenting.one_request(cast.house, cast.visitor("piotr"), request.id)
    assert view.proposal["sources"] == [open_.assessment_id]
    assert {one.organization for one in view.answers} == {"europol", None}
    asker = consenting.one_request(cast.house, cast.visitor("amina"), request.id)
    assert len(asker.proposal["sources"]) == 2  # type: ignore[arg-type]


def test_the_embargo_of_a_source_outlasts_its_destruction_and_later_changes(cast: Cast, clock: TurningClock) -> None:
    later = clock.now() + timedelta(days=400)
    source = granting(cast, embargo_until=later)
    work = kept_and_released(cast, "amina", sources=[source.assessment_id], release_to=["aimc", "aseanapol"])
    assert not reads(cast, "samir", work)
    registry = cast.house.registry
    with registry.database.write() as session:
        destruction.destroy(registry, session, session.get_one(Edition, source.id))
    Changing(cast, work).narrow("amina", remove=["aseanapol"])
    assert not reads(cast, "samir", work)
