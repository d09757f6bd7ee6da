"""Which of all handlings share anchors with a text: asked of the database, for what the registry is told (case 26).

What a reader is told comes from the anchors of her scope alone (``search/anchors.py``), and is weighed alike.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, cast, func
from sqlmodel import Session, col, select

from models.tables.assessment import Edition, HandlingRecord
from models.tables.fingerprint import Anchor, Fingerprint
from repository.database import elements
from search.fingerprint import Fingerprint as Print

I64 = NDArray[np.int64]

POPULAR = 12
"""What more handlings have than this is a phrase of the trade, or boilerplate."""
SAME_HANDS = 3
"""So many handlings of the same originators count, where what one of them keeps many copies of is not common."""
_ROWS = 100_000
"""So many rows are read of hashes that more have: where all of them are more, some of the hashes tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What is shared with others: scores by handling, and for each paragraph of the text whether it is boilerplate."""

    scores: dict[int, int]
    common: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Among:
    """Some handlings, or all but some."""

    handlings: tuple[int, ...]
    left_out: bool = False

    def holds(self, handling: SQLColumnExpression[int]) -> ColumnElement[bool]:
        """Return the condition on a column of handlings, by which no index is looked up."""
        listed = (handling + 0).in_(_listed(self.handlings))
        return ~listed if self.left_out else listed


def of_handlings(handlings: Iterable[int]) -> Among:
    """Return some handlings alone."""
    return Among(tuple(handlings))


def everywhere(besides: Iterable[int] = ()) -> Among:
    """Return all handlings but some."""
    return Among(tuple(besides), left_out=True)


def shared(session: Session, text: Print, among: Among) -> Shared:
    """Return which handlings share anchors with a text, and how much speaks for each.

    Of what many have it counts few handlings of the same originators, which the registry alone may know.
    """
    counts = _counts(session, np.unique(text.anchors), among)
    crowded = [value for value, count in counts.items() if count > POPULAR]
    rows = list(_rows(session, [value for value, count in counts.items() if count <= POPULAR], among))
    some = _within(counts, crowded)
    popular, more = _apart(session, some, among)
    return weighed(text, rows + more, _array(popular), _array({*crowded} - {*some}))


def weighed(text: Print, rows: Iterable[tuple[int, int]], popular: I64, unread: I64 | None = None) -> Shared:
    """Return how much speaks for each handling, from which hashes it has.

    A paragraph is boilerplate where most of what tells it is ``popular``; ``unread`` hashes tell nothing. A paragraph
    of which a handling has several anchors speaks for it more than several that have one by chance.
    """
    anchors, owners = text.anchors, text.anchored
    told = np.ones(len(anchors), dtype=np.bool_) if unread is None else ~np.isin(anchors, unread)
    often = np.bincount(owners[np.isin(anchors, popular)], minlength=len(text))
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
    written = select(HandlingRecord.id, cast(Edition.originators, String)).join(Edition)
    found = session.exec(written.where(col(HandlingRecord.id).in_(_listed(handlings))))
    return {handling or 0: originators for handling, originators in found}


def same(session: Session, digests: Iterable[str], among: Among) -> set[int]:
    """Return the handlings whose words are, to the last, those of one of these digests."""
    equal = col(Fingerprint.digest).in_(_listed({*digests} - {""}))
    return set(session.exec(select(Fingerprint.handling_id).where(equal, among.holds(col(Fingerprint.handling_id)))))


def _counts(session: Session, hashes: I64, among: Among) -> dict[int, int]:
    counted = select(Anchor.hash, func.count()).where(*_asked(hashes.tolist(), among)).group_by(col(Anchor.hash))
    return dict(session.exec(counted).all())


def _rows(session: Session, hashes: list[int], among: Among) -> Iterator[tuple[int, int]]:
    found = session.exec(select(Anchor.hash, Anchor.handling_id).where(*_asked(hashes, among)))
    return ((value, handling) for value, handling in found)


def _asked(hashes: Iterable[int], among: Among) -> tuple[ColumnElement[bool], ...]:
    return col(Anchor.hash).in_(_listed(hashes)), among.holds(col(Anchor.handling_id))


def _listed(values: Iterable[int] | Iterable[str]) -> Select[tuple[Any]]:
    return select(elements(json.dumps(sorted(values))).c.value)


def _array(values: Iterable[int]) -> I64:
    return np.array(sorted(values), dtype=np.int64)
