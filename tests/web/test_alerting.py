"""Alerts are what their reader may see at the moment of reading: in lists, counts, feeds and letters (P1, P6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import select

from models.tables.register import RegisterEntry
from models.tables.saved_search import SavedSearch
from models.tables.standing import Alert
from repository import alerts, due, organizations, people
from repository.acts import ActRefused, NotFound
from repository.registry import Registry
from repository.scope import Scope
from tests.alerted import Alerted
from tests.house import START, Cast, TurningClock
from web import alerting, consenting, searches, standing
from web.house import House
from web.visitor import Visitor

REPORT = b"# Hospitals\n\nRansomware groups attack hospitals and encrypt their backup systems.\n"
QUESTION = "ransomware groups attack hospitals"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def alerted(cast: Cast) -> Alerted:
    return Alerted.of(cast)


@pytest.fixture
def told(alerted: Alerted) -> str:
    """An assessment of which Mei was told."""
    alerted.stand("mei", QUESTION)
    arrived = alerted.cast.release("amina", REPORT, title="Hospitals & <clinics>")
    alerted.look()
    return arrived


def figure(cast: Cast, username: str) -> int:
    return consenting.figures(cast.house, cast.visitor(username)).alerts


def digest(house: House) -> dict[str, int]:
    """How many alerts each person would be written of now, by id."""
    with house.registry.database.read() as session:
        return {person: len(found) for person, found in alerting.Digest(house).waiting(session).items()}


def address(house: House, username: str, email: str = "mei@example.org") -> None:
    with house.registry.database.write() as session:
        people.change_address(session, people.named(session, username), email)


def entries(house: House, action: str) -> list[tuple[str | None, list[str]]]:
    with house.registry.database.read() as session:
        return [(e.actor, e.editions) for e in session.exec(select(RegisterEntry)) if e.action == action]


def feed_of(alerted: Alerted, username: str) -> tuple[str, str]:
    ident = alerted.stand(username, QUESTION)
    return ident, standing.open_feed(alerted.cast.house, alerted.cast.visitor(username), ident)


def test_an_alert_is_counted_shown_and_recorded(alerted: Alerted, told: str) -> None:
    house, mei = alerted.cast.house, alerted.cast.visitor("mei")
    assert figure(alerted.cast, "mei") == 1
    alert = alerted.alerts("mei")[0]
    assert (alert.assessment.id, alert.name, alert.seen_at) == (told, QUESTION, None)
    assert entries(house, "view-alerts") == [(mei.person.id, [alert.assessment.edition])]


def test_nobody_is_shown_the_alerts_of_another(alerted: Alerted, told: str) -> None:
    assert alerted.told("lena") == []
    assert figure(alerted.cast, "lena") == 0
    alert = alerted.alerts("mei")[0]
    assert alerting.see(alerted.cast.house, alerted.cast.visitor("lena"), [alert.id]) == 0
    assert alerted.told("mei") == [told]


def test_what_was_seen_waits_no_more_and_stays_in_the_list(alerted: Alerted, told: str) -> None:
    house, mei = alerted.cast.house, alerted.cast.visitor("mei")
    assert alerting.see(house, mei) == 1
    assert alerting.see(house, mei) == 0
    assert figure(alerted.cast, "mei") == 0
    assert [alert.assessment.id for alert in alerting.mine(house, mei).items] == [told]
    assert entries(house, "see-alerts") == [(mei.person.id, [_edition(alerted)])]


def test_p6_a_withdrawal_takes_the_alert_from_list_count_digest_and_feed(
    alerted: Alerted, client: TestClient, cast: Cast
) -> None:
    address(cast.house, "mei")
    ident, secret = feed_of(alerted, "mei")
    gone = cast.release("amina", REPORT)
    alerted.look()
    path = f"/feeds/{ident}.atom?token={secret}"
    assert gone in client.get(path).text
    assert len(digest(cast.house)) == 1
    cast.act("amina", "withdraw", gone)
    assert alerted.told("mei") == []
    assert figure(cast, "mei") == 0
    assert digest(cast.house) == {}
    assert gone not in client.get(path).text


def test_case_1_what_a_clearance_opened_is_gone_when_it_expires(alerted: Alerted, clock: TurningClock) -> None:
    cast, registry = alerted.cast, alerted.cast.house.registry
    until = clock.now() + timedelta(hours=4)
    with registry.database.write() as session:
        mei = people.named(session, "mei")
        people.clear(session, mei, "interpol:IC", until, registry.ids)
        people.brief(session, mei, briefed=True)
    alerted.stand("mei", QUESTION)
    cast.release("amina", REPORT, marking={"scheme": "interpol", "level": "IC"})
    alerted.look()
    assert figure(cast, "mei") == 1
    clock.turn(timedelta(hours=4))
    assert figure(cast, "mei") == 0
    assert alerted.told("mei") == []


def test_what_is_withheld_for_a_while_is_as_new_when_it_comes_back(alerted: Alerted) -> None:
    """Marking all as seen reaches nothing that is not visible at that moment."""
    cast = alerted.cast
    members = ["interpol", "europol", "afripol", "aseanapol"]
    cast.change_list("cyber-fusion", members)
    alerted.stand("mei", QUESTION)
    back = cast.release("amina", REPORT, release_to=["list:cyber-fusion"])
    alerted.look()
    cast.change_list("cyber-fusion", members[:-1])
    assert alerting.see(cast.house, cast.visitor("mei")) == 0
    cast.change_list("cyber-fusion", members)
    alerted.look()
    assert alerted.told("mei") == [back]


def test_a_part_in_which_nothing_was_found_tells_of_none_that_is_withheld(alerted: Alerted) -> None:
    """The answer stood in the body, which is raised above her: the tearline she still reads is no answer."""
    cast, registry = alerted.cast, alerted.cast.house.registry
    with registry.database.write() as session:
        mei = people.named(session, "mei")
        people.clear(session, mei, "interpol:IC", None, registry.ids)
        people.brief(session, mei, briefed=True)
    alerted.stand("mei", QUESTION)
    cast.release(
        "amina",
        REPORT + b"\n## Notice\n\nOrchids are in flower on the islands of the south.\n",
        "study.md",
        marking={"scheme": "interpol", "level": "IC"},
        tearlines=[
            {
                "portions": ["heading:Notice"],
                "marking": {"scheme": "interpol", "level": "IFOUO"},
                "release_to": ["ALL-DIALOGUE-PARTICIPANTS"],
            }
        ],
    )
    alerted.look()
    assert figure(cast, "mei") == 1
    with registry.database.write() as session:
        people.revoke_clearances(session, people.named(session, "mei"), registry.clock.now())
    assert cast.house.engine.shelf(_scope(cast, "mei"), registry.clock.now()).get(_edition(alerted)) is not None
    assert alerted.told("mei") == []
    assert figure(cast, "mei") == 0


def test_only_alerts_of_what_she_may_see_are_read_and_no_more_of_them_than_are_asked_for(
    alerted: Alerted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_BATCH", 2)
    cast, registry = alerted.cast, alerted.cast.house.registry
    alerted.stand("mei", QUESTION)
    released = [cast.release("amina", REPORT, f"{number}.txt") for number in range(7)]
    alerted.look()
    for gone in released[:2]:
        cast.act("amina", "withdraw", gone)
    scope, mei = _scope(cast, "mei"), cast.person("mei").id
    read: list[str] = []

    def note(alert: Alert, _: object) -> None:
        read.append(alert.id)

    event.listen(Alert, "load", note)
    try:
        with registry.database.read() as session:
            first = list(islice(alerts.shown(registry, session, scope, mei, registry.clock.now()), 1))
            assert len(read) <= 2
        read.clear()
        with registry.database.read() as session:
            every = list(alerts.shown(registry, session, scope, mei, registry.clock.now()))
    finally:
        event.remove(Alert, "load", note)
    assert {one.assessment.id for one in every} == set(released[2:])
    assert read == [one.alert.id for one in every] == sorted(read)
    assert first[0].alert.id == read[0]


def _scope(cast: Cast, username: str) -> Scope:
    visitor: Visitor = cast.visitor(username)
    with cast.house.registry.database.read() as session:
        return cast.house.registry.scopes.of(session, visitor.reader, visitor.at)


def _edition(alerted: Alerted) -> str:
    with alerted.cast.house.registry.database.read() as session:
        return session.exec(select(Alert.edition_id)).one()


# ---------------------------------------------------------------- the feed


def test_a_feed_is_valid_atom_with_titles_escaped_and_marked(alerted: Alerted, client: TestClient) -> None:
    ident, secret = feed_of(alerted, "mei")
    arrived = alerted.cast.release("amina", REPORT, title="Hospitals & <clinics>")
    alerted.look()
    answer = client.get(f"/feeds/{ident}.atom?token={secret}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert secret not in answer.text
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, root.find(f"{ATOM}entry")):
        assert element is not None
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "[INTERPOL FOR OFFICIAL USE ONLY] Hospitals & <clinics>"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "AFRIPOL"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(f"/assessments/{arrived}")
    again = client.get(f"/feeds/{ident}.atom?token={secret}")
    assert again.content == answer.content


def test_a_feed_is_recorded_as_its_owners_disclosure(alerted: Alerted, client: TestClient) -> None:
    ident, secret = feed_of(alerted, "mei")
    alerted.cast.release("amina", REPORT)
    alerted.look()
    client.get(f"/feeds/{ident}.atom?token={secret}")
    assert entries(alerted.cast.house, "read-feed") == [(alerted.cast.person("mei").id, [_edition(alerted)])]


def test_whatever_is_wrong_with_a_feed_is_answered_alike(alerted: Alerted, client: TestClient) -> None:
    ident, secret = feed_of(alerted, "mei")
    other, others = feed_of(alerted, "lena")
    kept = alerted.keep("mei", "another")
    wrong = (
        f"/feeds/{ident}.atom",
        f"/feeds/{ident}.atom?token=",
        f"/feeds/{ident}.atom?token={others}",
        f"/feeds/{other}.atom?token={secret}",
        f"/feeds/{ident}.atom?token={secret[:-1]}",
        f"/feeds/{kept}.atom?token={secret}",
        f"/feeds/nothing.atom?token={secret}",
        f"/feeds/{ident}.atom?token=%00%ff",
    )
    answers = {(a.status_code, a.content, str(sorted(a.headers.items()))) for a in map(client.get, wrong)}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert client.get(f"/feeds/{ident}.atom?token={secret}").status_code == 200
    assert entries(alerted.cast.house, "read-feed")[1:] == []


def test_a_new_secret_and_a_revocation_end_the_one_before(alerted: Alerted, client: TestClient) -> None:
    house, mei = alerted.cast.house, alerted.cast.visitor("mei")
    ident, first = feed_of(alerted, "mei")
    second = standing.open_feed(house, mei, ident)
    assert [client.get(f"/feeds/{ident}.atom?token={s}").status_code for s in (first, second)] == [404, 200]
    standing.close_feed(house, mei, ident)
    assert client.get(f"/feeds/{ident}.atom?token={second}").status_code == 404


def test_only_a_digest_of_the_secret_is_kept(alerted: Alerted) -> None:
    _, secret = feed_of(alerted, "mei")
    with alerted.cast.house.registry.database.read() as session:
        kept = session.exec(select(SavedSearch.feed_token_hash)).one()
    assert kept is not None
    assert secret not in kept


@pytest.mark.parametrize("how", ["person", "organization", "ended"])
def test_a_feed_stops_at_once_with_its_owner(alerted: Alerted, client: TestClient, how: str) -> None:
    house = alerted.cast.house
    ident, secret = feed_of(alerted, "mei")
    path = f"/feeds/{ident}.atom?token={secret}"
    assert client.get(path).status_code == 200
    if how == "ended":
        standing.end(house, alerted.cast.visitor("mei"), ident)
    else:
        with house.registry.database.write() as session:
            if how == "person":
                people.change_activity(session, people.named(session, "mei"), active=False)
            else:
                organizations.change_standing(session, "aseanapol", "suspended", START)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("how", ["ended", "revoked", "forgotten"])
def test_a_feed_that_ends_while_it_is_read_is_not_there(
    alerted: Alerted, client: TestClient, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Between the look at the secret and the reading of the alerts its owner ends it."""
    house, mei = alerted.cast.house, alerted.cast.visitor("mei")
    ident, secret = feed_of(alerted, "mei")
    alerted.cast.release("amina", REPORT)
    alerted.look()
    end = {"ended": standing.end, "revoked": standing.close_feed, "forgotten": searches.forget}[how]
    catch_up = due.catch_up_editions

    def meanwhile(registry: Registry, at: datetime) -> None:
        catch_up(registry, at)
        end(house, mei, ident)

    monkeypatch.setattr(due, "catch_up_editions", meanwhile)
    answer = client.get(f"/feeds/{ident}.atom?token={secret}")
    assert (answer.status_code, answer.content) == (404, client.get("/feeds/nothing.atom?token=x").content)
    assert entries(house, "read-feed") == []


# ---------------------------------------------------------------- standing


def test_only_ones_own_searches_are_let_stand_and_the_refusal_is_recorded(alerted: Alerted) -> None:
    ident = alerted.keep("mei", QUESTION)
    with pytest.raises(NotFound):
        standing.stand(alerted.cast.house, alerted.cast.visitor("lena"), ident)
    assert len(entries(alerted.cast.house, "stand-search")) == 1


def test_so_many_searches_stand_and_no_more(alerted: Alerted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "MOST", 2)
    idents = [alerted.stand("mei", f"question {number}") for number in range(2)]
    with pytest.raises(ActRefused, match="2 of your searches stand already"):
        alerted.stand("mei", "one more")
    standing.stand(alerted.cast.house, alerted.cast.visitor("mei"), idents[0])


# ---------------------------------------------------------------- the digest


def test_a_digest_counts_what_waits_and_comes_not_too_often(alerted: Alerted, told: str, clock: TurningClock) -> None:
    house = alerted.cast.house
    assert digest(house) == {}, "without an address nobody is written to"
    address(house, "mei")
    mei = alerted.cast.person("mei").id
    assert digest(house) == {mei: 1}
    first = alerted.alerts("mei")[0].id
    with house.registry.database.write() as session:
        alerting.Digest(house).mailed(session, [first], clock.now())
    alerted.cast.release("amina", REPORT, "second.txt")
    alerted.look()
    assert digest(house) == {}, "she was written to just now"
    clock.turn(timedelta(hours=13))
    assert digest(house) == {mei: 2}
    alerting.see(house, alerted.cast.visitor("mei"))
    assert digest(house) == {}


def test_case_25_a_destruction_takes_the_alerts_with_it(alerted: Alerted, clock: TurningClock) -> None:
    registry = alerted.cast.house.registry
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT, retention_until=(clock.now() + timedelta(hours=2)).isoformat())
    alerted.look()
    assert len(alerted.told("mei")) == 1
    clock.turn(timedelta(hours=2))
    assert alerted.told("mei") == []
    due.catch_up(registry)
    with registry.database.read() as session:
        assert not session.exec(select(Alert)).all()
    assert alerted.look() == 0
