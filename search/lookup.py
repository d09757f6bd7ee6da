"""Which handlings share anchors with a text: asked of the database, which says ``handling IN scope`` itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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


def shared(session: Session, text: Print, among: Among) -> Shared:
    """Return which handlings share anchors with a text, and how much speaks for each.

    A paragraph of which a handling has several anchors speaks for it more than several that have one by chance.
    """
    anchors, owners = text.anchors, text.anchored
    asked = np.unique(anchors)
    counts = _counts(session, asked, among)
    popular = np.array([value for value, count in counts.items() if count > POPULAR], dtype=np.int64)
    often = np.bincount(owners[np.isin(anchors, popular)], minlength=len(text))
    common = 2 * often > np.bincount(owners, minlength=len(text))
    rare = [value for value, count in counts.items() if count <= POPULAR]
    telling = ~common[owners]
    places: dict[int, list[int]] = {}
    for value, owner in zip(anchors[telling].tolist(), owners[telling].tolist(), strict=True):
        places.setdefault(value, []).append(owner)
    hits: dict[tuple[int, int], int] = {}
    for value, handling in _rows(session, rare, among):
        for owner in places.get(value, ()):
            hits[handling, owner] = hits.get((handling, owner), 0) + 1
    scores: dict[int, int] = {}
    for (handling, _), count in hits.items():
        scores[handling] = scores.get(handling, 0) + count * count
    return Shared(scores, common)


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
