"""How high an entry stands: words at their asker's high-water mark, reasons at the rank of what they are about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.tables.register import RegisterEntry
from repository.register import Act
from tests.house import START, Cast
from tests.repository.shelf import kept_and_released

CONFIDENTIAL = {"marking": {"scheme": "interpol", "level": "IC"}}


def record(cast: Cast, act: Act) -> RegisterEntry:
    return cast.house.registry.recorder.record(act)


def test_words_stand_at_the_highest_rank_that_their_asker_was_ever_shown(cast: Cast) -> None:
    def asked(actor: str, rank: int) -> int:
        return record(cast, Act(action="search", at=START, actor=actor, words="gold", rank=rank)).rank

    assert asked("lena", 1) == 1
    record(cast, Act(action="view", at=START, actor="lena", rank=4))
    assert asked("lena", 1) == 4
    assert asked("lena", 0) == 4
    assert asked("lena", 5) == 5
    assert asked("mei", 1) == 1


def test_words_in_one_batch_know_what_was_shown_before_them_in_it(cast: Cast) -> None:
    registry = cast.house.registry
    view = Act(action="view", at=START, actor="lena", rank=3)
    search = Act(action="search", at=START, actor="lena", words="gold", rank=1)
    with registry.database.write() as session:
        found = registry.register.append_all(session, [search, view, search])
    assert [entry.rank for entry in found] == [1, 3, 3]


def test_an_act_on_an_edition_stands_at_its_rank_where_none_is_said(cast: Cast) -> None:
    low, high = kept_and_released(cast, "amina"), kept_and_released(cast, "amina", **CONFIDENTIAL)

    def rank(*editions: str) -> int:
        return record(cast, Act(action="recall", at=START, actor="amina", editions=editions)).rank

    assert rank(low.id) == 1
    assert rank(low.id, high.id) == 3
    assert rank("edition-of-nothing") == 5
    assert record(cast, Act(action="sign-in", at=START)).rank == 0


@pytest.mark.parametrize("known", [True, False])
def test_a_refusal_stands_at_the_rank_of_the_assessment_it_names(cast: Cast, known: bool) -> None:
    high = kept_and_released(cast, "amina", **CONFIDENTIAL)
    detail = {"assessment": high.assessment_id if known else "nothing", "why": "it is released"}
    assert record(cast, Act(action="submit", at=START, outcome="refused", detail=detail)).rank == (3 if known else 0)


def test_an_automatic_downgrade_lowers_what_is_recorded_after_it(cast: Cast) -> None:
    day = START + timedelta(days=1)
    falling = {**CONFIDENTIAL, "downgrade_on": {"date": day.isoformat(), "level": "IR"}}
    edition = kept_and_released(cast, "amina", **falling)
    before = record(cast, Act(action="recall", at=START, editions=(edition.id,)))
    after = record(cast, Act(action="recall", at=day, editions=(edition.id,)))
    assert (before.rank, after.rank) == (3, 2)
