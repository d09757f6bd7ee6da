"""Which handlings share anchors with a text: asked of the database, which says ``handling IN scope`` itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from repository.scope import Scope
from search.fingerprint import Fingerprint as Print

I64 = NDArray[np.int64]
Among = tuple[Callable[[str], str], ...]
"""Conditions on a column of handlings, as SQL, asked one after the other."""

POPULAR = 12
"""What more handlings have than this is a phrase of the trade, or boilerplate."""
SAME_HANDS = 3
"""So many handlings of the same originators count, where what one of them keeps many copies of is not common."""
_ROWS = 100_000
"""So many rows are read of hashes that more have: where all of them are more, some of the hashes tell."""
_HASHES = 2_000
_HANDLINGS = 50_000
_HANDLING = "handling_id + 0"
"""The sum keeps the database from seeking each handling of a scope: it seeks hashes, and then asks of each row."""


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What is shared with others: scores by handling, and for each paragraph of the text whether it is boilerplate."""

    scores: dict[int, int]
    common: NDArray[np.bool_]


def inside(scope: Scope) -> Among:
    """Return conditions, one of which holds for each handling of a scope; none, and so nothing, for an empty one."""
    return of_handlings(scope.handlings)


def of_handlings(handlings: I64) -> Among:
    """Return conditions, one of which holds for each of some handlings."""
    return tuple(partial(_one_of, some) for some in _chunks(handlings.tolist(), _HANDLINGS))


def everywhere(besides: Iterable[int] = ()) -> Among:
    """Return the condition under which only some handlings are left out: for what the registry is told (case 26)."""
    left_out = sorted(besides)
    return (partial(_none_of, left_out),) if left_out else (lambda _: "1 = 1",)


def shared(session: Session, text: Print, among: Among, *, by_originators: bool = False) -> Shared:
    """Return which handlings share anchors with a text, and how much speaks for each.

    A paragraph of which a handling has several anchors speaks for it more than several that have one by chance.
    ``by_originators`` counts few handlings of the same originators when it asks what is boilerplate: for what the
    registry is told alone, as it may know who they are (case 26).
    """
    anchors, owners = text.anchors, text.anchored
    counts = _counts(session, np.unique(anchors), among)
    crowded = [value for value, count in counts.items() if count > POPULAR]
    rows = list(_rows(session, [value for value, count in counts.items() if count <= POPULAR], among))
    popular, unread = crowded, list[int]()
    if crowded and by_originators:
        some = _within(counts, crowded)
        popular, more = _apart(session, some, among)
        rows += more
        unread = sorted({*crowded} - {*some})
    told = ~np.isin(anchors, np.array(unread, dtype=np.int64))
    often = np.bincount(owners[np.isin(anchors, np.array(popular, dtype=np.int64))], minlength=len(text))
    common = 2 * often > np.bincount(owners[told], minlength=len(text))
    telling = ~common[owners]
    return Shared(_scores(rows, anchors[telling], owners[telling]), common)


def _scores(rows: Iterable[tuple[int, int]], anchors: I64, owners: I64) -> dict[int, int]:
    """Return how much speaks for each handling, from which hashes it has and in which paragraphs these stand."""
    places: dict[int, list[int]] = {}
    for value, owner in zip(anchors.tolist(), owners.tolist(), strict=True):
        places.setdefault(value, []).append(owner)
    hits: dict[tuple[int, int], int] = {}
    for value, handling in rows:
        for owner in places.get(value, ()):
            hits[handling, owner] = hits.get((handling, owner), 0) + 1
    scores: dict[int, int] = {}
    for (handling, _), count in hits.items():
        scores[handling] = scores.get(handling, 0) + count * count
    return scores


def _within(counts: Mapping[int, int], crowded: Iterable[int]) -> list[int]:
    """Return the hashes of which all rows can be read, those that fewest have first; one at least."""
    chosen, total = list[int](), 0
    for value in sorted(crowded, key=lambda one: (counts[one], one)):
        total += counts[value]
        if chosen and total > _ROWS:
            break
        chosen.append(value)
    return chosen


def _apart(session: Session, crowded: list[int], among: Among) -> tuple[list[int], list[tuple[int, int]]]:
    """Return which hashes many originators have, and the rows of the others, which a few have many times."""
    having: dict[int, list[int]] = {}
    for value, handling in _rows(session, crowded, among):
        having.setdefault(value, []).append(handling)
    hands = _hands(session, {handling for some in having.values() for handling in some})
    popular, rows = list[int](), list[tuple[int, int]]()
    for value, handlings in having.items():
        counted = Counter(hands.get(handling) for handling in handlings)
        if sum(min(count, SAME_HANDS) for count in counted.values()) > POPULAR:
            popular.append(value)
        else:
            rows += ((value, handling) for handling in handlings)
    return popular, rows


def _hands(session: Session, handlings: Iterable[int]) -> dict[int, str]:
    """Return the originators of handlings, as they are written."""
    query = "SELECT h.id, e.originators FROM handling h JOIN edition e ON e.id = h.edition_id WHERE h.id IN ({}) AND {}"
    return {
        row[0]: row[1]
        for some in _chunks(sorted(handlings), _HANDLINGS)
        for row in _run(session, query, _numbers(some), "1 = 1")
    }


def same(session: Session, digests: Iterable[str], among: Among) -> set[int]:
    """Return the handlings whose words are, to the last, those of one of these digests."""
    wanted = ",".join(f"'{bytes.fromhex(digest).hex()}'" for digest in sorted(set(digests) - {""}))
    query = "SELECT handling_id FROM fingerprint WHERE digest IN ({}) AND {}"
    return {row[0] for of in among for row in _run(session, query, wanted, of(_HANDLING))} if wanted else set()


def _counts(session: Session, hashes: I64, among: Among) -> dict[int, int]:
    query = "SELECT hash, count(*) FROM fingerprint_anchor WHERE hash IN ({}) AND {} GROUP BY hash"
    counts: dict[int, int] = {}
    for value, count in _asked(session, query, hashes.tolist(), among):
        counts[value] = counts.get(value, 0) + count
    return counts


def _rows(session: Session, hashes: list[int], among: Among) -> Iterator[tuple[int, int]]:
    query = "SELECT hash, handling_id FROM fingerprint_anchor WHERE hash IN ({}) AND {}"
    return _asked(session, query, hashes, among)


def _asked(session: Session, query: str, hashes: list[int], among: Among) -> Iterator[tuple[int, int]]:
    for some in _chunks(hashes, _HASHES):
        for of in among:
            for row in _run(session, query, _numbers(some), of(_HANDLING)):
                yield row[0], row[1]


def _run(session: Session, query: str, wanted: str, condition: str) -> Iterable[Sequence[Any]]:
    """Run a query whose lists stand in its text: as parameters they would cost ten times the query itself.

    They hold whole numbers and hexadecimal digits alone.
    """
    return session.connection().exec_driver_sql(query.format(wanted, condition))


def _one_of(handlings: list[int], column: str) -> str:
    return f"{column} IN ({_numbers(handlings)})"


def _none_of(handlings: list[int], column: str) -> str:
    return f"{column} NOT IN ({_numbers(handlings)})"


def _numbers(values: list[int]) -> str:
    return ",".join(str(int(value)) for value in values)


def _chunks(values: list[int], size: int) -> Iterator[list[int]]:
    return (values[start : start + size] for start in range(0, len(values), size))
