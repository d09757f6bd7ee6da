"""What becomes visible raises an alert once, for whoever asked and may see it then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.ids import SeededIds
from models.tables.standing import Alert, StandingScope
from repository import people
from search.grammar import question
from search.query import Filters
from search.watch import Watch
from tests.alerted import Alerted
from tests.encoders import HashingEncoder
from tests.house import Cast, TurningClock, make_house, reopen_house
from web import searches, standing

REPORT = b"# Hospitals\n\nRansomware groups attack hospitals and encrypt their backup systems.\n"
OTHER = b"# Orchids\n\nRare orchids are smuggled inside diplomatic luggage from the islands.\n"
QUESTION = "ransomware groups attack hospitals"
SECRET: dict[str, Any] = {"marking": {"scheme": "interpol", "level": "IC"}}


@pytest.fixture
def alerted(cast: Cast) -> Alerted:
    return Alerted.of(cast)


def test_an_arrival_raises_one_alert_and_no_second(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    arrived = alerted.cast.release("amina", REPORT)
    assert alerted.look() == 1
    assert alerted.told("mei") == [arrived]
    assert alerted.look() == 0
    assert alerted.told("mei") == [arrived]


def test_what_answers_nothing_raises_nothing(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", OTHER)
    assert alerted.look() == 0
    assert alerted.told("mei") == []


def test_a_new_standing_search_begins_without_a_flood(alerted: Alerted) -> None:
    alerted.cast.release("amina", REPORT)
    alerted.stand("mei", QUESTION)
    assert alerted.look() == 0
    alerted.cast.release("amina", REPORT, "second.txt")
    assert alerted.look() == 1


def test_what_arrives_between_standing_and_the_first_look_is_told(alerted: Alerted) -> None:
    alerted.look()
    alerted.stand("mei", QUESTION)
    arrived = alerted.cast.release("amina", REPORT)
    again = Alerted.of(alerted.cast)
    assert again.look() == 1
    assert again.told("mei") == [arrived]


def test_whoever_may_not_see_it_is_not_told(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    alerted.stand("lena", QUESTION)
    alerted.cast.release("amina", REPORT, **SECRET)
    assert alerted.look() == 1
    assert alerted.told("mei") == []
    assert len(alerted.told("lena")) == 1


def test_case_15_the_end_of_an_embargo_raises_an_alert_at_the_instant(alerted: Alerted, clock: TurningClock) -> None:
    opens = clock.now() + timedelta(hours=2)
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT, embargo_until=opens.isoformat())
    assert alerted.look() == 0
    assert alerted.watch.next_instant == opens
    clock.turn(timedelta(hours=2))
    assert alerted.look() == 1


def test_the_instant_is_not_missed_by_a_server_that_stood_still(alerted: Alerted, clock: TurningClock) -> None:
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT, embargo_until=(clock.now() + timedelta(hours=2)).isoformat())
    alerted.look()
    clock.turn(timedelta(hours=3))
    assert Alerted.of(alerted.cast).look() == 1


def test_case_15_an_embargo_that_began_while_nobody_asked_raises_an_alert_at_its_end(
    alerted: Alerted, clock: TurningClock
) -> None:
    house, mei = alerted.cast.house, alerted.cast.visitor("mei")
    asked = alerted.stand("mei", QUESTION)
    alerted.look()
    standing.end(house, mei, asked)
    until = clock.now() + timedelta(hours=2)
    arrived = alerted.cast.release("amina", REPORT, embargo_until=until.isoformat())
    assert alerted.look() == 0
    standing.stand(house, mei, asked)
    assert alerted.look() == 0
    clock.at = until
    assert alerted.look() == 1
    assert alerted.told("mei") == [arrived]


def test_w4_a_scheduled_downgrade_raises_an_alert_to_those_it_opens_to(alerted: Alerted, clock: TurningClock) -> None:
    falls = {"date": (clock.now() + timedelta(hours=2)).isoformat(), "level": "IFOUO"}
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT, **SECRET, downgrade_on=falls)
    assert alerted.look() == 0
    clock.turn(timedelta(hours=2))
    assert alerted.look() == 1


def test_a_clearance_that_is_given_raises_alerts_of_what_it_opens(alerted: Alerted) -> None:
    house = alerted.cast.house
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT, **SECRET)
    alerted.look()
    with house.registry.database.write() as session:
        mei = people.named(session, "mei")
        people.clear(session, mei, "interpol:IC", None, house.registry.ids)
        people.brief(session, mei, briefed=True)
    assert alerted.look() == 1


def test_a_list_that_names_her_organization_again_raises_alerts(alerted: Alerted) -> None:
    members = ["interpol", "europol", "afripol", "aseanapol"]
    alerted.cast.change_list("cyber-fusion", [*members, "frontex"])
    alerted.cast.release("amina", REPORT, release_to=["list:cyber-fusion"])
    alerted.cast.change_list("cyber-fusion", members)
    alerted.stand("elena", QUESTION)
    assert alerted.look() == 0
    alerted.cast.change_list("cyber-fusion", [*members, "frontex"])
    assert alerted.look() == 1


def test_who_comes_back_is_not_flooded_with_what_she_knew(alerted: Alerted) -> None:
    house = alerted.cast.house
    alerted.stand("mei", QUESTION)
    for active in (False, True):
        with house.registry.database.write() as session:
            people.change_activity(session, people.named(session, "mei"), active=active)
        alerted.look()
    assert alerted.told("mei") == []
    alerted.cast.release("amina", REPORT)
    assert alerted.look() == 1


def test_what_arrived_while_she_was_suspended_is_told_when_she_is_back(alerted: Alerted) -> None:
    house = alerted.cast.house
    alerted.stand("mei", QUESTION)
    for active in (False, True):
        with house.registry.database.write() as session:
            people.change_activity(session, people.named(session, "mei"), active=active)
        if not active:
            alerted.cast.release("amina", REPORT)
        assert alerted.look() == (1 if active else 0)


def test_filters_phrases_and_exclusions_are_asked_of_what_she_may_see(alerted: Alerted) -> None:
    searches_ = {
        text: alerted.stand("mei", text, Filters(pillar=pillar))
        for text, pillar in (
            ("hospitals ransomware", ("cybercrime",)),
            ("ransomware hospitals", ("terrorism",)),
            ('"encrypt their backup systems"', ()),
            ('"backup systems encrypt"', ()),
            ("ransomware -hospitals", ()),
            ("ransomware -ferries", ()),
            ("pillar:cybercrime", ()),
        )
    }
    alerted.cast.release("amina", REPORT, pillars=["cybercrime"])
    alerted.look()
    told = {alert.search for alert in alerted.alerts("mei")}
    assert {text for text, ident in searches_.items() if ident in told} == {
        "hospitals ransomware",
        '"encrypt their backup systems"',
        "ransomware -ferries",
        "pillar:cybercrime",
    }


def test_an_edition_that_is_superseded_already_raises_no_alert(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    first = alerted.cast.release("amina", REPORT)
    later = alerted.cast.release("amina", REPORT, "second.txt", supersedes=first)
    alerted.look()
    assert alerted.told("mei") == [later]


def test_a_question_that_is_changed_loses_the_alerts_of_the_other(alerted: Alerted) -> None:
    ident = alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT)
    alerted.look()
    searches.change(alerted.cast.house, alerted.cast.visitor("mei"), ident, None, question("rare orchids smuggled"))
    assert alerted.told("mei") == []
    orchids = alerted.cast.release("amina", OTHER)
    alerted.look()
    assert alerted.told("mei") == [orchids]


def test_a_question_that_is_changed_during_a_look_raises_no_alert_of_the_other(alerted: Alerted) -> None:
    """Between what was found and its keeping: the look is made anew with what is asked now."""
    ident, house, mei = alerted.stand("mei", QUESTION), alerted.cast.house, alerted.cast.visitor("mei")
    alerted.look()
    alerted.cast.release("amina", REPORT)
    orchids = alerted.cast.release("amina", OTHER)
    calls: list[int] = []

    def changing() -> bool:
        calls.append(1)
        if len(calls) == 2:  # The first call comes before the snapshot that is looked at.
            searches.change(house, mei, ident, None, question("rare orchids smuggled"))
        return False

    assert alerted.watch.look(changing) == 1
    assert alerted.told("mei") == [orchids]


def test_a_phrase_of_function_words_is_found_to_the_letter(alerted: Alerted) -> None:
    alerted.stand("mei", '"to be or not to be"')
    alerted.cast.release("amina", OTHER)
    hamlet = alerted.cast.release("amina", b"# Quoted\n\nThe minister said: to be, or not to be, that is all.\n")
    alerted.look()
    assert alerted.told("mei") == [hamlet]


def test_an_exclusion_of_function_words_is_kept_to_the_letter(alerted: Alerted) -> None:
    alerted.stand("mei", 'ransomware groups attack hospitals -"to be or not to be"')
    alerted.cast.release("amina", REPORT + b"\nSaid to be, or not to be.\n")
    other = alerted.cast.release("amina", REPORT, "other.md")
    assert alerted.look() == 1
    assert alerted.told("mei") == [other]


def test_phrases_are_found_in_the_part_in_which_they_stand(alerted: Alerted) -> None:
    """A tearline beside them is no answer: it must not tell of them when the body is withheld."""
    notice = {"portions": ["heading:Notice"], "marking": {"scheme": "interpol", "level": "IFOUO"}}
    text = REPORT + b"\nSaid to be or not to be.\n\n## Notice\n\nRansomware groups attack hospitals.\n"
    for asked_for in ('"to be or not to be"', '"backup systems"', '"Ransomware groups"'):
        alerted.stand("lena", asked_for)
    tearlines = [{**notice, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}]
    alerted.cast.release("amina", text, "study.md", tearlines=tearlines, **SECRET)
    alerted.look()
    with alerted.cast.house.registry.database.read() as session:
        parts = {alert.search_id: len(alert.handlings) for alert in session.exec(select(Alert))}
    assert {one.name: parts[one.search] for one in alerted.alerts("lena")} == {
        '"to be or not to be"': 1,
        '"backup systems"': 1,
        '"Ransomware groups"': 2,
    }


def test_a_search_that_stands_no_longer_leaves_nothing(alerted: Alerted) -> None:
    ident = alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT)
    alerted.look()
    standing.end(alerted.cast.house, alerted.cast.visitor("mei"), ident)
    with alerted.cast.house.registry.database.read() as session:
        assert not session.exec(select(Alert)).all()
        assert not session.exec(select(StandingScope)).all()
    assert alerted.look() == 0
    standing.stand(alerted.cast.house, alerted.cast.visitor("mei"), ident)
    assert alerted.look() == 0


def test_no_word_of_question_or_answer_is_in_the_rows(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT)
    alerted.look()
    raw = alerted.cast.house.settings.database.read_bytes()
    wal = alerted.cast.house.settings.database.with_suffix(".db-wal")
    raw += wal.read_bytes() if wal.exists() else b""
    assert b"ransomware groups" not in raw.lower()


def test_a_look_that_fails_is_made_again_in_full(alerted: Alerted, monkeypatch: pytest.MonkeyPatch) -> None:
    alerted.stand("mei", QUESTION)
    arrived = alerted.cast.release("amina", REPORT)

    def full(*_: object, **__: object) -> int:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("repository.standing_searches.keep_mark", full)
        with pytest.raises(OSError, match="no space"):
            alerted.look()
    assert alerted.told("mei") == []
    assert alerted.look() == 1
    assert alerted.told("mei") == [arrived]


def test_a_look_that_is_cut_short_is_made_again_in_full(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    alerted.cast.release("amina", REPORT)
    alerted.watch.look(lambda: True)
    assert alerted.told("mei") == []
    assert alerted.look() == 1


def test_two_watches_raise_no_alert_twice(alerted: Alerted) -> None:
    alerted.stand("mei", QUESTION)
    other = Watch(alerted.cast.house.registry, alerted.cast.house.engine)
    other.look()
    alerted.look()
    alerted.cast.release("amina", REPORT)
    assert (other.look(), alerted.look()) == (1, 0)


class OtherEncoder(HashingEncoder):
    """The same vectors under another name."""

    fingerprint = "hashing-64-anew"


def test_with_another_model_questions_are_encoded_anew_before_anything_is_considered(tmp_path: Path) -> None:
    first = Alerted.of(Cast(make_house(tmp_path / "data")))
    first.stand("mei", QUESTION)
    first.cast.release("amina", REPORT)
    assert first.look() == 1
    first.cast.house.registry.database.close()
    again = Alerted.of(Cast(reopen_house(tmp_path / "data", encoder=OtherEncoder(), ids=SeededIds(71))))
    arrived = again.cast.release("amina", REPORT, "second.txt")
    assert again.look() == 1
    assert again.told("mei")[0] == arrived
    again.cast.house.registry.database.close()
