"""The anchors in memory: they answer as the rows of the database do, and follow them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Anchor
from models.tables.fingerprint import Fingerprint as Row
from repository.database import Database
from repository.destruction import destroy
from search import fingerprinting
from search.anchors import LOW, Anchors
from search.fingerprint import Fingerprint
from search.fingerprinting import Told
from search.lookup import POPULAR, of_handlings, same
from search.shingle import Paragraph
from tests.house import Cast
from tests.overlapping import paragraph, report

HANDLINGS = 2 * POPULAR
HASHES = st.sampled_from([0, 1, -1, LOW, LOW + 1, LOW + 2, -LOW - 1, 2**63 - 1, -(2**63), 2**40, 2**40 + 1])
"""Some of them have the same low bits."""
KEPT = st.dictionaries(st.integers(1, HANDLINGS), st.tuples(st.sets(HASHES), st.sampled_from(["", "a", "b"])))
SCOPES = st.sets(st.integers(1, HANDLINGS + 5)).map(sorted)
TEXTS = st.lists(st.sets(HASHES, max_size=6), max_size=5)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("anchors") / "rows.db")
    made.migrate()
    yield made
    made.close()


def fill(path: Path, kept: dict[int, tuple[set[int], str]]) -> None:
    """Keep nothing but these anchors and digests; what was kept long ago has no turn."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM fingerprint")
        connection.execute("DELETE FROM fingerprint_anchor")
        rows = [(handling, 0, digest, b"", handling % 2 or None) for handling, (_, digest) in kept.items()]
        connection.executemany("INSERT INTO fingerprint VALUES (?, ?, ?, ?, ?)", rows)
        pairs = [(value, handling) for handling, (values, _) in kept.items() for value in values]
        connection.executemany("INSERT INTO fingerprint_anchor (hash, handling_id) VALUES (?, ?)", pairs)


def asked(session: Session, text: list[set[int]], scope: list[int]) -> tuple[dict[int, int], list[bool]]:
    """Say what rows tell: a paragraph is boilerplate where more than half of its anchors are popular."""
    found = session.exec(select(Anchor.hash, Anchor.handling_id)).all()
    rows = [(value, handling) for value, handling in found if handling in scope]
    counts = Counter(value for value, _ in rows)
    popular = {value for value, count in counts.items() if count > POPULAR}
    common = [2 * len(values & popular) > len(values) for values in text]
    scores: Counter[int] = Counter()
    for values, boilerplate in zip(text, common, strict=True):
        if not boilerplate:
            hits = Counter(handling for value, handling in rows if value in values - popular)
            scores.update({handling: count * count for handling, count in hits.items()})
    return dict(scores), common


@settings(max_examples=60, deadline=None)
@given(KEPT, SCOPES, TEXTS, st.booleans())
def test_they_say_of_a_scope_what_its_rows_say(
    database: Database, kept: dict[int, tuple[set[int], str]], scope: list[int], text: list[set[int]], crowded: bool
) -> None:
    if crowded:
        kept = {handling: (kept.get(handling, (set(), ""))[0] | {1, LOW + 2}, "a") for handling in range(1, HANDLINGS)}
    fill(database.path, kept)
    anchors, handlings = Anchors(), np.array(scope, dtype=np.int64)
    told = Fingerprint.of([Paragraph(0, 0, 1, (), tuple(sorted(values))) for values in text])
    with database.read() as session:
        anchors.refresh(session)
        found = anchors.shared(handlings, told)
        assert (found.scores, found.common.tolist()) == asked(session, text, scope)
        equal = anchors.same(handlings, ["", "a"])
        assert equal == {handling for handling, (_, digest) in kept.items() if digest == "a" and handling in scope}
        assert same(session, ["", "a"], of_handlings(scope)) == equal, "the registry is told alike"


def having(cast: Cast, anchors: Anchors, *texts: str) -> list[int]:
    """Bring anchors up to date and return the handlings, whoever may see them, that share any of these texts."""
    with cast.house.registry.database.read() as session:
        anchors.refresh(session)
        every = np.arange(100)
        assert anchors.same(every, session.exec(select(Row.digest))) == set(session.exec(select(Row.handling_id)))
    return sorted(anchors.shared(every, Told.of(texts, cast.house.registry.vault).fingerprint).scores)


def edition_of(session: Session, handling: int) -> Edition:
    return session.get_one(Edition, session.get_one(HandlingRecord, handling).edition_id)


def test_they_follow_what_is_written_written_anew_and_destroyed(cast: Cast) -> None:
    registry, anchors = cast.house.registry, Anchors()
    assert having(cast, anchors, paragraph(0)) == []
    for number in (1, 2):
        cast.deposit("amina", report("Gold", 0, number).encode(), "gold.md")
    first, second = having(cast, anchors, paragraph(0))
    assert having(cast, anchors, paragraph(2)) == [second]
    with registry.database.write() as session:
        edition, told = edition_of(session, first), {first: Told.of([paragraph(3)], registry.vault)}
        fingerprinting.write(registry, session, edition, fingerprinting.prepare(registry, session, edition.id, told))
    assert having(cast, anchors, paragraph(0)) == [second]
    assert having(cast, anchors, paragraph(3)) == [first]
    with registry.database.write() as session:
        destroy(registry, session, edition_of(session, second))
    assert having(cast, anchors, paragraph(0), paragraph(2), paragraph(3)) == [first]


def test_they_are_read_once_and_then_only_what_moved(cast: Cast) -> None:
    anchors = Anchors()
    cast.deposit("amina", report("Gold", 0, 1).encode(), "gold.md")
    having(cast, anchors, paragraph(0))
    statements: list[str] = []
    with cast.house.registry.database.read() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        anchors.refresh(session)
    assert [one for one in statements if "fingerprint" in one] == []
