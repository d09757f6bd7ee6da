"""An encrypted file waits for its password, and gives it to nobody."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlmodel import select

from ingest.accept import accept
from models.deposit import Deposit
from models.tables.assessment import Original
from models.tables.job import DONE, QUEUED, Job
from repository.unlocking import TRIES, TooManyTries, unlock
from tests.house import Cast, TurningClock, reopen_house
from tests.ingest.papers import locked, report
from tests.web.asking import Asking

WORD = "Straße – clé 42"


@pytest.fixture
def waiting(ask: Asking, cast: Cast) -> str:
    accepted = ask.deposit("amina", locked(WORD), title="Routes").json()
    cast.work()
    assert state(ask, accepted["job"]) == ("needs_person", "locked")
    return str(accepted["id"])


def state(ask: Asking, job: str) -> tuple[str, str]:
    shown = ask.get("amina", f"/jobs/{job}").json()
    return shown["state"], shown["stage"]


def give(ask: Asking, who: str, ident: str, word: str) -> int:
    return ask(who, "POST", f"/assessments/{ident}/password", json={"password": word}).status_code


def test_the_right_password_lets_the_file_be_read_and_its_pages_drawn(ask: Asking, cast: Cast, waiting: str) -> None:
    answer = ask("amina", "POST", f"/assessments/{waiting}/password", json={"password": WORD})
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (202, "queued", None)
    cast.work()
    assert state(ask, answer.json()["id"])[0] == "done"
    portions = ask.get("amina", f"/assessments/{waiting}/portions").json()["portions"]
    assert "three land routes" in " ".join(portion["text"] for portion in portions)
    image = ask.get("amina", f"/assessments/{waiting}/pages/1.png")
    assert image.headers["content-type"] == "image/png"


def test_a_wrong_password_is_asked_again(ask: Asking, cast: Cast, waiting: str) -> None:
    answer = ask("amina", "POST", f"/assessments/{waiting}/password", json={"password": "wrong"})
    cast.work()
    shown = ask.get("amina", f"/jobs/{answer.json()['id']}").json()
    assert (shown["state"], shown["stage"]) == ("needs_person", "locked")
    assert shown["reason"] == "This PDF does not open with the password that was given; give the right one."
    assert give(ask, "amina", waiting, WORD) == 202
    cast.work()
    assert state(ask, shown["id"])[0] == "done"


def test_nobody_else_gives_one_and_no_other_file_takes_one(ask: Asking, cast: Cast, waiting: str) -> None:
    assert give(ask, "lena", waiting, WORD) in (403, 404)
    assert give(ask, "amina", "nothing", WORD) == 404
    assert give(ask, "amina", waiting, "") == 422
    other = ask.deposit("amina", title="Open").json()
    assert give(ask, "amina", other["id"], WORD) == 409
    cast.work()
    assert give(ask, "amina", other["id"], WORD) == 409


def outcomes(ask: Asking) -> list[tuple[str, str, str | None]]:
    """Return act, outcome and state of what the register holds of passwords, the oldest first."""
    entries = ask.get("owen", "/register?limit=200").json()["entries"][::-1]
    told = [one for one in entries if one["action"].startswith("unlock")]
    return [(one["action"], one["outcome"], one["detail"].get("state")) for one in told]


def test_p2_each_try_is_recorded_with_whether_it_opened_the_file_once(ask: Asking, cast: Cast, waiting: str) -> None:
    for word in ("wrong", WORD):
        assert give(ask, "amina", waiting, word) == 202
        cast.work()
    tried, opened = ("unlock", "done", "trying"), ("unlock-outcome", "done", "opened")
    locked = ("unlock-outcome", "refused", "locked")
    assert outcomes(ask) == [tried, locked, tried, opened]
    with cast.house.registry.database.write() as session:
        job = session.exec(select(Job)).one()
        job.state = QUEUED
        session.add(job)
    cast.work()
    assert outcomes(ask) == [tried, locked, tried, opened], "reading it again tells nothing new"


def test_a_password_that_came_with_the_file_is_told_of_too(ask: Asking, cast: Cast) -> None:
    for word in ("wrong", WORD):
        source = io.BytesIO(locked(WORD))
        accept(cast.house.registry, cast.person("amina"), source, "r.pdf", Deposit(), limit=10**6, password=word)
        cast.work()
    assert outcomes(ask) == [("unlock-outcome", "refused", "locked"), ("unlock-outcome", "done", "opened")]


def test_a_password_that_came_with_a_file_that_opens_without_one_is_dropped_and_nothing_is_told(
    ask: Asking, cast: Cast
) -> None:
    for content, name in ((report(1), "r.pdf"), (b"Two groups moved weapons by three land routes.", "notes.txt")):
        source = io.BytesIO(content)
        accept(cast.house.registry, cast.person("amina"), source, name, Deposit(), limit=10**6, password=WORD)
        cast.work()
    with cast.house.registry.database.read() as session:
        assert [job.state for job in session.exec(select(Job))] == [DONE, DONE]
        assert [(kept.password, kept.untold) for kept in session.exec(select(Original))] == [(None, None)] * 2
    assert outcomes(ask) == []


def test_after_five_passwords_in_a_quarter_of_an_hour_the_next_waits_and_no_restart_forgets_it(
    ask: Asking, cast: Cast, clock: TurningClock, waiting: str
) -> None:
    other = ask.deposit("amina", locked(WORD), title="Other").json()
    cast.work()
    for _ in range(TRIES):
        assert give(ask, "amina", waiting, "wrong") == 202
        cast.work()
        clock.turn(timedelta(minutes=1))
    for who in ("amina", "kofi"):
        answer = ask(who, "POST", f"/assessments/{waiting}/password", json={"password": WORD})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
        assert answer.json()["detail"] == "too many passwords were tried on this file: try again at 08:15 UTC"
    assert outcomes(ask)[-1] == ("unlock", "refused", None)
    assert give(ask, "amina", other["id"], WORD) == 202, "another file has tries of its own"
    again = reopen_house(cast.house.registry.folder, clock=clock).registry
    with pytest.raises(TooManyTries), again.database.write() as session:
        unlock(again, session, cast.actor("amina"), waiting, WORD)
    clock.turn(timedelta(minutes=10))
    assert give(ask, "amina", waiting, WORD) == 202


def test_the_password_is_kept_sealed_and_no_record_holds_it(ask: Asking, cast: Cast, waiting: str) -> None:
    give(ask, "amina", waiting, WORD)
    with cast.house.registry.database.read() as session:
        kept = session.exec(select(Original.password)).all()
    assert len(kept) == 1
    assert kept[0] is not None
    assert WORD.encode() not in kept[0]
    metadata = ask.get("amina", f"/assessments/{waiting}/metadata").text
    register = ask.get("owen", "/register").text
    assert '"unlock"' in register
    for shown in (metadata, register):
        assert WORD not in shown
        assert "clé" not in shown
