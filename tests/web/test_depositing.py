"""Depositing: who sees which words of a draft, and what a refusal leaves behind."""

from __future__ import annotations

import io

import pytest

from ingest.errors import TooLarge
from models.deposit import Deposit
from repository import organizations
from repository.acts import Incomplete, NotFound, Overtaken
from repository.lists import Content
from repository.ownership import MARK
from repository.people import NewPerson, add
from tests.house import START, Cast
from web import circulating, depositing, governing, registering
from web.circulating import Change
from web.depositing import RoleRefused
from web.house import House

REPORT = b"# Ransomware in hospitals\n\nCriminal groups encrypt the backup systems of hospitals.\n"


class Endless(io.BytesIO):
    """A file that has no end."""

    def read(self, size: int | None = -1, /) -> bytes:
        return b"x" * (1 << 24)


def draft_of(cast: Cast, **said: object) -> str:
    return cast.deposit("amina", REPORT, "r.md", **said).assessment


def test_an_officer_sees_the_suggestions_of_what_he_is_cleared_for(cast: Cast, house: House) -> None:
    ident = draft_of(cast, title="Own")
    assert depositing.draft(house, cast.visitor("kofi"), ident).suggestions


@pytest.mark.parametrize("marking", [{"scheme": "nato", "level": "NS"}, {"text": "RESERVADO"}])
def test_an_officer_below_the_rank_of_a_draft_sees_no_words_of_its_file_and_its_depositor_does(
    cast: Cast, house: House, marking: dict[str, str]
) -> None:
    ident = draft_of(cast, marking=marking)
    assert depositing.draft(house, cast.visitor("kofi"), ident).suggestions == {}
    assert [view.suggestions for view in depositing.own(house, cast.visitor("kofi"))] == [{}]
    assert depositing.draft(house, cast.visitor("amina"), ident).suggestions


def test_an_officer_who_may_not_read_the_body_sees_no_judgements_and_keeps_them_as_he_changes_the_rest(
    cast: Cast, house: House
) -> None:
    words = {"judgements": [{"statement": "They will return."}], "recommendations": ["Wait."], "gaps": ["When?"]}
    ident = draft_of(cast, marking={"scheme": "nato", "level": "NS"}, **words)
    draft = depositing.draft(house, cast.visitor("kofi"), ident)
    assert (draft.deposit.judgements, draft.deposit.recommendations, draft.deposit.gaps) == ([], [], [])
    changed = draft.deposit.model_copy(update={"horizon": "three years"})
    depositing.change(house, cast.visitor("kofi"), ident, changed, draft.wording)
    kept = depositing.draft(house, cast.visitor("amina"), ident).deposit
    assert ([judgement.statement for judgement in kept.judgements], kept.horizon) == (
        ["They will return."],
        "three years",
    )
    assert (kept.recommendations, kept.gaps) == (["Wait."], ["When?"])


def test_case_2_a_depositor_reads_no_words_above_her_clearance_once_it_is_no_draft_any_more(
    cast: Cast, house: House
) -> None:
    ident = draft_of(cast, marking={"scheme": "nato", "level": "NS"}, release_to=[])
    cast.act("amina", "submit", ident)
    assert depositing.draft(house, cast.visitor("amina"), ident).suggestions == {}
    assert [view.suggestions for view in depositing.own(house, cast.visitor("amina"))] == [{}]


def test_a_draft_is_nothing_to_other_organizations_and_other_roles(cast: Cast, house: House) -> None:
    ident = draft_of(cast)
    with pytest.raises(NotFound):
        depositing.draft(house, cast.visitor("piotr"), ident)
    with pytest.raises(RoleRefused):
        depositing.draft(house, cast.visitor("mei"), ident)
    assert depositing.own(house, cast.visitor("piotr")) == []
    assert depositing.jobs(house, cast.visitor("piotr")) == depositing.jobs(house, cast.visitor("mei")) == []


def test_a_refused_deposit_leaves_no_draft_and_no_file(cast: Cast, house: House) -> None:
    visitor = cast.visitor("amina")
    with pytest.raises(Incomplete):
        depositing.deposit(house, visitor, io.BytesIO(REPORT), "r.md", Deposit(release_to=["atlantis"]))
    with pytest.raises(TooLarge):
        depositing.deposit(house, visitor, Endless(), "r.md", Deposit())
    assert depositing.own(house, visitor) == []
    assert [path.name for path in house.registry.originals.glob("*")] == [MARK]


def suspend(house: House, organization: str) -> None:
    with house.registry.database.write() as session:
        organizations.change_standing(session, organization, "suspended", START)


def test_case_3_a_suspended_organization_deposits_nothing(cast: Cast, house: House) -> None:
    suspend(house, "afripol")
    with pytest.raises(RoleRefused, match="suspended"):
        depositing.deposit(house, cast.visitor("amina"), io.BytesIO(REPORT), "r.md", Deposit())


def test_case_3_a_suspended_organizations_officers_govern_nothing_and_know_no_list(cast: Cast, house: House) -> None:
    registry = house.registry
    with registry.database.write() as session:
        add(session, NewPerson("rita", "Rita", "unodc", "registry"), registry.ids, registry.clock)
    assert circulating.every(house, cast.visitor("rita"))
    suspend(house, "unodc")
    rita = cast.visitor("rita")
    assert circulating.every(house, rita) == []
    with pytest.raises(NotFound):
        circulating.one(house, rita, "cyber-fusion")
    for refused in (
        lambda: registering.queue(house, rita),
        lambda: circulating.create(house, rita, "new", "New", Content()),
        lambda: circulating.change(house, rita, "cyber-fusion", Change()),
        lambda: governing.all_people(house, rita),
    ):
        with pytest.raises(RoleRefused, match="suspended"):
            refused()


def test_who_changes_a_draft_that_a_colleague_changed_meanwhile_is_told_and_takes_nothing_back(
    cast: Cast, house: House
) -> None:
    ident = draft_of(cast, title="As deposited")
    amina, kofi = cast.visitor("amina"), cast.visitor("kofi")
    seen = depositing.draft(house, kofi, ident).wording
    depositing.change(house, amina, ident, Deposit(title="As Amina says", exclude=["EG"]), seen)
    with pytest.raises(Overtaken, match="somebody else"):
        depositing.change(house, kofi, ident, Deposit(title="As Kofi says"), seen)
    now = depositing.draft(house, kofi, ident)
    assert (now.deposit.title, now.deposit.exclude) == ("As Amina says", ["EG"])
    depositing.change(house, kofi, ident, now.deposit.model_copy(update={"title": "As Kofi says"}), now.wording)
    assert depositing.draft(house, amina, ident).deposit.exclude == ["EG"]
