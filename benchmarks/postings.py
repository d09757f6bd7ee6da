"""Postings of generated portions: what a question, a scope and a change cost (design 9).

``python -m benchmarks.postings [PORTIONS]``. Bags of 179 words a portion, 20,000 to a vocabulary that grows with the
collection, in handlings of lognormal size; questions of one to six terms of a visible portion, without
those that more than a tenth of all portions hold. One thread; milliseconds of its processor time, so that other work
on the machine counts for little.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analyser import ANALYSER
from search.lexicon import Lexicon
from search.segment import HEAD

HANDLINGS = 20_000
DRAWN = 179
QUESTIONS = 200
LIMIT = 1000
SHARES = (1.0, 0.1, 0.01)
COMMON = 0.1
TOPICS = 400

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bags:
    """Generated handlings, and some portions' terms to ask for."""

    sizes: I64
    keys: NDArray[np.uint64]
    weights: NDArray[np.float64]
    seed: int = 1

    @classmethod
    def of(cls, portions: int) -> Bags:
        """Draw the sizes of handlings for so many portions."""
        rng = np.random.default_rng(1)
        count = max(10, HANDLINGS * portions // 1_000_000)
        raw = rng.lognormal(0, 1, count)
        sizes = np.maximum(1, np.round(raw * portions / raw.sum())).astype(np.int64)
        words = int(2.2 * portions**0.78) + 5_000
        ranks = np.arange(1, words + 1)
        weights = np.cumsum(1 / (ranks + 2.7) ** 1.05)
        return cls(sizes, rng.integers(1, 1 << 63, words, dtype=np.uint64), weights / weights[-1])

    def drawn(self, handling: int) -> I64:
        """Return the word numbers of a handling's portions [portions, words]; the rarer words are of its topic."""
        rng = np.random.default_rng((self.seed, handling))
        shape = int(self.sizes[handling]), DRAWN
        made = np.searchsorted(self.weights, rng.random(shape, dtype=np.float32).astype(np.float64))
        rare = made > len(self.keys) // 20
        made[rare] = made[rare] // TOPICS * TOPICS + handling % TOPICS
        return np.minimum(made, len(self.keys) - 1)

    def blob(self, handling: int) -> bytes:
        """Return the postings of a handling as the database keeps them."""
        words = self.drawn(handling)
        places = np.repeat(np.arange(len(words)), DRAWN)
        pairs, counts = np.unique(words.ravel() * len(words) + places, return_counts=True)
        terms, places = self.keys[pairs // len(words)], pairs % len(words)
        order = np.lexsort((places, terms))
        parts = (
            HEAD.pack(len(words), ANALYSER, len(pairs)),
            np.full(len(words), DRAWN, dtype="<u2").tobytes(),
            terms[order].astype("<u8").tobytes(),
            places[order].astype("<u2").tobytes(),
            np.minimum(counts, 255)[order].astype("u1").tobytes(),
        )
        return b"".join(parts)

    def questions(self, scope: I64) -> Iterator[list[int]]:
        """Yield questions: a few terms of a visible portion that less than a tenth of all portions hold."""
        rng = np.random.default_rng(7)
        share = np.diff(self.weights, prepend=0)
        common = -np.expm1(-share * DRAWN) > COMMON
        for _ in range(QUESTIONS):
            portions = self.drawn(int(rng.choice(scope)))
            words = np.unique(portions[int(rng.integers(len(portions)))])
            words = words[~common[words]]
            yield [int(self.keys[word]) for word in rng.choice(words, min(len(words), int(rng.integers(1, 7))), False)]


def main() -> None:
    """Fill a lexicon and print what things cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portions", type=int, nargs="?", default=100_000)
    bags = Bags.of(parser.parse_args().portions)
    lexicon, blobs = Lexicon(), {}
    made = time.thread_time()
    for handling in range(len(bags.sizes)):
        blobs[handling] = bags.blob(handling)
    made = time.thread_time() - made
    began, slowest = time.thread_time(), 0.0
    for handling, blob in blobs.items():
        one = time.thread_time()
        lexicon.put(handling, blob)
        lexicon.pack()
        slowest = max(slowest, time.thread_time() - one)
    everything = np.arange(len(bags.sizes), dtype=np.int64)
    _tidied(lexicon)
    first = _once(lambda: lexicon.view(everything))
    rest = time.thread_time() - began
    print(f"{int(bags.sizes.sum()):,} portions in {len(bags.sizes):,} handlings, {len(bags.keys):,} words")
    print(f"blobs {sum(map(len, blobs.values())) / 1e6:,.0f} MB, drawn in {made:.1f} s; read in {rest:.1f} s")
    print(f"(slowest of them {1000 * slowest:.0f} ms, first view {first:.0f} ms), memory {_memory():.0f} MB")
    rng = np.random.default_rng(3)
    for share in SHARES:
        scope = np.sort(rng.permutation(everything)[: max(1, int(share * len(everything)))])
        _asked(lexicon, bags, scope, share)
    _changed(lexicon, blobs, everything)
    _asked(lexicon, bags, everything, 1.0)
    tidied = _tidied(lexicon)
    print(f"tidied {len(tidied)} times, {sum(tidied):.1f} s in all, beside the questions")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _tidied(lexicon: Lexicon) -> list[float]:
    """Join all that can be joined; return how many seconds each step took."""
    taken = []
    began = time.thread_time()
    while lexicon.tidy():
        taken.append(time.thread_time() - began)
        began = time.thread_time()
    return taken


def _asked(lexicon: Lexicon, bags: Bags, scope: I64, share: float) -> None:
    built = [_once(lambda: lexicon.view(scope)) for _ in range(5)]
    view = lexicon.view(scope)
    taken = sorted(_once(lambda q=q: view.search(q, LIMIT)) for q in bags.questions(scope))  # type: ignore[misc]
    p50, p95 = taken[len(taken) // 2], taken[int(0.95 * len(taken))]
    print(f"visible {share:>4.0%}: view {sorted(built)[2]:6.1f} ms   question p50 {p50:6.2f}  p95 {p95:6.2f} ms")


def _changed(lexicon: Lexicon, blobs: dict[int, bytes], scope: I64) -> None:
    """Change one handling after the other, and look each time what the next view of everybody's costs.

    Nothing is joined meanwhile, so what is asked next meets all of it as it came.
    """
    taken = []
    for handling in range(300):
        lexicon.put(handling * 7 % len(blobs), blobs[handling * 7 % len(blobs)])
        taken.append(_once(lambda: lexicon.view(scope)))
    taken.sort()
    print(f"view after a change: p50 {taken[150]:.1f}  p95 {taken[285]:.1f}  slowest {taken[-1]:.1f} ms")


def _once(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return 1000 * (time.thread_time() - began)


def _memory() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
