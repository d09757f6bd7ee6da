from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.handling import WITHDRAWN
from models.tables.assessment import Edition
from models.tables.overlap_verdict import CONFIRMED, REJECTED, OverlapVerdict
from models.tables.register import RegisterEntry
from repository import overlap_verdicts
from repository.acts import ActRefused, Incomplete, NotFound
from repository.destruction import destroy
from repository.disclosure import ReleasedAssessment, released
from repository.overlap_verdicts import Pair, Verdict, pair_of
from tests.house import Cast, TurningClock
from tests.repository.shelf import kept_and_released, move

SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}
NOTICE: dict[str, Any] = {
    "portions": ["heading:Notice"],
    "marking": {"scheme": "interpol", "level": "IFOUO"},
    "release_to": ["aseanapol"],
}


def seen(cast: Cast, username: str, edition: Edition) -> ReleasedAssessment:
    registry, visitor = cast.house.registry, cast.visitor(username)
    with registry.database.read() as session:
        scope = registry.scopes.of(session, visitor.reader, visitor.at)
        registry.catalogue.refresh(session)
        shown = released(registry, scope, edition.id, visitor.at)
    assert shown is not None
    return shown


def say(cast: Cast, username: str, first: Edition, second: Edition, verdict: str = CONFIRMED, note: str = "") -> None:
    pair = seen(cast, username, first), seen(cast, username, second)
    registry = cast.house.registry
    with registry.database.write() as session:
        overlap_verdicts.say(registry, session, cast.actor(username), *pair, verdict, note)


def shown(cast: Cast, username: str) -> dict[Pair, tuple[Verdict, ...]]:
    registry, visitor = cast.house.registry, cast.visitor(username)
    with registry.database.read() as session:
        scope = registry.scopes.of(session, visitor.reader, visitor.at)
        return overlap_verdicts.shown_to(registry, session, scope)


def works(cast: Cast, **said: Any) -> tuple[Edition, Edition]:
    return kept_and_released(cast, "amina", title="A", **said), kept_and_released(cast, "piotr", title="B")


def entries(cast: Cast) -> list[RegisterEntry]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == overlap_verdicts.KIND)))


def test_a_verdict_is_kept_once_a_person_whichever_work_is_named_first_and_the_latest_stands_first(
    cast: Cast, clock: TurningClock
) -> None:
    first, second = works(cast)
    say(cast, "lena", first, second, REJECTED, "another  kind\nof crime")
    say(cast, "lena", second, first, CONFIRMED)
    clock.turn(timedelta(hours=1))
    say(cast, "mei", first, second, REJECTED, "not \u202ehere")
    ((pair, verdicts),) = shown(cast, "mei").items()
    assert pair == pair_of(first.id, second.id)
    assert [(one.verdict, one.note, one.organization) for one in verdicts] == [
        (REJECTED, "not here", "aseanapol"),
        (CONFIRMED, None, "europol"),
    ]


def test_the_register_records_the_verdict_with_both_works_and_without_its_note(cast: Cast) -> None:
    first, second = works(cast)
    say(cast, "lena", first, second, CONFIRMED, "the same wages")
    (entry,) = entries(cast)
    assert (set(entry.editions), entry.detail) == ({first.id, second.id}, {"verdict": CONFIRMED})
    with cast.house.registry.database.read() as session:
        (row,) = session.exec(select(OverlapVerdict))
    assert row.note is not None
    assert b"wages" not in row.note


def test_it_is_shown_to_nobody_who_may_see_less_of_either_than_its_author_was_shown(cast: Cast) -> None:
    first, second = works(cast, tearlines=[NOTICE], **SECRET)
    say(cast, "amina", first, second, note="what the body says")
    assert len(shown(cast, "amina")) == 1
    assert shown(cast, "mei") == {}, "she sees the notice of the first alone"
    assert shown(cast, "lena") == {}, "she sees the body without the notice"
    say(cast, "mei", first, second, note="what the notice says")
    assert [len(verdicts) for verdicts in shown(cast, "amina").values()] == [2]


def test_who_loses_either_work_loses_the_verdict_at_once(cast: Cast) -> None:
    first, second = works(cast)
    say(cast, "lena", first, second)
    assert len(shown(cast, "mei")) == 1
    move(cast, first, WITHDRAWN)
    assert shown(cast, "mei") == {}


def test_destroying_either_work_ends_the_verdict_and_its_note(cast: Cast) -> None:
    first, second = works(cast)
    say(cast, "lena", first, second, note="the same wages")
    registry = cast.house.registry
    with registry.database.write() as session:
        destroy(registry, session, session.get_one(Edition, second.id))
    with registry.database.read() as session:
        assert list(session.exec(select(OverlapVerdict))) == []


def test_a_verdict_is_taken_back_by_her_who_gave_it_and_by_nobody_else(cast: Cast) -> None:
    first, second = works(cast)
    say(cast, "lena", first, second)
    registry = cast.house.registry
    for username, refused in (("mei", True), ("lena", False), ("lena", True)):
        pair = seen(cast, username, first), seen(cast, username, second)
        with registry.database.write() as session:
            if refused:
                with pytest.raises(ActRefused, match="nothing to take back"):
                    overlap_verdicts.take_back(registry, session, cast.actor(username), *pair)
            else:
                overlap_verdicts.take_back(registry, session, cast.actor(username), *pair)
    assert [entry.detail["verdict"] for entry in entries(cast)] == [CONFIRMED, "taken-back"]
    assert shown(cast, "lena") == {}


@pytest.mark.parametrize(
    ("username", "verdict", "note", "error"),
    [
        ("ingrid", CONFIRMED, "", ActRefused),
        ("lena", "perhaps", "", Incomplete),
        ("lena", CONFIRMED, "x" * 501, Incomplete),
    ],
    ids=["the registry", "no verdict", "a long note"],
)
def test_what_is_no_verdict_is_refused(
    cast: Cast, username: str, verdict: str, note: str, error: type[Exception]
) -> None:
    first, second = works(cast)
    with pytest.raises(error):
        say(cast, username, first, second, verdict, note)
    assert entries(cast) == []


def test_a_work_does_not_overlap_with_itself(cast: Cast) -> None:
    first, _ = works(cast)
    with pytest.raises(NotFound):
        say(cast, "lena", first, first)
