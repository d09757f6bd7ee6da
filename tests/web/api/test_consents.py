"""Consents and notices over REST: what waits for whom, how it is answered, who is told and what she may know."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.tables.issued_copy import IssuedCopy
from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from repository import notices, requests
from repository.consents import CARRY_OUT
from repository.organizations import change_standing
from repository.requests import PATIENCE
from tests.house import Cast, TurningClock
from tests.web.asking import REPORT, Asking
from web.asking import SENTENCES
from web.pages.consent_words import ASKED, REQUESTS

IC = {"scheme": "interpol", "level": "IC"}
IFOUO = {"scheme": "interpol", "level": "IFOUO"}


def release(cast: Cast, username: str = "amina", **said: Any) -> str:
    given = {"title": "Ransomware", "register_title": "Cyber note 4", "marking": IFOUO, "release_to": ["europol"]}
    return cast.release(username, REPORT.encode(), "report.md", **{**given, **said})


def widen(ask: Asking, username: str, ident: str, *tokens: str) -> dict[str, Any]:
    body = {"add": list(tokens), "reason": "they asked at the meeting"}
    answer = ask(username, "POST", f"/assessments/{ident}/widen", json=body)
    assert answer.status_code in (200, 202), answer.text
    [request] = [one for one in ask.get(username, "/consents?state=open").json()["requests"] if one["kind"] == "widen"]
    found: dict[str, Any] = request
    return found


def decide(ask: Asking, username: str, ident: str, answer: str = "grant", reason: str = "") -> Any:
    return ask(username, "POST", f"/consents/{ident}", json={"answer": answer, "reason": reason})


def told(ask: Asking, username: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask.get(username, f"/notices{query}").json()["notices"]
    return found


def send(cast: Cast, username: str, kind: str, ident: str | None = None, **more: Any) -> None:
    registry = cast.house.registry
    with registry.database.read() as session:
        registry.catalogue.refresh(session)
    edition = registry.catalogue.of_assessment(ident) if ident else None
    with registry.database.write() as session:
        detail = more.pop("detail", {})
        notices.send(registry, session, [cast.person(username).id], kind, detail, edition=edition, **more)


def issue(cast: Cast, username: str, ident: str, number: str) -> None:
    registry = cast.house.registry
    with registry.database.read() as session:
        registry.catalogue.refresh(session)
    edition, person = registry.catalogue.of_assessment(ident), cast.person(username)
    assert edition is not None
    with registry.database.write() as session:
        session.add(
            IssuedCopy(
                number=number,
                edition_id=edition,
                person_id=person.id,
                organization_id=person.organization_id,
                issued_at=registry.clock.now(),
                pages=1,
                digest="d",
            )
        )


def newest(cast: Cast, action: str) -> RegisterEntry:
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(RegisterEntry).where(RegisterEntry.action == action))
        return max(rows, key=lambda row: row.sequence)


# ---------------------------------------------------------------- consents


def test_case_14_what_waits_is_told_in_a_sentence_and_holds_when_the_second_officer_grants(
    ask: Asking, cast: Cast
) -> None:
    ident = release(cast)
    made = widen(ask, "amina", ident, "ameripol")
    assert ask.get("ines", f"/assessments/{ident}").status_code == 404
    [shown] = ask.get("kofi", "/consents?waiting=true").json()["requests"]
    assert shown["sentence"].startswith("Amina Konaré of afripol asks to let more people read “Cyber note 4”")
    assert (shown["assessment"], shown["may_answer"], shown["asked"], shown["state"]) == (ident, True, True, "open")
    assert shown["reason"] == "they asked at the meeting"
    assert ask.get("amina", "/consents?waiting=true").json()["requests"] == []
    own = decide(ask, "amina", made["id"])
    assert own.status_code == 409
    assert "nobody decides her own request" in own.json()["detail"]
    assert decide(ask, "kofi", made["id"]).json()["state"] == "granted"
    assert ask.get("ines", f"/assessments/{ident}").status_code == 200
    assert [one["id"] for one in ask.get("kofi", "/consents?state=granted").json()["requests"]] == [made["id"]]
    assert ask.get("kofi", "/consents?state=open").json()["requests"] == []


def test_case_9_recipients_the_registry_and_others_neither_find_nor_answer_it_and_the_attempt_is_recorded(
    ask: Asking, cast: Cast
) -> None:
    made = widen(ask, "amina", release(cast), "ameripol")
    absent = ask.get("lena", "/consents/none")
    for username in ("lena", "piotr", "ingrid", "owen", "yuki", "mei"):
        assert ask.get(username, f"/consents/{made['id']}").content == absent.content
        assert decide(ask, username, made["id"]).content == absent.content
        assert ask("lena", "DELETE", f"/consents/{made['id']}").status_code == 404
        entry = newest(cast, "grant")
        assert (entry.actor, entry.outcome) == (cast.person(username).id, "refused")
    assert ask.get("kofi", f"/consents/{made['id']}").json()["state"] == "open"


def test_two_officers_at_once_one_wins_and_the_other_is_told_who(ask: Asking, cast: Cast) -> None:
    ident = release(cast, originators=["afripol", "europol"], release_to=[])
    made = widen(ask, "amina", ident, "ameripol")
    cast.secret("piotr")
    cast.secret("stefan")
    together, answers = threading.Barrier(2), list[Any]()

    def go(username: str, answer: str) -> None:
        together.wait()
        answers.append(decide(ask, username, made["id"], answer, "so"))

    threads = [threading.Thread(target=go, args=pair) for pair in (("piotr", "grant"), ("stefan", "decline"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.status_code for one in answers) == [200, 409]
    [lost] = [one for one in answers if one.status_code == 409]
    assert "of europol" in lost.json()["detail"]
    granted = ask.get("amina", f"/consents/{made['id']}").json()["state"] == "granted"
    assert (ask.get("ines", f"/assessments/{ident}").status_code == 200) == granted


def test_after_its_deadline_nobody_answers_and_it_is_shown_as_lapsed(
    ask: Asking, cast: Cast, clock: TurningClock
) -> None:
    made = widen(ask, "amina", release(cast), "ameripol")
    clock.turn(PATIENCE)
    assert ask.get("kofi", "/consents?waiting=true").json()["requests"] == []
    assert ask.get("kofi", f"/consents/{made['id']}").json()["state"] == "lapsed"
    assert decide(ask, "kofi", made["id"]).status_code == 409


def test_a_colleague_takes_back_what_an_officer_asked(ask: Asking, cast: Cast) -> None:
    made = widen(ask, "amina", release(cast), "ameripol")
    assert ask("kofi", "DELETE", f"/consents/{made['id']}").json()["state"] == "taken-back"
    assert ask("kofi", "DELETE", f"/consents/{made['id']}").status_code == 409


@pytest.mark.parametrize(
    "body", [{}, {"answer": "perhaps"}, {"answer": "grant", "more": 1}, {"answer": "grant", "reason": "x" * 2001}]
)
def test_an_answer_in_another_shape_is_refused(ask: Asking, cast: Cast, body: dict[str, Any]) -> None:
    made = widen(ask, "amina", release(cast), "ameripol")
    assert ask("kofi", "POST", f"/consents/{made['id']}", json=body).status_code == 422


def test_every_kind_of_request_has_its_sentence_and_something_that_is_done() -> None:
    parted = {name.partition("-")[0] for name in SENTENCES if name.startswith(("keep-", "access-"))}
    assert parted == {"keep", "access"}
    assert set(requests.KINDS) - {"keep-change", "access"} <= set(SENTENCES)
    assert set(REQUESTS) == set(requests.KINDS)
    assert set(ASKED) == set(SENTENCES.values())
    without = {"keep-change", "derived-release", "case-officer"}
    assert set(requests.KINDS) - set(CARRY_OUT) <= without


# ---------------------------------------------------------------- notices


def test_a_notice_is_the_persons_own_and_counts_what_she_has_not_acknowledged(ask: Asking, cast: Cast) -> None:
    widen(ask, "amina", release(cast), "ameripol")
    answer = ask.get("kofi", "/notices").json()
    [notice] = answer["notices"]
    assert (notice["kind"], notice["title"], answer["waiting"]) == ("asked", "Cyber note 4", 1)
    assert ask.get("amina", "/notices").json() == {"notices": [], "waiting": 0}
    absent = ask("lena", "POST", "/notices/none/acknowledge", json={})
    assert ask("lena", "POST", f"/notices/{notice['id']}/acknowledge", json={}).content == absent.content
    assert absent.status_code == 404
    assert newest(cast, "acknowledge").outcome == "refused"
    assert ask("kofi", "POST", f"/notices/{notice['id']}/acknowledge", json={}).json() == {"notices": [], "waiting": 0}
    assert told(ask, "kofi", "?waiting=true") == []
    assert told(ask, "kofi")[0]["acknowledged_at"] is not None
    with cast.house.registry.database.read() as session:
        row = session.exec(select(Notice)).one()
        assert row.seen_at is not None


def test_a_notice_names_an_assessment_only_as_long_as_it_may_be_known(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    send(cast, "lena", "recalled", ident, detail={"reason": "a source", "organization": "afripol"})
    assert (told(ask, "lena")[0]["title"], told(ask, "lena")[0]["assessment"]) == ("Cyber note 4", ident)
    assert newest(cast, "view-notices").editions != []
    opened = ask.get("lena", f"/assessments/{ident}/portions")
    assert opened.status_code == 200
    issue(cast, "lena", ident, "AAAA-1111")
    issue(cast, "piotr", ident, "BBBB-2222")
    cast.house.registry.clock.turn(timedelta(hours=1))  # type: ignore[attr-defined]
    cast.act("amina", "withdraw", ident)
    send(cast, "lena", "recalled", ident, detail={"reason": "a source", "organization": "afripol"})
    first = told(ask, "lena")[0]
    assert (first["title"], first["assessment"], first["copies"]) == (None, None, ["AAAA-1111"])
    assert first["opened_at"] == "2026-11-02T08:00:00Z"
    assert "Ransomware" not in ask.get("lena", "/notices").text


def test_case_29_a_notice_does_not_name_who_conceals_itself(ask: Asking, cast: Cast) -> None:
    ident = release(cast, conceal_originator=True)
    send(cast, "lena", "recalled", ident, detail={"reason": "a source", "organization": "afripol"})
    assert "afripol" not in ask.get("lena", "/notices").text
    send(cast, "kofi", "recalled", ident, detail={"reason": "a source", "organization": "afripol"})
    assert "afripol" in ask.get("kofi", "/notices").text


def test_case_13_a_recall_is_acknowledged_with_what_became_of_the_copies(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    issue(cast, "lena", ident, "AAAA-1111")
    send(cast, "lena", "recalled", ident, detail={"reason": "r"}, must_acknowledge=True)
    [notice] = told(ask, "lena")
    assert notice["must_acknowledge"]
    path = f"/notices/{notice['id']}/acknowledge"
    assert ask("lena", "POST", path, json={"account": "sold"}).status_code == 422
    assert ask("lena", "POST", path, json={"account": "destroyed"}).json()["waiting"] == 0
    with cast.house.registry.database.read() as session:
        assert session.get_one(IssuedCopy, "AAAA-1111").account == "destroyed"
    entry = newest(cast, "acknowledge")
    assert (entry.detail["account"], entry.detail["copies"]) == ("destroyed", ["AAAA-1111"])
    send(cast, "piotr", "recalled", ident, detail={"reason": "r"}, must_acknowledge=True)
    [hers] = told(ask, "piotr")
    refused = ask("piotr", "POST", f"/notices/{hers['id']}/acknowledge", json={"account": "lost"})
    assert refused.status_code == 409
    assert told(ask, "piotr")[0]["acknowledged_at"] is None


def test_no_notice_tells_a_suspended_organization_what_an_assessment_is_called(ask: Asking, cast: Cast) -> None:
    ident = release(cast)
    send(cast, "lena", "recalled", ident, detail={"reason": "r"})
    registry = cast.house.registry
    with registry.database.write() as session:
        change_standing(session, "europol", "suspended", registry.clock.now())
    [notice] = told(ask, "lena")
    assert (notice["title"], notice["assessment"]) == (None, None)
