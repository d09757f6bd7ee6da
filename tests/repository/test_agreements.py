"""Agreements: lower at once, higher by two officers, and what held before stays on record (R4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repository import agreements
from repository.acts import ActRefused, Incomplete
from repository.agreements import Terms
from tests.house import START, Cast, TurningClock
from tests.repository.governing import by, grant
from tests.repository.test_access import kept_reader_of

HOUR = timedelta(hours=1)


def ceiling(cast: Cast, username: str) -> int:
    return kept_reader_of(cast, username).ceiling


def test_a_lower_ceiling_holds_at_once_and_ends_at_its_instant(cast: Cast, clock: TurningClock) -> None:
    terms = Terms(3, "MoU 2026/4", until=START + HOUR)
    assert by(cast, "ingrid", agreements.agree, "afripol", terms) is None
    assert ceiling(cast, "amina") == 3
    clock.turn(HOUR)
    assert ceiling(cast, "amina") == 5


def test_a_higher_ceiling_waits_for_a_second_officer(cast: Cast) -> None:
    with pytest.raises(Incomplete):
        by(cast, "ingrid", agreements.agree, "ncb-eg", Terms(3, "Agreement 7"))
    asked = by(cast, "ingrid", agreements.agree, "ncb-eg", Terms(3, "Agreement 7"), "Cleared rooms were inspected")
    assert ceiling(cast, "nadia") == 2
    grant(cast, "ruth", asked)
    assert ceiling(cast, "nadia") == 3


def test_a_restricting_agreement_is_not_ended_by_one_officer_but_is_tightened_by_one(cast: Cast) -> None:
    by(cast, "ingrid", agreements.agree, "afripol", Terms(3, "MoU 2026/4"))
    with cast.house.registry.database.read() as session:
        ident = agreements.of(session, "afripol")[0].id or 0
    ended = agreements.Change(until=START + HOUR)
    assert isinstance(by(cast, "ingrid", agreements.change, ident, ended, "No longer needed"), str)
    assert by(cast, "ingrid", agreements.change, ident, agreements.Change(ceiling=2)) is None
    assert ceiling(cast, "amina") == 2


def test_another_ceiling_keeps_on_record_what_held_before(cast: Cast, clock: TurningClock) -> None:
    by(cast, "ingrid", agreements.agree, "afripol", Terms(3, "MoU 2026/4"))
    clock.turn(HOUR)
    with cast.house.registry.database.read() as session:
        ident = agreements.of(session, "afripol")[0].id or 0
    by(cast, "ingrid", agreements.change, ident, agreements.Change(ceiling=2))
    with cast.house.registry.database.read() as session:
        rows = [(row.ceiling, row.from_, row.until) for row in agreements.of(session, "afripol")]
    assert rows == [(3, START, START + HOUR), (2, START + HOUR, None)]


def test_what_was_granted_on_other_agreements_is_not_carried_out(cast: Cast) -> None:
    asked = by(cast, "ingrid", agreements.agree, "ncb-eg", Terms(3, "Agreement 7"), "Inspected")
    by(cast, "ingrid", agreements.agree, "ncb-eg", Terms(1, "Agreement 8"))
    with pytest.raises(ActRefused, match="changed since"):
        grant(cast, "ruth", asked)
    assert ceiling(cast, "nadia") == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(6, "A"), "ceiling"),
        (Terms(1, " "), "reference"),
        (Terms(1, "A", START - HOUR), "from"),
        (Terms(1, "A", START + HOUR, START + HOUR), "until"),
    ],
)
def test_an_agreement_that_cannot_be_meant_is_refused_by_field(cast: Cast, terms: Terms, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        by(cast, "ingrid", agreements.agree, "afripol", terms)
    assert set(refused.value.problems) == {field}
