"""Nearest ten inside a scope: Concord's lists against faiss Flat with an array of permitted ids, one thread.

Vectors are random unit vectors in 384 dimensions around a thousand centres; scopes are whole handlings. Both
engines get the same rows, labels and questions in one run; read the ratios, not the milliseconds.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

os.environ["OMP_NUM_THREADS"] = "1"

import faiss
import numpy as np
from numpy.typing import NDArray

from search.vectors import Vectors

ROWS, HANDLINGS, DIMENSIONS, QUESTIONS, NEAREST = 100_000, 500, 384, 30, 10
SHARES = (1.0, 0.1, 0.01)


def main() -> None:
    """Print milliseconds, their ratio and the recall for every share of visible rows."""
    faiss.omp_set_num_threads(1)
    rng = np.random.default_rng(1)
    rows, questions = _vectors(rng, ROWS), _vectors(rng, QUESTIONS)
    owner = np.sort(rng.integers(0, HANDLINGS, ROWS))
    ours, flat = Vectors(DIMENSIONS), faiss.IndexFlatIP(DIMENSIONS)
    starts = np.searchsorted(owner, np.arange(HANDLINGS + 1))
    for handling in range(HANDLINGS):
        ours.put(handling, rows[starts[handling] : starts[handling + 1]])
    flat.add(rows)
    print(f"{ROWS:,} vectors, {HANDLINGS} handlings, {DIMENSIONS} dimensions, top {NEAREST}, one thread")
    print(f"{'visible':>8} {'Concord ms':>11} {'faiss Flat ms':>14} {'ratio':>6} {'recall':>7}")
    for share in SHARES:
        scope = np.sort(rng.permutation(HANDLINGS)[: max(1, int(share * HANDLINGS))]).astype(np.int64)
        visible = np.flatnonzero(np.isin(owner, scope)).astype(np.int64)
        peer = _peer(flat, visible)
        mine = _timed(lambda q, s=scope: ours.nearest(q, s, NEAREST), questions)  # type: ignore[misc]
        theirs = _timed(peer, questions)
        recall = statistics.mean(_recall(ours, starts, scope, peer, q) for q in questions)
        print(f"{share:>8.0%} {mine:>11.2f} {theirs:>14.2f} {theirs / mine:>6.1f} {recall:>7.3f}")


def _vectors(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    centres = np.random.default_rng(0).normal(size=(1000, DIMENSIONS))
    made = centres[rng.integers(0, 1000, count)] + 0.7 * rng.normal(size=(count, DIMENSIONS))
    unit: NDArray[np.float32] = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _peer(flat: faiss.IndexFlatIP, visible: NDArray[np.int64]) -> Callable[[NDArray[np.float32]], NDArray[np.int64]]:
    if len(visible) == flat.ntotal:
        return lambda q: flat.search(q[None], NEAREST)[1][0]
    selector = faiss.IDSelectorArray(visible)
    parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
    return lambda q: flat.search(q[None], NEAREST, params=parameters)[1][0]


def _timed(ask: Callable[[NDArray[np.float32]], object], questions: NDArray[np.float32]) -> float:
    taken = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def _recall(
    ours: Vectors,
    starts: NDArray[np.int64],
    scope: NDArray[np.int64],
    peer: Callable[[NDArray[np.float32]], NDArray[np.int64]],
    question: NDArray[np.float32],
) -> float:
    found = ours.nearest(question, scope, NEAREST)
    mine = {int(starts[h]) + int(o) for h, o in zip(found.handlings, found.ordinals, strict=True)}
    return len(mine & {int(i) for i in peer(question)}) / NEAREST


if __name__ == "__main__":
    main()
