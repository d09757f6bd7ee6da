"""Standing: tightened at once, lifted by two; what it means for the suspended and for others (cases 3, 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.handling import HELD
from repository import standings
from repository.acts import ActRefused, Incomplete, NotFound
from tests.house import START, Cast, TurningClock
from tests.repository.governing import by, entries, grant, told
from tests.repository.shelf import kept_and_released
from tests.repository.test_access import kept_reader_of
from tests.repository.test_list_rules import may_view

HOUR = timedelta(hours=1)


def standing(cast: Cast, username: str) -> str:
    return kept_reader_of(cast, username).standing


def test_case_3_one_officer_suspends_at_once_and_the_reason_is_told_and_kept(cast: Cast) -> None:
    assert by(cast, "ingrid", standings.change, "afripol", "suspended", "A breach is looked into") is None
    assert standing(cast, "amina") == "suspended"
    assert told(cast, "standing") == ["amina", "kofi"]
    assert entries(cast, "standing")[0]["reason"] == "A breach is looked into"


def test_case_3_documents_of_the_suspended_stay_with_their_recipients_and_leave_its_own(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina", release_to=["europol"]).id
    assert may_view(cast, "amina", edition)
    by(cast, "ingrid", standings.change, "afripol", "suspended", "A breach")
    assert not may_view(cast, "amina", edition)
    assert may_view(cast, "lena", edition)


def test_lifting_waits_for_a_second_registry_officer(cast: Cast) -> None:
    by(cast, "ingrid", standings.change, "afripol", "suspended", "A breach")
    asked = by(cast, "ingrid", standings.change, "afripol", "active", "It was cleared up")
    assert standing(cast, "amina") == "suspended"
    with pytest.raises(ActRefused, match="W7"):
        grant(cast, "ingrid", asked)
    grant(cast, "ruth", asked)
    assert standing(cast, "amina") == "active"


def test_a_lift_that_was_asked_before_it_was_tightened_again_is_not_carried_out(cast: Cast) -> None:
    by(cast, "ingrid", standings.change, "afripol", "supervised", "New officers")
    asked = by(cast, "ingrid", standings.change, "afripol", "active", "They are trained")
    by(cast, "ingrid", standings.change, "afripol", "suspended", "A breach")
    with pytest.raises(ActRefused, match="changed since"):
        grant(cast, "ruth", asked)
    assert standing(cast, "amina") == "suspended"


def test_case_33_a_standing_to_come_holds_from_its_instant_on(cast: Cast, clock: TurningClock) -> None:
    by(cast, "ingrid", standings.change, "afripol", "suspended", "Its mandate ends", START + HOUR)
    clock.turn(HOUR - timedelta(microseconds=1))
    assert standing(cast, "amina") == "active"
    clock.turn(timedelta(microseconds=1))
    assert standing(cast, "amina") == "suspended"


def test_calling_off_a_suspension_to_come_is_lifting_too(cast: Cast) -> None:
    by(cast, "ingrid", standings.change, "afripol", "suspended", "Its mandate ends", START + HOUR)
    assert isinstance(by(cast, "ingrid", standings.change, "afripol", "supervised", "Renewed"), str)


def test_case_4_the_supervised_read_and_what_they_submit_is_held(cast: Cast) -> None:
    edition = kept_and_released(cast, "piotr", release_to=["afripol"]).id
    by(cast, "ingrid", standings.change, "afripol", "supervised", "New officers")
    assert may_view(cast, "amina", edition)
    said: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["europol"]}
    assessment = cast.deposit("amina", b"Boats were bought in cash.", **said).assessment
    assert cast.act("amina", "submit", assessment) == HELD


@pytest.mark.parametrize(
    ("said", "field"),
    [(("lost", "A"), "standing"), (("suspended", " "), "reason"), (("suspended", "A", START - HOUR), "from")],
)
def test_what_cannot_be_meant_is_refused_by_field(cast: Cast, said: tuple[object, ...], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        by(cast, "ingrid", standings.change, "afripol", *said)
    assert field in refused.value.problems


def test_only_the_registry_changes_a_standing_and_never_that_of_its_own_house(cast: Cast) -> None:
    for username in ("amina", "lena", "yuki", "owen"):
        with pytest.raises(ActRefused, match="registry"):
            by(cast, username, standings.change, "afripol", "suspended", "A breach")
    with pytest.raises(ActRefused, match="shut the registry"):
        by(cast, "ingrid", standings.change, "interpol", "suspended", "A breach")
    with pytest.raises(NotFound):
        by(cast, "ingrid", standings.change, "atlantis", "suspended", "A breach")
    with pytest.raises(ActRefused, match="already"):
        by(cast, "ingrid", standings.change, "afripol", "active", "As ever")
