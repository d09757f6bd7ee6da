"""Visitors: signing in and out, and what a credential is worth at each request (P2, P6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.tables.register import RegisterEntry
from repository import organizations, people
from repository.errors import NotRecorded
from tests.house import START, Cast, TurningClock
from tests.web.asking import PASSWORD
from web import visitor
from web.house import House
from web.visitor import csrf_matches, csrf_of, sign_in, sign_out, visitor_of


def last_entry(house: House) -> RegisterEntry:
    with house.registry.database.read() as session:
        return session.exec(select(RegisterEntry).order_by(col(RegisterEntry.sequence).desc())).all()[0]


def test_signing_in_and_out_are_recorded_and_hold_at_once(house: House, newcomer: str) -> None:
    secret = sign_in(house, newcomer, PASSWORD, purpose="counter-terrorism")
    assert secret is not None
    known = visitor_of(house, secret)
    assert known is not None
    assert (known.role, known.language, known.purpose, known.may_act) == ("originator", "ar", "counter-terrorism", True)
    assert (last_entry(house).action, last_entry(house).actor) == ("sign-in", known.person.id)
    sign_out(house, secret)
    assert visitor_of(house, secret) is None
    assert (last_entry(house).action, last_entry(house).actor) == ("sign-out", known.person.id)
    sign_out(house, secret)
    sign_out(house, "nobody's")
    assert last_entry(house).action == "sign-out"


@pytest.mark.parametrize(("username", "password"), [("noor", "wrong"), ("nobody", PASSWORD), ("mei", "")])
def test_a_refusal_is_recorded_and_names_nobody(house: House, newcomer: str, username: str, password: str) -> None:
    assert sign_in(house, username, password) is None
    entry = last_entry(house)
    assert (entry.action, entry.outcome, entry.actor, entry.detail) == ("sign-in", "refused", None, {})


def test_what_cannot_be_recorded_signs_nobody_in(house: House, newcomer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def append(*_: object) -> None:
        raise NotRecorded("no room")

    monkeypatch.setattr(type(house.registry.register), "append", append)
    with pytest.raises(NotRecorded):
        sign_in(house, newcomer, PASSWORD)


def test_a_session_ends_after_its_hours(house: House, newcomer: str, clock: TurningClock) -> None:
    secret = sign_in(house, newcomer, PASSWORD)
    assert secret is not None
    clock.turn(timedelta(hours=house.settings.session_hours) - timedelta(microseconds=1))
    assert visitor_of(house, secret) is not None
    clock.turn(timedelta(microseconds=1))
    assert visitor_of(house, secret) is None


def test_a_suspended_person_is_nobody_for_the_next_request_and_her_session_can_still_be_ended(
    house: House, newcomer: str
) -> None:
    secret = sign_in(house, newcomer, PASSWORD)
    assert secret is not None
    activity(house, newcomer, active=False)
    assert visitor_of(house, secret) is None
    assert sign_in(house, newcomer, PASSWORD) is None
    sign_out(house, secret)
    activity(house, newcomer, active=True)
    assert visitor_of(house, secret) is None


def activity(house: House, username: str, *, active: bool) -> None:
    with house.registry.database.write() as session:
        people.change_activity(session, people.named(session, username), active=active)


def test_a_suspended_organizations_people_are_known_and_may_not_act(cast: Cast, house: House) -> None:
    with house.registry.database.write() as session:
        organizations.change_standing(session, "aseanapol", "suspended", START)
    assert not cast.visitor("mei").may_act
    assert cast.visitor("lena").may_act


def test_the_value_against_forgery_belongs_to_one_secret(house: House) -> None:
    assert csrf_matches(house, "secret", csrf_of(house, "secret"))
    for given in (None, "", csrf_of(house, "other"), "\ud800", "é"):
        assert not csrf_matches(house, "secret", given)
    assert "secret" not in csrf_of(house, "secret")
    assert visitor.visitor_of(house, "\ud800") is None
