"""Standing searches measured: one new assessment against 10,000 questions of 2,000 people, nearly all may read it.

The peer asks each question anew, as its owner, with the search engine itself. It searches the new reports alone, which
costs it the least that there is; of its questions a sample is asked, and the others are counted like these. Vectors
are drawn, not embedded: what a model takes is in neither figure.

    python -m benchmarks.standing [SEARCHES [PEOPLE]]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from random import Random
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, select

from benchmarks.population import START, Population
from models.deposit import Deposit
from models.handling import BODY, RELEASED
from models.tables.assessment import HandlingIndex, HandlingRecord
from repository import editions, saved_searches, standing_searches
from repository.database import bump
from repository.saved_searches import Question
from search.analyser import tokens
from search.centring import Centring
from search.changeover import INDEX
from search.encoder import Encoded, Encoder, Span
from search.engine import Engine
from search.generation import vectors_to_bytes
from search.query import Query
from search.segment import encode
from search.watch import Watch

PEOPLE, SEARCHES, EDITIONS, PORTIONS, ARRIVALS, SAMPLE = 2_000, 10_000, 2_000, 200, 7, 60
DIMENSIONS, VOCABULARY, ANSWERED = 384, 5_000, 100
TARGET = 1.0
"""Seconds for one arrival (issue 5)."""

FloatArray = NDArray[np.float32]


class Drawn:
    """A model of nothing: every text has a direction of its own, drawn from its letters."""

    dimensions = DIMENSIONS
    fingerprint = "drawn"

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def query(self, text: str) -> FloatArray:
        """Draw the direction of a text, of length one."""
        seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
        drawn = np.random.default_rng(seed).normal(size=self.dimensions)
        return cast(FloatArray, (drawn / np.linalg.norm(drawn)).astype(np.float32))

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Draw the directions of texts; nobody asks for those of their sentences."""
        empty = [np.zeros((len(spans), self.dimensions), dtype=np.float32) for spans in sentences]
        return [Encoded(self.query(text), rows) for text, rows in zip(texts, empty, strict=True)]


class Uncentred:
    """Nothing is taken out of what was drawn."""

    def query(self, vector: FloatArray) -> FloatArray:
        """Return the vector."""
        return vector


def questions(number: int) -> list[str]:
    """Return questions of three to six words, drawn from a vocabulary."""
    rng = Random(3)
    letters = ("bcdfghklmnprst", "aeiou", "bcdfglmnprstv", "aeiou", "lmnrst", "ae", "lnrst")
    words = ["".join(rng.choice(some) for some in letters) for _ in range(VOCABULARY)]
    return [" ".join(rng.choices(words, k=rng.randrange(3, 7))) for _ in range(number)]


def subscribe(population: Population, asked: Sequence[str]) -> None:
    """Let the questions stand, dealt out to all people in turn."""
    registry = population.registry
    for start in range(0, len(asked), 500):
        with registry.database.write() as session:
            for number, text in enumerate(asked[start : start + 500], start):
                person = population.people[number % len(population.people)]
                row = saved_searches.keep(registry, session, person.id, text, Question(text, {}))
                standing_searches.start(registry, session, row, ())


def arrive(population: Population, asked: Sequence[str], number: int) -> None:
    """Release a report of 200 passages to everybody: by meaning it answers 50 questions, by words 50 others."""
    registry, rng = population.registry, Random(number)
    release_to = ["ALL-INTERPOL-NCB", "ALL-DIALOGUE-PARTICIPANTS"]
    said = {"title": f"Report {number}", "marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": release_to}
    deposit = Deposit.model_validate(said)
    meant, worded = (rng.sample(asked, min(ANSWERED // 2, len(asked))) for _ in range(2))
    drawn, filler = Drawn(), [f"{number} {place}" for place in range(PORTIONS)]
    vectors = np.array([drawn.query(text) for text in [*meant, *filler][:PORTIONS]], dtype=np.float32)
    texts = [f"{text} and what stands beside it" for text in [*worded, *filler][:PORTIONS]]
    postings = encode([[token.term for token in tokens(text, "en")] for text in texts], registry.vault.posting_key)
    edition = editions.draft(registry.vault, registry.ids, registry.clock, population.people[0], deposit)
    edition.state, edition.released_at, edition.ingested_at = RELEASED, START, START
    with registry.database.write() as session:
        editions.keep(session, edition, deposit)
        session.flush()
        ident = _body(session, edition.id)
        sealed = editions.key_of(edition, registry.vault).seal(f"vectors:{ident}", vectors_to_bytes(vectors))
        row = HandlingIndex(
            handling_id=ident, version=bump(session, INDEX), model=drawn.fingerprint, vectors=sealed, postings=postings
        )
        session.add(row)


def _body(session: Session, edition: str) -> int:
    query = select(HandlingRecord.id).where(HandlingRecord.edition_id == edition, HandlingRecord.part == BODY)
    ident = session.exec(query).one()
    if ident is None:
        raise LookupError(f"The edition {edition} has no body.")
    return ident


def peer(population: Population, engine: Engine, asked: Sequence[str]) -> float:
    """Return the seconds that it takes to ask every question anew, as its owner, from those of a sample."""
    registry, rng = population.registry, Random(5)
    at, taken = registry.clock.now(), 0.0
    with registry.database.read() as session:
        engine.refresh(session)
        for number in rng.sample(range(len(asked)), min(SAMPLE, len(asked))):
            person = population.people[number % len(population.people)]
            reader = registry.readers.of(session, person.id, at)
            if reader is None:
                continue
            begun = time.perf_counter()
            scope = registry.scopes.of(session, reader, at)
            engine.search(session, scope, Query(asked[number]), at)
            taken += time.perf_counter() - begun
    return taken * len(asked) / min(SAMPLE, len(asked))


def timed(act: Callable[[], int]) -> tuple[int, float, float, float]:
    """Return what an act gave, the seconds that it took by the clock and of the processor, and those it stood in line.

    What stands in line for a processor, because others use it, is no cost of the act.
    """
    begun, used, stood = time.perf_counter(), time.process_time(), _stood()
    given = act()
    return given, time.perf_counter() - begun, time.process_time() - used, _stood() - stood


def _stood() -> float:
    """Return the seconds that this process has stood in line for a processor; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/schedstat").read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


def main(searches: int = SEARCHES, some: int = PEOPLE) -> int:
    """Measure; return how many targets were missed."""
    with tempfile.TemporaryDirectory() as folder:
        population = Population.founded(Path(folder), some)
        population.grow_editions(EDITIONS)
        asked = questions(searches)
        subscribe(population, asked)
        engine = Engine(population.registry, cast(Encoder, Drawn()), cast(Centring, Uncentred()))
        watch = Watch(population.registry, engine)
        _, first, *_ = timed(watch.look)
        print(f"{searches:,} standing searches of {some:,} people; encoded and read at the start in {first:.1f} s")
        figures = []
        for number in range(ARRIVALS):
            arrive(population, asked, number)
            figures.append(timed(watch.look))
        raised, walls, used, stood = ([figure[part] for figure in figures] for part in range(4))
        print(f"alerts raised by an arrival of {PORTIONS} portions: {median(raised):.0f}")
        print(f"an arrival: {median(walls):.2f} s, worst {max(walls):.2f}; processor {median(used):.2f} s", end=", ")
        print(f"in line for one {median(stood):.2f} s")
        _, nothing, *_ = timed(watch.look)
        print(f"a look where nothing has moved: {1000 * nothing:.1f} ms")
        asking = peer(population, engine, asked)
        print(f"the peer, every question asked anew: {asking:.1f} s, {asking / median(walls):.0f} times as long")
        population.registry.database.close()
    missed = int(median(walls) > TARGET or not median(raised))
    print(f"target, {TARGET:.0f} s for an arrival: {'missed' if missed else 'met'}")
    return missed


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
