"""Requests and their answers: who is asked, who decides, who is told, and what time does by itself (W3, W5-W7)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models.tables.assessment import Edition
from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from models.tables.request import DECLINED, GRANTED, LAPSED, OPEN, TAKEN_BACK, Request
from repository import inbox, people, requests
from repository.acts import ActRefused, NotFound
from repository.organizations import change_standing
from repository.requests import PATIENCE, REMINDER
from tests.house import START, Cast, TurningClock
from tests.repository.shelf import kept_and_released
from web.house import House

KIND = "destroy"
DAY = timedelta(days=1)


def ask(cast: Cast, username: str, needed: Sequence[str], edition: Edition | None = None, **more: Any) -> Request:
    registry = cast.house.registry
    kind = more.pop("kind", KIND)
    with registry.database.write() as session:
        actor = cast.actor(username)
        return requests.ask(registry, session, actor, kind, needed, edition=edition, reason="because", **more)


def answer(cast: Cast, username: str, request: Request, *, granted: bool = True, reason: str = "") -> Request:
    registry = cast.house.registry
    with registry.database.write() as session:
        actor = cast.actor(username)
        return requests.answer(registry, session, actor, request.id, granted=granted, reason=reason)


def told(cast: Cast, username: str) -> list[Notice]:
    with cast.house.registry.database.read() as session:
        query = select(Notice).where(Notice.person_id == people.named(session, username).id)
        return list(session.exec(query.order_by(Notice.created_at, Notice.kind)))  # type: ignore[arg-type]


def kinds(cast: Cast, username: str) -> list[str]:
    return [notice.kind for notice in told(cast, username)]


def waiting(cast: Cast, username: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        now = cast.house.registry.clock.now()
        return [row.id for row in inbox.waiting_for(session, cast.actor(username), now)]


def known(cast: Cast, username: str) -> list[str]:
    with cast.house.registry.database.read() as session:
        now = cast.house.registry.clock.now()
        return [row.id for row in inbox.concerning(session, cast.actor(username), now)]


def entries(cast: Cast, action: str) -> list[RegisterEntry]:
    with cast.house.registry.database.read() as session:
        return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == action)))


def suspend(cast: Cast, organization: str) -> None:
    registry = cast.house.registry
    with registry.database.write() as session:
        change_standing(session, organization, "suspended", registry.clock.now())


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """A work of AFRIPOL and Europol together."""
    return kept_and_released(cast, "amina", originators=["afripol", "europol"])


def test_a_sole_originators_request_waits_for_its_second_officer(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    request = ask(cast, "amina", ["afripol"], edition)
    assert (waiting(cast, "amina"), waiting(cast, "kofi")) == ([], [request.id])
    with pytest.raises(ActRefused, match="nobody decides her own request"):
        answer(cast, "amina", request)
    assert answer(cast, "kofi", request).state == GRANTED
    assert kinds(cast, "kofi") == ["asked"]
    assert kinds(cast, "amina") == ["granted"]


def test_w3_with_joint_originators_asking_is_the_askers_consent_and_every_other_must_give_its_own(
    cast: Cast, edition: Edition
) -> None:
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    assert waiting(cast, "kofi") == []
    assert kinds(cast, "kofi") == []
    assert waiting(cast, "piotr") == waiting(cast, "stefan") == [request.id]
    assert answer(cast, "piotr", request).state == GRANTED
    assert waiting(cast, "stefan") == []


def test_one_who_declines_ends_it_and_must_say_why_and_the_asker_is_told(cast: Cast, edition: Edition) -> None:
    request = ask(cast, "huda", ["afripol", "europol"], edition, kind="derived-release")
    with pytest.raises(ActRefused, match="say why you decline"):
        answer(cast, "piotr", request, granted=False, reason="  ")
    assert answer(cast, "piotr", request, granted=False, reason="a case is open").state == DECLINED
    assert waiting(cast, "amina") == []
    [notice] = told(cast, "huda")
    assert (notice.kind, notice.detail["reason"], notice.detail["organization"]) == (
        "declined",
        "a case is open",
        "europol",
    )
    assert entries(cast, "decline")[0].detail["reason"] == "a case is open"


def test_whoever_answers_too_late_is_told_who_was_earlier(cast: Cast, edition: Edition) -> None:
    request = ask(cast, "huda", ["afripol", "europol"], edition, kind="derived-release")
    answer(cast, "piotr", request)
    with pytest.raises(ActRefused, match="your organization answered already: Piotr Zalewicz granted it"):
        answer(cast, "stefan", request, granted=False, reason="no")
    answer(cast, "amina", request)
    with pytest.raises(ActRefused, match="Amina Konaré of afripol granted it already"):
        answer(cast, "kofi", request)


def test_of_officers_who_answer_at_once_one_wins_and_the_others_are_told(cast: Cast, edition: Edition) -> None:
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    outcomes: list[str] = []
    together = threading.Barrier(4)
    officers = [cast.actor(name) for name in ("piotr", "stefan", "piotr", "stefan")]

    def decide(number: int) -> None:
        registry = cast.house.registry
        together.wait()
        try:
            with registry.database.write() as session:
                granted = number % 2 == 0
                requests.answer(registry, session, officers[number], request.id, granted=granted, reason="so")
            outcomes.append("done")
        except ActRefused as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert all(" of europol " in said for said in outcomes if said != "done"), outcomes
    with cast.house.registry.database.read() as session:
        assert session.get_one(Request, request.id).state in (GRANTED, DECLINED)
    assert len(entries(cast, "grant") + entries(cast, "decline")) == 1
    assert len(told(cast, "amina")) == 1


@pytest.mark.parametrize("username", ["lena", "mei", "ines", "huda", "ingrid", "ruth", "owen", "yuki"])
def test_whom_it_does_not_concern_finds_nothing(cast: Cast, edition: Edition, username: str) -> None:
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    with pytest.raises(NotFound):
        answer(cast, username, request)
    with pytest.raises(NotFound), cast.house.registry.database.write() as session:
        requests.take_back(cast.house.registry, session, cast.actor(username), request.id)
    assert request.id not in known(cast, username)
    assert waiting(cast, username) == []


def test_what_is_asked_for_oneself_alone_is_not_shown_to_colleagues(cast: Cast, edition: Edition) -> None:
    personal = ask(cast, "ines", ["afripol", "europol"], edition, kind="access", proposal={"token": "ameripol"})
    shared = ask(cast, "piotr", ["afripol", "europol"], edition, proposal={"number": 1})
    assert known(cast, "ines") == [personal.id]
    assert known(cast, "rafael") == []
    assert set(known(cast, "stefan")) == {personal.id, shared.id}
    assert known(cast, "lena") == []
    with pytest.raises(NotFound), cast.house.registry.database.write() as session:
        requests.take_back(cast.house.registry, session, cast.actor("rafael"), personal.id)


def test_the_colleagues_in_office_of_the_registry_know_what_it_asked_and_an_originators_officer_does_not(
    cast: Cast, edition: Edition
) -> None:
    request = ask(cast, "ingrid", ["afripol", "europol"], edition, kind="keep-change")
    assert known(cast, "ruth") == [request.id]
    assert known(cast, "claire") == []


def test_a_recall_may_be_confirmed_by_the_registry(cast: Cast) -> None:
    edition = kept_and_released(cast, "amina")
    request = ask(cast, "amina", ["afripol"], edition, kind="recall")
    assert waiting(cast, "ruth") == [request.id]
    assert answer(cast, "ingrid", request).state == GRANTED
    with pytest.raises(ActRefused, match="Ingrid Solberg-Haas of interpol granted it already"):
        answer(cast, "kofi", request)
    assert told(cast, "amina")[0].detail["organization"] == "interpol"


def test_the_same_is_not_asked_twice_while_it_waits(cast: Cast, edition: Edition, clock: TurningClock) -> None:
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    with pytest.raises(ActRefused, match="the same is asked already"):
        ask(cast, "kofi", ["afripol", "europol"], edition)
    ask(cast, "kofi", ["afripol", "europol"], edition, proposal={"other": True})
    answer(cast, "piotr", request, granted=False, reason="no")
    ask(cast, "kofi", ["afripol", "europol"], edition)
    clock.turn(PATIENCE)
    ask(cast, "amina", ["afripol", "europol"], edition)


def test_a_request_that_nobody_could_decide_is_refused(cast: Cast) -> None:
    with pytest.raises(ActRefused, match="nobody whose consent"):
        ask(cast, "amina", [])


def test_the_asker_and_her_colleague_may_take_it_back_and_nobody_decides_it_then(cast: Cast, edition: Edition) -> None:
    registry = cast.house.registry
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    with registry.database.write() as session:
        assert requests.take_back(registry, session, cast.actor("kofi"), request.id).state == TAKEN_BACK
    with pytest.raises(ActRefused, match="it is taken-back"):
        answer(cast, "piotr", request)
    with pytest.raises(ActRefused, match="decided already"), registry.database.write() as session:
        requests.take_back(registry, session, cast.actor("amina"), request.id)
    assert waiting(cast, "piotr") == []


def test_case_16_a_suspended_joint_originator_is_still_needed_and_blocks(
    cast: Cast, edition: Edition, clock: TurningClock
) -> None:
    request = ask(cast, "amina", ["afripol", "aimc", "europol"], edition)
    answer(cast, "piotr", request)
    suspend(cast, "aimc")
    with pytest.raises(NotFound):
        answer(cast, "huda", request)
    assert (waiting(cast, "huda"), known(cast, "huda")) == ([], [])
    with cast.house.registry.database.read() as session:
        assert session.get_one(Request, request.id).state == OPEN
    clock.turn(PATIENCE)
    with cast.house.registry.database.write() as session:
        assert [row.id for row in requests.lapse(cast.house.registry, session)] == [request.id]


def test_time_reminds_once_and_then_lets_it_lapse(cast: Cast, edition: Edition, clock: TurningClock) -> None:
    registry = cast.house.registry
    request = ask(cast, "amina", ["afripol", "europol"], edition)

    def pass_time(session: Session) -> tuple[int, int]:
        return requests.remind(registry, session), len(requests.lapse(registry, session))

    def due() -> tuple[int, int]:
        with registry.database.write() as session:
            return pass_time(session)

    with registry.database.read() as session:
        assert requests.next_due(session) == START + PATIENCE - REMINDER
    clock.turn(PATIENCE - REMINDER - timedelta(seconds=1))
    assert due() == (0, 0)
    clock.turn(timedelta(seconds=1))
    assert due() == (1, 0)
    assert due() == (0, 0)
    assert kinds(cast, "piotr") == kinds(cast, "stefan") == ["asked", "reminder"]
    assert kinds(cast, "amina") == kinds(cast, "kofi") == []
    with registry.database.read() as session:
        assert requests.next_due(session) == START + PATIENCE
    clock.turn(REMINDER)
    with pytest.raises(ActRefused, match="its deadline passed"):
        answer(cast, "piotr", request)
    assert waiting(cast, "piotr") == []
    assert due() == (0, 1)
    clock.turn(-DAY)
    assert due() == (0, 0)
    assert kinds(cast, "amina") == ["lapsed"]
    assert [entry.detail["request"] for entry in entries(cast, "lapse")] == [request.id]
    with registry.database.read() as session:
        assert session.get_one(Request, request.id).state == LAPSED
        assert requests.next_due(session) is None


def test_a_short_request_is_not_reminded_of_in_its_first_half(
    cast: Cast, edition: Edition, clock: TurningClock
) -> None:
    ask(cast, "amina", ["afripol", "europol"], edition, patience=2 * DAY)
    with cast.house.registry.database.read() as session:
        assert requests.next_due(session) == START + DAY


def test_case_29_who_conceals_itself_is_named_to_the_asker_in_nothing(cast: Cast) -> None:
    edition = kept_and_released(cast, "piotr", conceal_originator=True)
    request = ask(cast, "huda", ["europol"], edition, kind="access", proposal={"token": "aimc"})
    answer(cast, "piotr", request, granted=False, reason="not now")
    [notice] = told(cast, "huda")
    assert "europol" not in str(notice.detail)
    assert "europol" not in str([entry.detail for entry in entries(cast, "ask")])
    with cast.house.registry.database.read() as session:
        assert requests.consents_of(session, request)[0].organization_id == "europol"


def test_asking_and_answering_are_recorded_with_their_edition(house: House, cast: Cast, edition: Edition) -> None:
    request = ask(cast, "amina", ["afripol", "europol"], edition)
    answer(cast, "piotr", request)
    [asked], [given] = entries(cast, "ask"), entries(cast, "grant")
    assert (asked.editions, asked.detail["needed"], asked.detail["request"]) == (
        [edition.id],
        ["afripol", "europol"],
        request.id,
    )
    assert (given.actor, given.editions, given.detail["state"]) == (cast.person("piotr").id, [edition.id], GRANTED)


def test_the_database_finds_what_each_request_says_by_itself(cast: Cast, edition: Edition, clock: TurningClock) -> None:
    asked = [
        ask(cast, username, needed, edition, kind=kind, proposal={"of": username})
        for kind in ("widen", "recall", "permit", "waiver", "case-officer")
        for username, needed in (("amina", ["afripol", "europol"]), ("huda", ["europol"]), ("lena", ["afripol"]))
    ]
    asked += [ask(cast, "ingrid", ["interpol"], kind="standing", subject=name) for name in ("europol", "afripol")]
    for place, request in enumerate(asked[::4]):
        if place % 2:
            answer(cast, "stefan" if "europol" in needed_of(cast, request) else "kofi", request)
    everybody = ("amina", "kofi", "piotr", "stefan", "huda", "lena", "mei", "ingrid", "ruth", "owen", "yuki")
    for _ in range(2):
        with cast.house.registry.database.read() as session:
            rows, at = list(session.exec(select(Request))), clock.now()
            for actor in map(cast.actor, everybody):
                hers = {
                    r.id for r in rows if requests.asked_of(session, r, actor) or requests.asked_here(session, r, actor)
                }
                assert {row.id for row in inbox.concerning(session, actor, at)} == hers
                for state in (OPEN, GRANTED, LAPSED):
                    in_it = {row.id for row in rows if row.id in hers and requests.state_at(row, at) == state}
                    assert {row.id for row in inbox.concerning(session, actor, at, state=state)} == in_it
                waits = {row.id for row in rows if requests.may_answer(session, row, actor, at)}
                assert {row.id for row in inbox.waiting_for(session, actor, at)} == waits
                assert inbox.count_waiting_for(session, actor, at) == len(waits)
        clock.turn(PATIENCE)


def needed_of(cast: Cast, request: Request) -> set[str]:
    with cast.house.registry.database.read() as session:
        return {one.organization_id for one in requests.consents_of(session, request)}
