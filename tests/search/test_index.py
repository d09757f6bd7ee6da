"""The index: a cache of the rows, brought up to date before each answer, which no bad row stops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sqlmodel import Session, select

from models.ids import SeededIds
from models.tables.assessment import Edition, HandlingIndex
from repository.database import bump
from search import lexicon
from search.changeover import INDEX
from search.generation import Generation, vectors_from_bytes, vectors_to_bytes
from search.lexicon import Lexicon, View
from tests.house import Cast, TurningClock, reopen_house
from tests.search.shelving import SECRET, Passage, ask, parts_of, scope_of, shelve, summary, titles, write
from web.house import House

TEXT = "Ransomware groups encrypt the backup systems of hospitals."


@pytest.fixture
def elsewhere(house: House, clock: TurningClock) -> Iterator[Cast]:
    """Another process over the same data."""
    other = reopen_house(house.registry.folder, clock=clock, ids=SeededIds(8))
    yield Cast(other)
    other.registry.database.close()


def row_of(session: Session, edition: Edition) -> HandlingIndex:
    return session.exec(
        select(HandlingIndex).where(HandlingIndex.handling_id == parts_of(session, edition)["body"])
    ).one()


def change(cast: Cast, edition: Edition, **columns: object) -> None:
    """Change an edition's index row, as a worker would."""
    with cast.house.registry.database.write() as session:
        row = row_of(session, edition)
        for name, value in columns.items():
            setattr(row, name, value)
        row.version = bump(session, INDEX)
        session.add(row)


def test_vectors_come_back_from_their_bytes_to_half_precision() -> None:
    matrix = np.random.default_rng(1).normal(size=(5, 64)).astype(np.float32)
    again = vectors_from_bytes(vectors_to_bytes(matrix), 64)
    assert again.shape == (5, 64)
    assert np.allclose(again, matrix, atol=2e-3)
    assert len(vectors_to_bytes(matrix)) == 5 * 64 * 2


def test_p6_what_another_process_wrote_is_found_by_the_next_request(cast: Cast, elsewhere: Cast) -> None:
    assert ask(cast, "mei", "hospitals").total == 0
    shelve(elsewhere, TEXT, title="One")
    assert titles(ask(cast, "mei", "hospitals")) == ["One"]
    shelve(elsewhere, TEXT, title="Two")
    assert ask(cast, "mei", "hospitals").total == 2


def test_p6_what_another_process_removed_is_gone_for_the_next_request(cast: Cast, elsewhere: Cast) -> None:
    edition = shelve(cast, TEXT, title="One")
    assert ask(cast, "mei", "hospitals").total == 1
    change(elsewhere, edition, vectors=None, postings=None)
    assert ask(cast, "mei", "hospitals").total == 0
    assert titles(ask(cast, "mei", "")) == ["One"]
    assert len(cast.house.engine.index.vectors) == 0
    assert len(cast.house.engine.index.lexicon) == 0


def test_p6_a_row_written_anew_answers_for_its_new_text_only(cast: Cast, elsewhere: Cast) -> None:
    edition = shelve(cast, TEXT)
    assert ask(cast, "mei", "hospitals").total == 1
    with elsewhere.house.registry.database.write() as session:
        write(elsewhere.house, session, edition, [Passage("Ferries carry stolen vehicles.")])
    assert ask(cast, "mei", "hospitals").total == 0
    assert ask(cast, "mei", "ferries").total == 1


def test_rows_of_another_model_wait_and_break_nothing(cast: Cast) -> None:
    waits = shelve(cast, TEXT, title="Waits")
    shelve(cast, TEXT, title="Found")
    change(cast, waits, model="another")
    assert titles(ask(cast, "mei", "hospitals")) == ["Found"]
    assert {"Waits", "Found"} == set(titles(ask(cast, "mei", "")))
    change(cast, waits, model=cast.house.engine.encoder.fingerprint)
    assert ask(cast, "mei", "hospitals").total == 2


@pytest.mark.parametrize(
    "columns",
    [{"vectors": b"not sealed"}, {"postings": b"cut"}, {"postings": b""}, {"vectors": b""}, {"postings": bytes(500)}],
    ids=str,
)
def test_a_damaged_row_is_left_out_and_stops_no_search(cast: Cast, columns: dict[str, bytes]) -> None:
    damaged = shelve(cast, TEXT, title="Damaged")
    shelve(cast, TEXT, title="Whole")
    assert ask(cast, "mei", "hospitals").total == 2
    change(cast, damaged, **columns)
    assert titles(ask(cast, "mei", "hospitals")) == ["Whole"]
    assert len(cast.house.engine.index.lexicon) == len(cast.house.engine.index.vectors) == 1


def test_vectors_sealed_for_another_handling_are_not_taken(cast: Cast) -> None:
    one, two = shelve(cast, TEXT, title="One"), shelve(cast, "Ferries carry stolen vehicles.", title="Two")
    with cast.house.registry.database.read() as session:
        foreign = row_of(session, two).vectors
    change(cast, one, vectors=foreign)
    assert titles(ask(cast, "mei", "ferries")) == ["Two"]
    assert len(cast.house.engine.index.vectors) == 1


def test_vectors_of_a_wrong_length_are_not_taken(cast: Cast) -> None:
    edition = shelve(cast, TEXT)
    registry = cast.house.registry
    with registry.database.read() as session:
        row = row_of(session, edition)
        key = registry.vault.open(session.get_one(Edition, edition.id).key, edition.id)
    change(cast, edition, vectors=key.seal(f"vectors:{row.handling_id}", bytes(63)))
    assert ask(cast, "mei", "hospitals").total == 0


def test_more_postings_than_vectors_break_nothing(cast: Cast) -> None:
    edition = shelve(cast, TEXT, "Hospitals were closed.")
    registry = cast.house.registry
    with registry.database.read() as session:
        row = row_of(session, edition)
        key = registry.vault.open(session.get_one(Edition, edition.id).key, edition.id)
        raw = key.unseal(f"vectors:{row.handling_id}", row.vectors or b"")
    change(cast, edition, vectors=key.seal(f"vectors:{row.handling_id}", raw[: len(raw) // 2]))
    (hit,) = ask(cast, "mei", "hospitals").results
    assert len(hit.evidence) == 1


def test_a_key_that_was_destroyed_takes_the_vectors_with_it(cast: Cast) -> None:
    edition = shelve(cast, TEXT, title="Destroyed")
    with cast.house.registry.database.write() as session:
        session.get_one(Edition, edition.id).key = None
    change(cast, edition, model=cast.house.engine.encoder.fingerprint)
    assert ask(cast, "mei", "hospitals").total == 0


def view_of(cast: Cast, username: str) -> View:
    with cast.house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        cast.house.engine.refresh(session)
        return cast.house.engine.index.view(scope)


def test_p1_a_view_is_kept_until_a_work_of_the_reader_moves_and_whatever_hidden_ones_do(cast: Cast) -> None:
    edition = shelve(cast, TEXT)
    before = view_of(cast, "mei")
    hidden = shelve(cast, TEXT, **SECRET)
    assert view_of(cast, "mei") is before
    assert view_of(cast, "lena").portions == 2
    change(cast, hidden, vectors=None, postings=None)
    assert view_of(cast, "mei") is before
    assert view_of(cast, "lena").portions == 1
    shelve(cast, TEXT)
    assert view_of(cast, "mei").portions == 2
    with cast.house.registry.database.write() as session:
        write(cast.house, session, session.get_one(Edition, edition.id), [Passage("Ferries."), Passage("Ships.")])
    assert view_of(cast, "mei").portions == 3


def test_what_was_joined_stays_in_no_view(cast: Cast) -> None:
    index = cast.house.engine.index
    shelve(cast, TEXT, title="One")
    shelve(cast, TEXT, title="Two", **SECRET)
    before, found = view_of(cast, "mei"), summary(ask(cast, "mei", "hospitals"))
    while index.tidy():
        pass
    after = view_of(cast, "mei")
    assert after is not before
    assert after.segments == [shelf.segment for shelf in index.lexicon._shelves]
    assert summary(ask(cast, "mei", "hospitals")) == found
    assert view_of(cast, "mei") is after


def test_what_comes_after_the_start_is_joined_by_upkeep_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question would wait for what came that its reader may not see (P1)."""
    monkeypatch.setattr(lexicon, "LARGEST_SEGMENT", 1)
    known = cast.house.engine.index.lexicon
    shelve(cast, TEXT)
    assert ask(cast, "mei", "hospitals").total == 1
    assert (len(known._shelves), len(known._pending)) == (1, 0)
    with monkeypatch.context() as patch:
        patch.setattr(Lexicon, "_join", lambda *_: pytest.fail("something was joined"))
        for said in ({}, SECRET, {}):
            shelve(cast, TEXT, **said)
        assert ask(cast, "mei", "hospitals").total == 3
        assert (len(known._shelves), len(known._pending)) == (1, 3)
    while cast.house.engine.index.tidy():
        pass
    assert len(known._pending) == 0
    assert ask(cast, "mei", "hospitals").total == 3


def test_an_older_snapshot_takes_nothing_back(cast: Cast) -> None:
    index, registry = cast.house.engine.index, cast.house.registry
    with registry.database.read() as older:
        shelve(cast, TEXT)
        with registry.database.read() as newer:
            index.refresh(newer)
        index.refresh(older)
        assert len(index.vectors) == 1
    assert ask(cast, "mei", "hospitals").total == 1


def test_the_rows_hold_no_words_of_the_text(cast: Cast) -> None:
    edition = shelve(cast, TEXT)
    with cast.house.registry.database.read() as session:
        row = row_of(session, edition)
    assert row.vectors is not None
    assert row.postings is not None
    for word in (b"ansomware", b"hospital", b"backup"):
        assert word not in row.vectors + row.postings


def test_case_25_words_go_with_their_postings_though_the_rows_of_the_model_that_follows_cannot_be_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, registry = cast.house.engine.index, cast.house.registry
    shelve(cast, TEXT, title="Gone")
    assert ask(cast, "mei", "hospitals").total == 1

    def failing(*_: object) -> Iterator[object]:
        raise OSError("the disk is gone")

    empty = Generation(registry.vault, cast.house.engine.encoder, cast.house.engine.centring)
    monkeypatch.setattr("search.index.rows", failing)
    with registry.database.read() as session, pytest.raises(OSError, match="disk"):
        index._agree(session, empty)
    assert (len(index.lexicon), len(index.vocabulary)) == (0, 0)
