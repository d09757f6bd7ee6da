"""Overlap measured: planted edits and true pairs of the real corpus, and how long a look-up takes at a million.

``python -m benchmarks.overlap FOLDER`` prints precision and recall of paragraphs by kind of edit, what the corpus'
own revisions and formats share, and the milliseconds of a look-up among ``--paragraphs`` synthetic ones.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import Source, sources
from ingest.errors import IngestError
from ingest.portions import cut
from ingest.sandbox import parse
from repository.database import Database
from search.anchors import Anchors
from search.fingerprint import Fingerprint, matches
from search.shingle import ANCHORS, Paragraph, paragraphs

KEY = b"benchmark".ljust(32, b"-")
SAMPLE = 40
"""Paragraphs of a document that are edited, and as many of another one that it lacks."""
RELATED = 0.2
MILLION = 1_000_000
PER_HANDLING = 50
ASKED = 150
REPEATS = 15

Texts = dict[str, list[str]]
Edit = Callable[[list[str], random.Random], list[str]]


def main(root: Path, total: int = MILLION) -> int:
    """Print every figure."""
    texts = _read(sources(root))
    told = {name: paragraphs(portions, KEY) for name, portions in texts.items()}
    prints = {name: Fingerprint.of(found) for name, found in told.items()}
    print(f"overlap: {len(texts)} documents, {sum(map(len, prints.values())):,} paragraphs")
    _edits(texts, told)
    _pairs(prints)
    _lookups(total)
    return 0


def _read(found: Sequence[Source]) -> Texts:
    texts = {}
    for source in found:
        try:
            texts[source.file] = [portion.text for portion in cut(parse(source.path), lambda text: len(text) // 4 or 1)]
        except IngestError:
            continue
    return texts


def _edits(texts: Texts, told: dict[str, list[Paragraph]]) -> None:
    """Compare documents, half of them edited paragraphs of another and half foreign ones, with that other."""
    names = [name for name in sorted(told) if len(told[name]) >= 2 * SAMPLE and name.endswith("pdf")]
    print(f"planted edits in {len(names)} documents, {SAMPLE} paragraphs each: recall, precision")
    for kind, edit in EDITS.items():
        draw, right, found, planted = random.Random(7), 0, 0, 0
        for name, stranger in zip(names, names[1:] + names[:1], strict=True):
            mine = draw.sample(_words_of(texts[name], told[name]), SAMPLE)
            foreign = draw.sample(_words_of(texts[stranger], told[stranger]), SAMPLE)
            lines = [(" ".join(edit(list(words), draw)), place) for place, words in mine]
            lines += [(" ".join(words), -9) for _, words in foreign]
            if kind == "paragraphs reordered":
                draw.shuffle(lines)
            made = paragraphs([line for line, _ in lines], KEY)
            known = Fingerprint.of(told[name])
            for match in matches(Fingerprint.of(made), known):
                found += 1
                right += abs(lines[made[match.here].ordinal][1] - match.there) <= 1
            planted += SAMPLE
        print(f"  {kind:<28} {right / planted:.3f} {right / max(1, found):.3f}")


def _words_of(portions: list[str], told: list[Paragraph]) -> list[tuple[int, list[str]]]:
    return [(place, portions[one.ordinal][one.start : one.end].split()) for place, one in enumerate(told)]


def _changed(share: float) -> Edit:
    def edit(words: list[str], draw: random.Random) -> list[str]:
        for place in draw.sample(range(len(words)), max(1, round(share * len(words)))):
            words[place] = f"replaced{draw.randrange(10_000)}"
        return words

    return edit


def _inserted(words: list[str], draw: random.Random) -> list[str]:
    place = draw.randrange(len(words))
    return [*words[:place], *(f"inserted{number}" for number in range(len(words) // 2)), *words[place:]]


def _noisy(share: float) -> Edit:
    """Read wrongly this share of the letters, as recognition does."""

    def edit(words: list[str], draw: random.Random) -> list[str]:
        return ["".join(draw.choice("aeicln") if draw.random() < share else c for c in word) for word in words]

    return edit


EDITS: dict[str, Edit] = {
    "copied": lambda words, _: words,
    "paragraphs reordered": lambda words, _: words,
    "one word changed": lambda words, draw: _changed(1 / len(words))(words, draw),
    "10 % of words changed": _changed(0.1),
    "20 % of words changed": _changed(0.2),
    "30 % of words changed": _changed(0.3),
    "half as much again inserted": _inserted,
    "recognised, 1 % of letters": _noisy(0.01),
    "recognised, 3 % of letters": _noisy(0.03),
}


def _pairs(prints: dict[str, Fingerprint]) -> None:
    """Print the pairs of documents that share much: revisions, other formats, reports in a series."""
    print(f"pairs of which either shares {RELATED:.0%} of its paragraphs: share of the first, of the second")
    found = []
    for one, other in combinations(sorted(prints), 2):
        here, there = (
            len(matches(prints[a], prints[b])) / max(1, len(prints[a])) for a, b in ((one, other), (other, one))
        )
        if max(here, there) >= RELATED:
            found.append((here, there, one, other))
    for here, there, one, other in sorted(found, key=lambda pair: -max(pair[:2])):
        print(f"  {here:.2f} {there:.2f} {one} {other}")


def _lookups(total: int) -> None:
    """Time looking a text of ``ASKED`` paragraphs up among synthetic ones, by how much of them is visible."""
    handlings = total // PER_HANDLING
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "overlap.db")
        database.migrate()
        began = time.perf_counter()
        _fill(database.path, total, handlings)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        spent = time.perf_counter() - began
        print(f"{total:,} paragraphs in {handlings:,} handlings: {size:,.0f} MB, filled in {spent:.0f} s")
        anchors, began = Anchors(), time.perf_counter()
        with database.read() as session:
            anchors.refresh(session)
        print(f"  read into memory once in {time.perf_counter() - began:.1f} s")
        for share in (1.0, 0.1, 0.01):
            scope = np.arange(1, handlings + 1, round(1 / share))
            took = [_timed(anchors, scope, number) for number in range(REPEATS)]
            print(f"  look-up, {share:>4.0%} visible: p50 {statistics.median(took):.0f} ms, max {max(took):.0f} ms")
        database.close()


def _fill(path: Path, total: int, handlings: int) -> None:
    """Keep anchors of paragraphs: mostly their own, one of ten from phrases that many use (Zipf)."""
    for start in range(0, total, 100_000):
        rows = _anchors(start, min(start + 100_000, total))
        pairs = sorted({(int(value), 1 + place % handlings) for place, values in rows for value in values})
        with closing(sqlite3.connect(path)) as connection, connection:
            owners = [(1 + place % handlings,) for place in range(start, min(start + 100_000, total))]
            connection.executemany("INSERT OR IGNORE INTO fingerprint VALUES (?, 0, '', x'', 1)", owners)
            connection.executemany("INSERT OR IGNORE INTO fingerprint_anchor (hash, handling_id) VALUES (?, ?)", pairs)


def _anchors(start: int, end: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    draw = np.random.default_rng(start)
    own = draw.integers(-(2**63), 2**63 - 1, (end - start, ANCHORS))
    phrases = np.minimum(draw.zipf(1.3, (end - start, ANCHORS)), 1_000_000)
    mixed = np.where(draw.random(own.shape) < 0.1, phrases, own)
    yield from zip(range(start, end), mixed, strict=True)


def _timed(anchors: Anchors, scope: NDArray[np.int64], number: int) -> float:
    """Look up a text half of which stands in the repository."""
    known = [values for _, values in _anchors(100_000 * (number % 3), 100_000 * (number % 3) + ASKED // 2)]
    new = [values for _, values in _anchors(10**9 + number, 10**9 + number + ASKED // 2)]
    text = Fingerprint.of(
        [Paragraph(place, 0, 1, (), tuple(sorted(values.tolist()))) for place, values in enumerate(known + new)]
    )
    began = time.perf_counter()
    anchors.shared(scope, text)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MILLION))
