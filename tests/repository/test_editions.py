"""What an edition counts as before anybody has marked it: as high as the words of marking in its file."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models.deposit import Deposit
from models.tables.assessment import Edition, HandlingRecord
from repository import life
from repository.acts import Incomplete
from repository.handlings import decode
from tests.house import Cast


def rank_of(cast: Cast, assessment: str, part: str = "body") -> int:
    with cast.house.registry.database.read() as session:
        query = select(HandlingRecord).where(HandlingRecord.assessment_id == assessment, HandlingRecord.part == part)
        return decode(session.exec(query).one()).marking.rank


def paper(banner: str) -> bytes:
    text = "# Couriers of the northern route\n\nThe couriers change vehicles at night and pay in cash.\n"
    return f"{banner}\n\n{text}".encode()


@pytest.mark.parametrize(
    ("banner", "rank"),
    [
        ("INTERPOL CONFIDENTIAL", 3),
        ("EU SECRET", 4),
        ("RESERVADO", 4),
        ("INTERPOL FOR OFFICIAL USE ONLY", 1),
        ("Europol Public Information", 1),
        ("A heading of no meaning", 1),
    ],
)
def test_a_draft_nobody_marked_counts_as_the_highest_its_banner_may_mean_and_never_as_public(
    cast: Cast, banner: str, rank: int
) -> None:
    assessment = cast.deposit("amina", paper(banner)).assessment
    assert rank_of(cast, assessment) == rank
    assert rank_of(cast, assessment, "card") == 1


def test_the_provisional_rank_survives_changes_until_a_marking_is_declared(cast: Cast) -> None:
    accepted = cast.deposit("piotr", paper("EU SECRET"))
    change(cast, accepted.assessment, title="Couriers")
    assert rank_of(cast, accepted.assessment) == 4
    change(cast, accepted.assessment, marking={"scheme": "eu", "level": "R-UE/EU-R"})
    assert rank_of(cast, accepted.assessment) == 2
    change(cast, accepted.assessment, title="Couriers")
    assert rank_of(cast, accepted.assessment) == 4


def test_a_declared_marking_is_not_raised_by_a_banner_but_held(cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IR"}
    accepted = cast.deposit("amina", paper("INTERPOL CONFIDENTIAL"), marking=marking, release_to=[])
    assert rank_of(cast, accepted.assessment) == 2
    assert cast.act("amina", "submit", accepted.assessment) == "held"


def test_case_10_a_file_whose_portions_are_higher_than_declared_cannot_be_submitted(cast: Cast) -> None:
    text = b"# Couriers\n\n(U) They travel by night.\n\n(R) They pay in cash.\n\n(C) One of them talks to us.\n"
    accepted = cast.deposit("amina", text, marking={"scheme": "interpol", "level": "IR"}, release_to=[])
    with pytest.raises(Incomplete, match="raise the document to INTERPOL CONFIDENTIAL"):
        cast.act("amina", "submit", accepted.assessment)
    change(cast, accepted.assessment, marking={"scheme": "interpol", "level": "IC"}, release_to=[])
    assert cast.act("amina", "submit", accepted.assessment) == "submitted"


def test_case_11_a_whole_higher_than_every_part_is_submitted_with_its_reason(cast: Cast) -> None:
    text = b"# Couriers\n\n(U) They travel by night.\n\n(R) They pay in cash.\n\n(R) They use two roads.\n"
    marking = {"scheme": "interpol", "level": "IC"}
    accepted = cast.deposit("amina", text, marking=marking, release_to=[])
    with pytest.raises(Incomplete, match="say why the whole is higher"):
        cast.act("amina", "submit", accepted.assessment)
    change(cast, accepted.assessment, marking={**marking, "compilation_reason": "Together they tell."}, release_to=[])
    assert cast.act("amina", "submit", accepted.assessment) == "submitted"


def change(cast: Cast, assessment: str, **said: object) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        query = select(Edition).where(Edition.assessment_id == assessment)
        depositor = session.exec(query).one().depositor_id
        username = next(name for name in ("amina", "piotr") if cast.person(name).id == depositor)
        life.change(registry, session, cast.actor(username), assessment, Deposit.model_validate(said))
