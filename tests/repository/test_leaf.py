"""The leaf made from a row as the driver gives it is the leaf of the entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.leaf import Recorded, Row, leaf_of, seal_words
from repository.sealed import Vault

VAULT = Vault(bytes(range(32)))
texts = st.text(max_size=12)
details = st.dictionaries(
    texts, st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
)
instants = st.datetimes(timezones=st.just(UTC))


def as_kept(entry: Recorded) -> Row:
    """The row as SQLite's driver gives it: instant and JSON as text."""
    at = entry.at.strftime("%m-%d %H:%M:%S.%f")
    return (
        entry.sequence, entry.id, f"{entry.at.year:04}-{at}", entry.actor, entry.action, entry.outcome,
        json.dumps(list(entry.editions)), json.dumps(dict(entry.detail)), entry.rank, entry.sealed,
    )  # fmt: skip


@given(st.integers(1, 10**9), texts, instants, st.none() | texts, texts, st.lists(texts), details, st.integers(0, 5))
def test_both_ways_make_the_same_leaf(
    sequence: int,
    ident: str,
    at: datetime,
    actor: str | None,
    action: str,
    editions: list[str],
    detail: dict[str, Any],
    rank: int,
) -> None:
    sealed = seal_words(VAULT, "entry", "words") if rank % 2 else None
    entry = Recorded(sequence, ident, at, actor, action, "done", editions, detail, rank, sealed)
    assert leaf_of(as_kept(entry), VAULT) == entry.leaf(VAULT)
    decoded: Any = (*as_kept(entry)[:2], at, *as_kept(entry)[3:6], editions, detail, rank, sealed)
    assert leaf_of(decoded, VAULT) == entry.leaf(VAULT)


@pytest.mark.parametrize(
    ("place", "value"),
    [(2, "2026-03-01T12:00:00.000000"), (2, "yesterday"), (2, None), (6, "{}"), (6, "7"), (7, "[]"), (7, "[1]"),
     (7, "{"), (7, '{"x": NaN}'), (8, "1"), (8, 1.0), (8, None), (4, None), (4, b"view"), (9, "letters")],
)  # fmt: skip
def test_a_damaged_row_never_makes_the_leaf_of_the_sound_one(place: int, value: Any) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    entry = Recorded(1, "id", at, None, "view", "done", [], {}, 1, None)
    damaged: Any = (*as_kept(entry)[:place], value, *as_kept(entry)[place + 1 :])
    try:
        leaf = leaf_of(damaged, VAULT)
    except Exception:
        return
    assert leaf != entry.leaf(VAULT)
