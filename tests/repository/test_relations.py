"""Editions that follow one another, translations and derived works: what a change of one does to the others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from models.deposit import Deposit
from models.handling import BODY, CARD, DRAFT, RELEASED, SUPERSEDED, WITHDRAWN, Handling
from models.policy import Source
from models.tables.assessment import Edition
from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from models.tables.relation import Relation
from repository import editions, life, relations
from repository.acts import ActRefused, Incomplete, NotFound
from repository.release import Released, decide
from repository.rewriting import rewrite, standing
from tests.house import Cast
from tests.repository.shelf import keep, kept_and_released, move

IR, IC = {"scheme": "interpol", "level": "IR"}, {"scheme": "interpol", "level": "IC"}
SECRET = {"scheme": "eu", "level": "S-UE/EU-S"}
DERIVABLE = ["view", "excerpt", "cite", "download", "derive", "translate"]


def handling(cast: Cast, edition: Edition, part: str = BODY) -> Handling:
    with cast.house.registry.database.read() as session:
        return standing(session, session.get_one(Edition, edition.id))[part]


def reads(cast: Cast, username: str, edition: Edition, action: str = "view") -> bool:
    at = cast.house.registry.clock.now()
    return isinstance(decide(cast.actor(username).reader, handling(cast, edition), action, at), Released)


def readers(cast: Cast, edition: Edition) -> set[str]:
    names = ("lena", "mei", "rafael", "samir", "nadia", "amina", "piotr", "ines", "huda", "khalid", "elena", "claire")
    return {name for name in names if reads(cast, name, edition)}


def state(cast: Cast, edition: Edition) -> str:
    with cast.house.registry.database.read() as session:
        return session.get_one(Edition, edition.id).state


def effect(cast: Cast, username: str, edition: Edition) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        relations.take_effect(registry, session, cast.actor(username), session.get_one(Edition, edition.id))


def propagate(cast: Cast, edition: Edition, change: str) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        relations.propagate(registry, session, session.get_one(Edition, edition.id), change)


def change(cast: Cast, edition: Edition, how: str, **said: Any) -> None:
    """Change what was released as its originator says, and let it reach what was made of it."""
    registry = cast.house.registry
    with registry.database.write() as session:
        row = session.get_one(Edition, edition.id)
        deposit = editions.read_deposit(row, registry.vault)
        after = Deposit.model_validate({**deposit.model_dump(exclude_none=True, by_alias=True), **said})
        rewrite(registry, session, row, after, registry.clock.now())
        relations.propagate(registry, session, row, how)


def withdraw(cast: Cast, username: str, edition: Edition) -> None:
    cast.act(username, "withdraw", edition.assessment_id)


def edges(cast: Cast, edition: Edition) -> list[Relation]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(Relation).where(Relation.edition_id == edition.id)))


def sources_of(cast: Cast, edition: Edition, part: str = BODY) -> tuple[Source, ...]:
    return handling(cast, edition, part).sources


def a_chain(cast: Cast) -> tuple[Edition, Edition, Edition]:
    """Three editions of AFRIPOL, each superseding the one before."""
    first = kept_and_released(cast, "amina", title="First")
    second = kept_and_released(cast, "amina", title="Second", supersedes=first.assessment_id)
    effect(cast, "amina", second)
    third = kept_and_released(cast, "amina", title="Third", supersedes=second.assessment_id)
    effect(cast, "amina", third)
    return first, second, third


# ---------------------------------------------------------------- later editions (case 8)


def test_case_8_a_release_supersedes_what_it_names_and_both_are_recorded(cast: Cast) -> None:
    first, second, third = a_chain(cast)
    assert [state(cast, one) for one in (first, second, third)] == [SUPERSEDED, SUPERSEDED, RELEASED]
    assert readers(cast, first) == readers(cast, third)
    with cast.house.registry.database.read() as session:
        entries = session.exec(select(RegisterEntry).where(RegisterEntry.action == "supersede")).all()
    assert [entry.editions for entry in entries] == [[first.id], [second.id]]
    assert entries[0].detail == {"from": RELEASED, "to": SUPERSEDED, "by": second.assessment_id}


def test_withdrawing_the_later_edition_makes_the_earlier_one_current_again(cast: Cast) -> None:
    first, second, third = a_chain(cast)
    withdraw(cast, "amina", third)
    assert [state(cast, one) for one in (first, second, third)] == [SUPERSEDED, RELEASED, WITHDRAWN]


def test_an_edition_that_goes_in_the_middle_leaves_the_first_superseded_by_the_last(cast: Cast) -> None:
    first, second, third = a_chain(cast)
    withdraw(cast, "amina", second)
    assert state(cast, first) == SUPERSEDED
    withdraw(cast, "amina", third)
    assert state(cast, first) == RELEASED


def test_a_predecessor_that_was_withdrawn_meanwhile_stays_withdrawn(cast: Cast) -> None:
    first = kept_and_released(cast, "amina")
    second = kept_and_released(cast, "amina", supersedes=first.assessment_id)
    withdraw(cast, "amina", first)
    effect(cast, "amina", second)
    withdraw(cast, "amina", second)
    assert state(cast, first) == WITHDRAWN


def supersede(cast: Cast, username: str, first: Edition, by: str) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        relations.supersede(registry, session, cast.actor(username), first.assessment_id, by)


def test_two_released_works_are_tied_by_an_officer_of_both(cast: Cast) -> None:
    first, second = kept_and_released(cast, "amina"), kept_and_released(cast, "amina")
    supersede(cast, "kofi", first, second.assessment_id)
    assert state(cast, first) == SUPERSEDED
    with cast.house.registry.database.read() as session:
        said = editions.read_deposit(session.get_one(Edition, second.id), cast.house.registry.vault)
    assert said.supersedes == first.assessment_id


def test_a_cycle_of_supersession_is_rejected(cast: Cast) -> None:
    first, second, third = a_chain(cast)
    for by in (first, second):
        with pytest.raises(Incomplete, match="later edition of this one"):
            supersede(cast, "amina", third, by.assessment_id)
    with pytest.raises(Incomplete, match="would supersede itself"):
        supersede(cast, "amina", third, third.assessment_id)
    assert state(cast, third) == RELEASED


def test_what_is_superseded_already_is_superseded_by_no_other(cast: Cast) -> None:
    first, second = kept_and_released(cast, "amina"), kept_and_released(cast, "amina")
    third = kept_and_released(cast, "amina")
    supersede(cast, "amina", first, second.assessment_id)
    with pytest.raises(ActRefused, match="it is superseded"):
        supersede(cast, "amina", first, third.assessment_id)
    with pytest.raises(ActRefused, match="another one already"):
        supersede(cast, "amina", third, second.assessment_id)


def test_a_work_of_others_an_unknown_one_and_a_draft_supersede_nothing(cast: Cast) -> None:
    first = kept_and_released(cast, "amina")
    theirs, draft = kept_and_released(cast, "piotr"), keep(cast, "amina")
    sentences = set()
    for ident in (theirs.assessment_id, "a" * 26):
        with pytest.raises(Incomplete) as refused:
            supersede(cast, "amina", first, ident)
        sentences.add(refused.value.problems["by"].replace(ident, "X"))
    assert sentences == {"'X' names nothing that your organization originated"}
    with pytest.raises(ActRefused, match="it supersedes once it is released"):
        supersede(cast, "amina", first, draft.assessment_id)
    for username in ("piotr", "mei"):
        with pytest.raises(NotFound):
            supersede(cast, username, first, theirs.assessment_id)
    with pytest.raises(ActRefused, match="role"):
        supersede(cast, "ingrid", first, theirs.assessment_id)


def test_every_originator_of_the_old_edition_is_one_of_the_new(cast: Cast) -> None:
    """Otherwise one of them could meet a successor that it may not see."""
    joint = kept_and_released(cast, "amina", originators=["afripol", "europol"])
    alone = kept_and_released(cast, "amina")
    with pytest.raises(Incomplete, match="originator europol must be"):
        supersede(cast, "amina", joint, alone.assessment_id)


# ---------------------------------------------------------------- derived works (case 24)


def two_sources(cast: Cast) -> tuple[Edition, Edition, Edition]:
    """A of Europol, SECRET, to X and Y; B of AMERIPOL, RESTRICTED, to Y and Z; AFRIPOL's work made of both."""
    a = kept_and_released(cast, "piotr", marking=IC, release_to=["aimc", "gccpol", "afripol"], actions=DERIVABLE)
    b = kept_and_released(cast, "ines", marking=IR, release_to=["gccpol", "frontex", "afripol"], actions=DERIVABLE)
    named = [a.assessment_id, b.assessment_id]
    everybody = ["aimc", "gccpol", "frontex", "aseanapol"]
    return a, b, kept_and_released(cast, "amina", sources=named, marking=IR, release_to=everybody)


def test_case_24_rank_is_the_highest_and_the_audience_the_intersection_and_the_originators(cast: Cast) -> None:
    a, b, derived = two_sources(cast)
    assert handling(cast, derived).rank_at(cast.house.registry.clock.now()) == 3
    assert readers(cast, derived) == {"khalid", "amina", "lena", "piotr", "ines"}
    assert {source.edition for source in sources_of(cast, derived)} == {a.id, b.id}
    assert handling(cast, derived, CARD).rank_at(cast.house.registry.clock.now()) == 1


def test_case_24_a_source_that_is_withdrawn_is_flagged_and_the_derived_work_stays(cast: Cast) -> None:
    _, b, derived = two_sources(cast)
    before = readers(cast, derived)
    withdraw(cast, "ines", b)
    assert readers(cast, derived) == before
    flags = {(edge.target_id, edge.change) for edge in edges(cast, derived) if edge.change}
    assert flags == {(b.assessment_id, "withdrawn")}
    with cast.house.registry.database.read() as session:
        told = session.exec(select(Notice).where(Notice.kind == "source-changed")).all()
    assert {(n.person_id, n.detail["change"], n.edition_id) for n in told} == {
        (cast.person(name).id, "withdrawn", derived.id) for name in ("amina", "kofi")
    }


def test_case_24_a_source_that_is_downgraded_or_widened_leaves_the_derived_work_as_it_is(cast: Cast) -> None:
    a, b, derived = two_sources(cast)
    change(cast, a, "downgraded", marking=IR)
    change(cast, b, "widened", release_to=["gccpol", "frontex", "afripol", "aimc"])
    assert handling(cast, derived).rank_at(cast.house.registry.clock.now()) == 3
    assert readers(cast, derived) == {"khalid", "amina", "lena", "piotr", "ines"}
    assert [edge.change for edge in edges(cast, derived)] == [None, None]


def test_a_restriction_imposed_on_a_source_later_binds_at_any_remove_and_is_never_undone(cast: Cast) -> None:
    a, _, derived = two_sources(cast)
    further = kept_and_released(cast, "amina", sources=[derived.assessment_id], release_to=["gccpol"])
    assert reads(cast, "khalid", further)
    change(cast, a, "narrowed", exclude=["gccpol"])
    assert not reads(cast, "khalid", derived)
    assert not reads(cast, "khalid", further)
    assert [edge.change for edge in edges(cast, further)] == ["source-changed"]
    change(cast, a, "widened", exclude=[])
    assert not reads(cast, "khalid", derived)
    assert reads(cast, "khalid", a)


def test_raising_a_source_raises_what_was_made_of_it(cast: Cast) -> None:
    a, b, derived = two_sources(cast)
    before = len(sources_of(cast, derived))
    change(cast, b, "raised", marking=SECRET)
    assert handling(cast, derived).rank_at(cast.house.registry.clock.now()) == 4
    assert readers(cast, derived) == {"lena", "piotr"}
    change(cast, b, "raised", marking=SECRET)
    assert len(sources_of(cast, derived)) == before + 1
    assert a.id in {source.edition for source in sources_of(cast, derived)}


def test_changing_a_derived_work_after_its_release_loses_none_of_what_it_embeds(cast: Cast) -> None:
    a, _, derived = two_sources(cast)
    change(cast, a, "downgraded", marking=IR)
    before = sources_of(cast, derived)
    change(cast, derived, "narrowed", exclude=["frontex"])
    assert sources_of(cast, derived) == before


def test_a_draft_follows_its_sources_until_it_is_released(cast: Cast) -> None:
    a = kept_and_released(cast, "amina", marking=IC)
    draft = keep(cast, "amina", sources=[a.assessment_id])
    change(cast, a, "downgraded", marking=IR)
    assert [source.rank for source in sources_of(cast, draft)] == [2]
    registry = cast.house.registry
    with registry.database.write() as session:
        said = Deposit.model_validate({"title": "Made of nothing"})
        life.change(registry, session, cast.actor("amina"), draft.assessment_id, said)
    assert sources_of(cast, draft) == ()
    assert edges(cast, draft) == []


def test_an_embargo_of_a_source_holds_for_what_is_made_of_it(cast: Cast) -> None:
    a = kept_and_released(cast, "amina", embargo_until="2027-01-01T00:00:00Z")
    derived = kept_and_released(cast, "amina", sources=[a.assessment_id])
    assert not reads(cast, "mei", derived)
    assert handling(cast, derived, CARD).embargo_until == handling(cast, a).embargo_until


def test_an_officer_of_the_derived_work_sees_to_a_changed_source_with_a_note(cast: Cast) -> None:
    _, b, derived = two_sources(cast)
    registry = cast.house.registry

    def see(username: str, note: str) -> None:
        with registry.database.write() as session:
            relations.seen(registry, session, cast.actor(username), derived.assessment_id, note)

    with pytest.raises(ActRefused, match="none of its sources"):
        see("kofi", "nothing to do")
    withdraw(cast, "ines", b)
    with pytest.raises(Incomplete, match="note"):
        see("kofi", " ")
    for username in ("ines", "mei"):
        with pytest.raises(NotFound):
            see(username, "not hers to see to")
    with pytest.raises(ActRefused, match="role"):
        see("ingrid", "the registry does not see to it")
    see("kofi", "chapter two was rewritten")
    with registry.database.read() as session:
        assert relations.flagged(session, session.get_one(Edition, derived.id)) == []
        query = select(RegisterEntry).where(RegisterEntry.action == "seen-sources", RegisterEntry.outcome == "done")
        entry = session.exec(query.order_by(col(RegisterEntry.sequence))).all()[-1]
    assert entry.detail == {"sources": [b.assessment_id], "note": "chapter two was rewritten"}


# ---------------------------------------------------------------- translations (case 30)


def a_translation(cast: Cast, **said: Any) -> tuple[Edition, Edition]:
    original = kept_and_released(cast, "amina", languages=["fr"], **said)
    return original, kept_and_released(cast, "amina", languages=["es"], translation_of=original.assessment_id)


def test_case_30_a_translation_inherits_the_policy_of_its_original(cast: Cast) -> None:
    original, translation = a_translation(cast, marking=IR, release_to=["europol", "ameripol"], exclude=["PL"])
    assert readers(cast, translation) == readers(cast, original) == {"lena", "rafael", "ines", "amina"}
    assert handling(cast, translation).rank_at(cast.house.registry.clock.now()) == 2


def test_case_30_a_translation_follows_its_original_up_and_down(cast: Cast) -> None:
    original, translation = a_translation(cast, release_to=["europol", "aseanapol"])
    change(cast, original, "raised", marking=IC)
    assert readers(cast, translation) == {"lena", "piotr", "amina"}
    change(cast, original, "downgraded", marking=IR)
    change(cast, original, "widened", release_to=["europol", "ameripol"])
    assert readers(cast, translation) == readers(cast, original) == {"lena", "piotr", "rafael", "ines", "amina"}


@pytest.mark.parametrize("end", [WITHDRAWN, "destroyed"])
def test_case_30_nobody_reads_a_translation_whose_original_is_gone(cast: Cast, end: str) -> None:
    original, translation = a_translation(cast)
    assert "mei" in readers(cast, translation)
    move(cast, original, end)
    propagate(cast, original, end)
    assert readers(cast, translation) == set()
    assert edges(cast, translation)[0].change == end
    change(cast, translation, "narrowed", exclude=["frontex"])
    assert readers(cast, translation) == set()


def test_case_30_a_translation_of_a_superseded_original_is_read_on(cast: Cast) -> None:
    original, translation = a_translation(cast)
    later = kept_and_released(cast, "amina", supersedes=original.assessment_id)
    effect(cast, "amina", later)
    assert "mei" in readers(cast, translation)


def test_a_translation_of_a_derived_work_carries_what_that_embeds_and_keeps_what_it_embeds_itself(cast: Cast) -> None:
    a, _, derived = two_sources(cast)
    note = kept_and_released(cast, "amina", release_to=["gccpol", "afripol"])
    translation = kept_and_released(cast, "amina", translation_of=derived.assessment_id, sources=[note.assessment_id])
    change(cast, a, "narrowed", exclude=["gccpol"])
    change(cast, derived, "widened", release_to=["gccpol", "aimc", "frontex"])
    assert not reads(cast, "khalid", translation)
    assert note.id in {source.edition for source in sources_of(cast, translation)}


def test_retention_of_the_original_ends_its_translation_too(cast: Cast) -> None:
    original, translation = a_translation(cast, retention_until="2027-01-01T00:00:00Z")
    assert handling(cast, translation).retention_until == handling(cast, original).retention_until


# ---------------------------------------------------------------- joint originators (case 17)


def test_case_17_joint_markings_take_the_highest_rank_and_intersect_the_audiences(cast: Cast) -> None:
    joint = {"organization": "europol", "marking": SECRET, "release_to": ["aimc", "frontex"]}
    said = {"originators": ["afripol", "europol"], "marking": IR, "release_to": ["aimc", "gccpol"]}
    work = kept_and_released(cast, "amina", joint_markings=[joint], **said)
    assert handling(cast, work).rank_at(cast.house.registry.clock.now()) == 4
    assert readers(cast, work) == {"lena", "piotr"}
    lower = kept_and_released(cast, "amina", joint_markings=[{**joint, "marking": IC}], **said)
    assert readers(cast, lower) == {"lena", "piotr", "amina", "samir", "huda"}


def test_relations_that_are_named_twice_or_of_nothing_leave_one_edge_or_none(cast: Cast) -> None:
    a = kept_and_released(cast, "amina")
    draft = keep(cast, "amina", sources=[a.assessment_id, a.assessment_id, "b" * 26])
    assert [edge.target_id for edge in edges(cast, draft)] == [a.assessment_id]
    assert state(cast, draft) == DRAFT
