"""Generated vectors, labels and questions that every engine gets alike; kept under ``.bench/vectors``.

Real embeddings are neither noise nor a few round heaps: a few directions hold most of what differs, topics are
of unequal popularity, and portions of one report lie closer together than those of a topic. So a row is a sum of its
topic's part, its report's and its own, along axes of falling weight as in embeddings of real reports, turned at
random. A question is a row, half covered by noise. The same size gives the same numbers.

Rows lie in two ways. *scattered*: in the order of arrival, any portion under any handling. *grouped*: a handling's
portions are of one report, stored one after the other, reports by topic; and who sees one sees its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

DIMENSIONS = 384
NEAREST = 10
QUESTIONS = 60
TOPICS = 2_000
FEW, MANY = 200, 20_000
WAYS = ("scattered", "grouped")
# How much of a row its topic, its report and itself are.
PARTS = (0.35, 0.25, 0.40)
BLOCK = 50_000
SEED = 384


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one size that lie in one way, and the labels of handlings they stand under."""

    folder: Path
    size: int
    way: str

    @property
    def handlings(self) -> tuple[int, int]:
        """The two numbers of handlings that rows are labelled by; a report has five portions or more."""
        return FEW, min(MANY, max(FEW, self.size // 5))

    @property
    def rows(self) -> F32:
        """The unit vectors [size, 384], as they lie in the file."""
        rows: F32 = np.load(self._file("rows"), mmap_mode="r")
        return rows

    @property
    def questions(self) -> F32:
        """The questions' unit vectors [60, 384]."""
        questions: F32 = np.load(self.folder / "questions.npy")
        return questions

    def labels(self, handlings: int) -> I64:
        """Return the handling [size] of every row, a number below ``handlings``."""
        labels: I64 = np.load(self._file(f"labels-{handlings}"))
        return labels

    def scope(self, handlings: int, visible: float) -> I64:
        """Return handlings, ascending, that hold about this share of all rows."""
        if visible == 1:
            return np.arange(handlings, dtype=np.int64)
        draw = np.random.default_rng((SEED, handlings, round(visible * 1e6)))
        sizes = np.bincount(self.labels(handlings), minlength=handlings)
        together = max(1, int(handlings * visible / 4)) if self.way == "grouped" else 1
        order = np.concatenate(draw.permutation(np.array_split(np.arange(handlings), handlings // together)))
        return _filled(order, sizes, visible * self.size)

    def truth(self, scope: I64, handlings: int) -> I64:
        """Return the numbers [60, 10] of the rows nearest to each question; -1 where the scope has fewer."""
        seen = np.flatnonzero(np.isin(self.labels(handlings), scope))
        scores = np.load(self._file("scores"), mmap_mode="r")[:, seen]
        best = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST] if len(seen) < BLOCK else _first(scores)
        found = np.full((len(scores), NEAREST), -1, dtype=np.int64)
        found[:, : best.shape[1]] = seen[best]
        return found

    def made(self) -> Sample:
        """Return itself, its files made where they were not."""
        if not (self.folder / "complete").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            _generate(self)
            (self.folder / "complete").touch()
        return self

    def _file(self, name: str) -> Path:
        return self.folder / f"{self.way}-{name}.npy"


def _filled(order: I64, sizes: I64, wanted: float) -> I64:
    """Take handlings in an order while they fit, at least one."""
    taken, held = [], 0
    for one in order.tolist():
        if held + sizes[one] <= 1.05 * wanted:
            taken.append(one)
            held += int(sizes[one])
        if held >= 0.98 * wanted:
            break
    return np.array(sorted(taken or [int(np.argmin(sizes))]), dtype=np.int64)


def _first(scores: F32) -> I64:
    some: I64 = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)


def _generate(sample: Sample) -> None:
    """Write rows, labels, questions and every score, in both ways."""
    size, few, many = sample.size, *sample.handlings
    draw = np.random.default_rng((SEED, size))
    weights = (np.arange(TOPICS) + 5.0) ** -0.7
    topics = np.sort(draw.choice(TOPICS, many, p=weights / weights.sum()))
    reports = np.repeat(np.arange(many), _sizes(draw, many, size))
    arrival = draw.permutation(size)
    scattered, grouped = (Sample(sample.folder, size, way) for way in WAYS)
    rows = np.lib.format.open_memmap(scattered._file("rows"), "w+", np.float32, (size, DIMENSIONS))
    for start, block in _blocks(draw, topics, reports[arrival]):
        rows[start : start + len(block)] = block
    questions = _questions(draw, rows)
    np.save(sample.folder / "questions.npy", questions)
    sorted_rows = np.lib.format.open_memmap(grouped._file("rows"), "w+", np.float32, (size, DIMENSIONS))
    place = np.argsort(arrival)
    for start in range(0, size, BLOCK):
        sorted_rows[start : start + BLOCK] = rows[place[start : start + BLOCK]]
    for one, stored in ((scattered, rows), (grouped, sorted_rows)):
        np.save(
            one._file("scores"),
            np.concatenate([questions @ stored[s : s + BLOCK].T for s in range(0, size, BLOCK)], axis=1),
        )
    for handlings in (few, many):
        label = np.repeat(np.arange(handlings), _sizes(draw, handlings, size))
        np.save(scattered._file(f"labels-{handlings}"), draw.permutation(label))
        np.save(grouped._file(f"labels-{handlings}"), reports * handlings // many)


def _sizes(draw: np.random.Generator, count: int, total: int) -> I64:
    """Share ``total`` rows among handlings: lognormal, at least one each."""
    raw = draw.lognormal(0, 1, count)
    sizes: I64 = 1 + np.floor(raw * (total - count) / raw.sum()).astype(np.int64)
    sizes[: total - int(sizes.sum())] += 1
    return sizes


def _blocks(draw: np.random.Generator, topics: I64, reports: I64) -> Iterator[tuple[int, F32]]:
    """Yield where a block of rows starts, and the block."""
    axes, shape = _axes(), (len(topics), DIMENSIONS)
    of_topic = draw.normal(size=(TOPICS, DIMENSIONS)).astype(np.float32)
    of_report = draw.normal(size=shape).astype(np.float32)
    middle = np.sqrt(PARTS[0]) * of_topic[topics] + np.sqrt(PARTS[1]) * of_report
    for start in range(0, len(reports), BLOCK):
        block = middle[reports[start : start + BLOCK]]
        own = draw.standard_normal(block.shape, dtype=np.float32)
        yield start, _unit((block + np.float32(np.sqrt(PARTS[2])) * own) @ axes)


def _questions(draw: np.random.Generator, rows: F32) -> F32:
    """Cover rows half with noise of the same kind."""
    noise = _unit(draw.standard_normal((QUESTIONS, DIMENSIONS), dtype=np.float32) @ _axes())
    return _unit(np.float32(0.75) * rows[draw.integers(0, len(rows), QUESTIONS)] + np.float32(0.66) * noise)


def _axes() -> F32:
    """Return the turned axes [384, 384], of falling weight as in embeddings of real reports."""
    turned = np.linalg.qr(np.random.default_rng(SEED).normal(size=(DIMENSIONS, DIMENSIONS)))[0]
    weights = (np.arange(DIMENSIONS) + 4.0) ** -0.425
    axes: F32 = (weights[:, None] * turned).astype(np.float32)
    return axes


def _unit(rows: F32) -> F32:
    unit: F32 = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
