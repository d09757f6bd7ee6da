"""What is kept for a reader never outlives what changed: editions, changes between requests, and races."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models.handling import WITHDRAWN
from models.ids import SeededIds
from models.tables.assessment import Edition, Portion
from repository import editions
from repository.catalogue import Catalogue
from repository.database import counter
from repository.disclosure import released
from repository.handlings import COUNTER
from repository.scope import Scope
from search import holdings
from search.query import Filters, Query
from tests.house import Cast, TurningClock, reopen_house
from tests.repository.shelf import move
from tests.search.shelving import SECRET, TEXT, Passage, ask, library, scope_of, shelve, summary, titles
from web import reading


def test_p6_what_is_withdrawn_renamed_or_embargoed_holds_for_the_next_request(cast: Cast, clock: TurningClock) -> None:
    one, two = shelve(cast, TEXT, title="One"), shelve(cast, TEXT, title="Two")
    for words in ("hospitals", ""):
        assert titles(ask(cast, "mei", words)) == ["One", "Two"]
    registry = cast.house.registry
    with registry.database.write() as session:
        row = session.get_one(Edition, two.id)
        renamed = editions.read_deposit(row, registry.vault).model_copy(update={"title": "A new name"})
        editions.write_deposit(row, registry.vault, renamed)
        editions.write_state(session, row, "released")
    for words in ("hospitals", ""):
        assert titles(ask(cast, "mei", words)) == ["A new name", "One"]
    move(cast, one, WITHDRAWN)
    for words in ("hospitals", ""):
        assert titles(ask(cast, "mei", words)) == ["A new name"]
    shelve(cast, TEXT, title="Later", embargo_until=clock.now() + timedelta(hours=1))
    for words in ("hospitals", ""):
        assert titles(ask(cast, "mei", words)) == ["A new name"]
    clock.turn(timedelta(hours=1))
    for words in ("hospitals", ""):
        assert titles(ask(cast, "mei", words)) == ["A new name", "Later"]


def test_a_scheduled_downgrade_shows_its_rank_from_the_instant_on(cast: Cast, clock: TurningClock) -> None:
    until = clock.now() + timedelta(hours=1)
    shelve(cast, TEXT, title="T", **(SECRET | {"downgrade_on": {"date": until, "level": "IR"}}))
    assert ask(cast, "lena", "").results[0].assessment.rank == 3
    clock.at = until
    assert ask(cast, "lena", "").results[0].assessment.rank == 2


def test_what_time_alone_opens_counts_from_the_instant_on(cast: Cast, clock: TurningClock) -> None:
    """The tearline was readable before; the body becomes so by its downgrade."""
    until = clock.now() + timedelta(hours=1)
    tearline = {"portions": ["x"], "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["aseanapol"]}
    said = {
        "title": "T",
        "register_title": "R",
        "pillars": ["border"],
        "tearlines": [tearline],
        "release_to": ["aseanapol"],
    }
    shelve(
        cast, Passage("Ferries carry vehicles."), Passage(TEXT, part="tearline:1"),
        **(SECRET | said | {"downgrade_on": {"date": until, "level": "IFOUO"}}),
    )  # fmt: skip
    for words in ("", "hospitals"):
        answer = ask(cast, "mei", words)
        assert (titles(answer), answer.facets["pillar"]) == (["R"], ())
    assert ask(cast, "mei", "ferries").total == 0
    clock.at = until
    for words in ("", "hospitals", "ferries"):
        answer = ask(cast, "mei", words)
        assert (titles(answer), [c.value for c in answer.facets["pillar"]]) == (["T"], ["border"])


def test_only_so_many_readers_are_kept_and_only_what_is_in_their_scope(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "MOST_READERS", 2)
    made = [shelve(cast, TEXT, title=f"Note {n}") for n in range(5)]
    for username in ("mei", "lena", "mei", "samir"):
        assert ask(cast, username, "").total == 5
    kept = cast.house.engine._holdings._readers
    assert [reader.organization for reader in kept] == ["aseanapol", "aimc"]
    for edition in made[:3]:
        move(cast, edition, WITHDRAWN)
    assert ask(cast, "mei", "").total == 2
    assert sorted(len(held) for held in kept.values()) == [2, 5]


def test_what_was_released_is_kept_while_nothing_of_it_moved(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change only what it concerns is released anew."""
    library(cast)
    ask(cast, "mei", "")
    asked: list[str] = []

    def counting(registry: Any, scope: Scope, edition: str, at: Any) -> Any:
        asked.append(edition)
        return released(registry, scope, edition, at)

    monkeypatch.setattr(holdings, "released", counting)
    assert ask(cast, "mei", "").total == 7
    assert asked == []
    new = shelve(cast, TEXT, title="New")
    assert ask(cast, "mei", "").total == 8
    assert set(asked) == {new.id}


def test_case_25_what_is_destroyed_while_it_is_released_is_not_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = shelve(cast, TEXT, title="Lost meanwhile")
    catalogue = cast.house.registry.catalogue

    def destroying(registry: Any, scope: Scope, ident: str, at: Any) -> Any:
        shown = released(registry, scope, ident, at)
        catalogue._known.pop(ident, None)
        catalogue.gone.append(ident)
        # Another request forgets it before this one comes to keep it.
        cast.house.engine._holdings.of(scope, at)
        return shown

    monkeypatch.setattr(holdings, "released", destroying)
    ask(cast, "mei", "")
    (kept,) = cast.house.engine._holdings._readers.values()
    assert edition.id not in kept


def test_two_requests_of_a_reader_whose_scope_has_shrunk_do_not_disturb_one_another(cast: Cast) -> None:
    """One goes through what is kept while the other adds to it."""
    for number in range(3):
        shelve(cast, TEXT, title=f"Note {number}")
    ask(cast, "mei", "")
    kept = next(iter(cast.house.engine._holdings._readers.values()))

    class Shrunk(dict[str, tuple[int, ...]]):
        def __contains__(self, edition: object) -> bool:
            kept[f"another than {edition}"] = kept[str(edition)]
            return False

    visitor = cast.visitor("mei")
    with cast.house.registry.database.read() as session:
        scope = scope_of(cast, session, "mei")
        shrunk = Scope(scope.reader, scope.handlings[:0], Shrunk(), scope.disclosed)
        assert list(cast.house.engine._holdings.of(shrunk, visitor.at)) == []


def test_a_title_read_from_an_older_snapshot_is_not_kept(cast: Cast) -> None:
    """A scope may be ahead of a slow request's snapshot; what that request reads must not outlive it."""
    edition = shelve(cast, TEXT, title="Before")
    registry, engine = cast.house.registry, cast.house.engine
    ask(cast, "mei", "")
    visitor = cast.visitor("mei")
    with registry.database.read() as older:
        with registry.database.write() as session:
            row = session.get_one(Edition, edition.id)
            said = {"title": "After", "pillars": ["terrorism"]}
            renamed = editions.read_deposit(row, registry.vault).model_copy(update=said)
            editions.write_deposit(row, registry.vault, renamed)
            editions.write_state(session, row, "released")
        with registry.database.read() as newer:
            registry.handlings.refresh(newer)
        scope = registry.scopes.of(older, visitor.reader, visitor.at)
        engine.search(older, scope, Query(""), visitor.at)
    for words in ("", "hospitals"):
        assert titles(ask(cast, "mei", words)) == ["After"]
        assert ask(cast, "mei", words, pillar=("terrorism",)).total == 1
        assert [c.value for c in ask(cast, "mei", words).facets["pillar"]] == ["terrorism"]


def test_a_request_on_an_older_snapshot_than_the_index_is_answered(cast: Cast) -> None:
    """Another thread has read what this snapshot does not hold: no passage to show, and no failure."""
    shelve(cast, TEXT, title="Old")
    registry, engine = cast.house.registry, cast.house.engine
    visitor = cast.visitor("mei")
    with registry.database.read() as older:
        shelve(cast, TEXT, title="New")
        ask(cast, "mei", "hospitals")
        scope = registry.scopes.of(older, visitor.reader, visitor.at)
        answer = engine.search(older, scope, Query("hospitals"), visitor.at)
    shown = {hit.assessment.title: len(hit.evidence) for hit in answer.results}
    assert shown["Old"] == 1
    assert shown.get("New", 0) == 0


def test_what_is_withdrawn_while_a_request_runs_is_not_shown_by_it(cast: Cast) -> None:
    edition = shelve(cast, TEXT, title="Withdrawn meanwhile")
    registry, engine = cast.house.registry, cast.house.engine
    visitor = cast.visitor("mei")
    assert ask(cast, "mei", "hospitals").total == ask(cast, "mei", "").total == 1
    with registry.database.read() as older:
        scope = registry.scopes.of(older, visitor.reader, visitor.at)
        move(cast, edition, WITHDRAWN)
        with registry.database.read() as newer:
            registry.handlings.refresh(newer)
        for words in ("hospitals", ""):
            assert engine.search(older, scope, Query(words), visitor.at).results == ()


def test_portions_that_are_missing_or_sealed_otherwise_leave_a_result_without_evidence(cast: Cast) -> None:
    lost, broken = shelve(cast, TEXT, title="Lost"), shelve(cast, TEXT, title="Broken")
    with cast.house.registry.database.write() as session:
        for row in session.exec(select(Portion)).all():
            if row.edition_id == lost.id:
                session.delete(row)
            elif row.edition_id == broken.id:
                row.body = b"not sealed"
                session.add(row)
    answer = ask(cast, "mei", "hospitals")
    assert {hit.assessment.title: hit.evidence for hit in answer.results} == {"Lost": (), "Broken": ()}


def test_sentences_of_another_model_leave_the_first_sentence_as_evidence(cast: Cast) -> None:
    edition = shelve(cast, f"Goods move by road. {TEXT}")
    registry = cast.house.registry
    with registry.database.write() as session:
        key = editions.key_of(session.get_one(Edition, edition.id), registry.vault)
        for row in session.exec(select(Portion)).all():
            row.sentences = key.seal(f"sentences:{row.id}", bytes(96))
            session.add(row)
    ((first, last),) = ask(cast, "mei", "hospitals").results[0].evidence[0].highlights
    assert (first, last) == (0, len("Goods move by road."))


def test_an_empty_scope_finds_nothing(cast: Cast) -> None:
    shelve(cast, TEXT, title="Hidden", **SECRET)
    for words in ("hospitals", "", "S/2025/71"):
        answer = ask(cast, "mei", words)
        assert (answer.total, answer.results, answer.next) == (0, (), None)
        assert not any(answer.facets.values())


def test_the_scope_of_one_reader_never_serves_another(cast: Cast) -> None:
    shelve(cast, TEXT, title="Open")
    shelve(cast, TEXT, title="Secret", **SECRET)
    for _ in range(2):
        assert set(titles(ask(cast, "lena", "hospitals"))) == {"Open", "Secret"}
        assert titles(ask(cast, "mei", "hospitals")) == ["Open"]
        with cast.house.registry.database.read() as session:
            assert len(scope_of(cast, session, "mei").editions) == 1


def test_a_house_that_is_opened_anew_gives_the_same_answer(cast: Cast) -> None:
    library(cast)
    before = ask(cast, "mei", "hospitals ransomware")
    again = Cast(reopen_house(cast.house.registry.folder, ids=SeededIds(9)))
    after = ask(again, "mei", "hospitals ransomware")
    again.house.registry.database.close()
    assert summary(after) == summary(before)
    assert (after.total, after.facets) == (before.total, before.facets)


def test_descriptions_are_never_read_ahead_of_the_policy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """New words under an old decision would be shown to who may no longer see them."""
    registry = cast.house.registry
    honest, ahead = Catalogue.refresh, []

    def refresh(self: Catalogue, session: Session) -> None:
        ahead.append(counter(session, COUNTER) > registry.handlings._version)
        honest(self, session)

    monkeypatch.setattr(Catalogue, "refresh", refresh)
    for _ in range(2):
        shelve(cast, TEXT)
        reading.listing(cast.house, cast.visitor("mei"), Filters())
        shelve(cast, TEXT)
        with registry.database.read() as session:
            cast.house.engine.refresh(session)
    assert len(ahead) == 4
    assert not any(ahead)
