"""Search end to end: what one answer takes at 10,000 real portions, at 100,000 and at a million, beside its peers.

``python -m benchmarks.search [10k|100k|1m ...]``, with the corpus in the folder that ``CONCORD_CORPUS`` names. Two
hundred questions, each put once within three scopes, after others that warmed the reader's. Timed is all that a server
does with one but HTTP: who asks is proven by her token, her scope, the question embedded, words and meaning, grouping,
the evidence of ten assessments opened, the entry in the register durable, the answer as JSON. Peers are given the
question's vector and return ten rows. What the embedding of a question takes is measured within the same run.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from benchmarks import repositories
from benchmarks.embedded import folder
from benchmarks.repositories import READERS, Repository, repository_of
from benchmarks.results import Table, keep
from benchmarks.topics import LANGUAGES, topics
from repository import people
from repository.people import TOKEN, NewPerson, UnknownPerson
from repository.scope import Scope
from search import grammar
from search.encoder import Encoded, Encoder, FloatArray
from search.query import Filters
from search.sentence import Span
from web import reading
from web.api.shapes.search import SearchAnswer
from web.house import House, open_house
from web.visitor import visitor_of

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
QUESTIONS, WARM, SHOWN = 200, 10, 10
PEERS = ("tantivy-faiss", "postgresql")
PYTHON = Path("venv") / "bin" / "python"
HEADS = (
    "",
    "portions seen",
    "ms p50",
    "ms p95",
    "CPU ms p50",
    "CPU ms p95",
    "of it embedding, p50",
    "embedding, p95",
    "CPU by embedding, p95",
)


def questions() -> list[str]:
    """Return real questions, the four languages in turn, each once."""
    known = topics()
    by_language = ([topic.questions[of] for topic in known] for of in LANGUAGES)
    mixed = (words for words in chain.from_iterable(zip_longest(*by_language)) if words)
    return list(dict.fromkeys(mixed))


@dataclass(slots=True)
class Timed:
    """An encoder that counts what questions take, in seconds of the processor."""

    encoder: Encoder
    spent: list[float] = field(default_factory=list)

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self.encoder.dimensions

    @property
    def fingerprint(self) -> str:
        """The encoder's own."""
        return self.encoder.fingerprint

    def count(self, text: str) -> int:
        """Return the number of the model's tokens in a text."""
        return self.encoder.count(text)

    def query(self, text: str) -> FloatArray:
        """Encode a question and note what it took."""
        began = time.process_time()
        vector = self.encoder.query(text)
        self.spent.append(time.process_time() - began)
        return vector

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode portions."""
        return self.encoder.passages(texts, sentences)


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one question: by the clock, of the processor, and of the processor for its embedding."""

    wall: float
    cpu: float
    embedding: float


def ask(kept: Repository, profiled: float | None = None) -> dict[str, Any]:
    """Put all questions within every scope; with ``profiled`` only within that one, and print where time goes."""
    began = time.perf_counter()
    house = open_house(kept.settings)
    started = time.perf_counter() - began
    # What a server's upkeep does beside the first questions.
    index = house.engine.index
    while index.lexicon.tidy() or index.vocabulary.tidy():
        pass
    tidied = time.perf_counter() - began - started
    timed = Timed(house.engine.encoder)
    house.engine.index.generation.encoder = timed
    every = questions()
    measured, warming = every[:QUESTIONS], every[QUESTIONS : QUESTIONS + WARM]
    secrets = {share: _token(house, organization) for share, organization in READERS.items()}
    rows = []
    for share, secret in secrets.items():
        if profiled not in (None, share):
            continue
        first = _put(house, secret, timed, warming[0])
        for words in warming[1:]:
            _put(house, secret, timed, words)
        with _profile(profiled is not None):
            found = [_put(house, secret, timed, words) for words in measured]
        rows.append(
            {
                "visible": share,
                "portions": house.engine.index.view(_scope(house, secret)).portions,
                "first": first.wall,
                "wall": [one.wall for one in found],
                "cpu": [one.cpu for one in found],
                "embedding": [one.embedding for one in found],
            }
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if profiled is None:
        _tell_peers(kept, house, secrets, measured)
    house.registry.database.close()
    return {"started": started, "tidied": tidied, "memory": memory, "asked": rows}


def _token(house: House, organization: str) -> str:
    registry, name = house.registry, f"reader-{organization}"
    with registry.database.write() as session:
        try:
            person = people.named(session, name)
        except UnknownPerson:
            new = NewPerson(username=name, name="Reader", organization=organization, role="analyst")
            person = people.add(session, new, registry.ids, registry.clock)
        return people.grant_credential(session, registry.vault, person, TOKEN, registry.ids, registry.clock)


def _put(house: House, secret: str, timed: Timed, words: str) -> Asked:
    timed.spent.clear()
    began, before = time.perf_counter(), time.process_time()
    visitor = visitor_of(house, secret)
    assert visitor is not None
    query = grammar.question(words, Filters(), limit=SHOWN)
    SearchAnswer.of(reading.search(house, visitor, query)).model_dump_json()
    cpu, wall = time.process_time() - before, time.perf_counter() - began
    return Asked(1000 * wall, 1000 * cpu, 1000 * sum(timed.spent))


@contextmanager
def _profile(wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(70)


def _scope(house: House, secret: str) -> Scope:
    visitor = visitor_of(house, secret)
    assert visitor is not None
    with reading.scope_of(house, visitor) as (_, scope):
        return scope


def _tell_peers(kept: Repository, house: House, secrets: dict[float, str], measured: list[str]) -> None:
    """Leave for the peers what they are asked: the same questions, their vectors as they are compared, and scopes."""
    generation = house.engine.index.generation
    vectors = [generation.centring.query(generation.encoder.query(normalize("NFC", words))) for words in measured]
    told = {
        "dimensions": generation.encoder.dimensions,
        "questions": measured,
        "vectors": [[float(number) for number in vector] for vector in vectors],
        "scopes": {share: _scope(house, secret).handlings.tolist() for share, secret in secrets.items()},
    }
    (kept.rows / "asked.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def every() -> None:
    """Measure the sizes that ``SIZE`` in the environment names, with commas between them."""
    for size in filter(None, (os.environ.get("SIZE") or "10k,100k").split(",")):
        measure(size.strip().lower())


def main() -> int:
    """Measure the sizes that are named, and keep their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", choices=[*SIZES], default=["10k", "100k"])
    parser.add_argument("--ask", action="store_true", help="only Concord, in this process, as JSON")
    parser.add_argument("--profile", type=float, help="print where the time of a scope goes, such as 1.0")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    said = parser.parse_args()
    if said.ask or said.profile is not None:
        for size in said.sizes:
            print(json.dumps(ask(repository_of(SIZES[size]), said.profile)))
        return 0
    for size in said.sizes:
        measure(size, () if said.no_peers else PEERS)
    return 0


def measure(size: str, peers: Sequence[str] = PEERS) -> None:
    """Measure one size, everything in a process of its own, and keep the tables."""
    root = os.environ.get("CONCORD_CORPUS")
    kept = repository_of(SIZES[size])
    if not kept.whole:
        if root is None:
            print("Set CONCORD_CORPUS to the folder that holds the corpus; search was not measured.")
            return
        subprocess.run([sys.executable, "-m", repositories.__name__, str(SIZES[size]), root], check=True)
    command = [sys.executable, "-m", "benchmarks.search", "--ask", size]
    own = _run(command)
    tables = [Table("Concord", HEADS, [_row(row) for row in own["asked"]])]
    beside = []
    python = folder() / PYTHON
    for name in peers if python.exists() else ():
        command = [str(python), "-m", "benchmarks.fused", name]
        subprocess.run([*command, "build", str(kept.rows)], check=True)
        beside.append(_run([*command, "ask", str(kept.rows)]))
    tables += [_peers(own, beside), _process(own)]
    for table in tables:
        print("\n".join(["", f"{size}: {table.name}", "", *table.lines()]), flush=True)
    keep(f"search-{size}", tables)


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    ratio = np.array(row["cpu"]) / np.array(row["embedding"])
    figures = chain.from_iterable(_both(row[name]) for name in ("wall", "cpu", "embedding"))
    return (f"{row['visible']:.0%} of the works", f"{row['portions']:,}", *figures, f"{np.percentile(ratio, 95):.2f}")


def _both(taken: Sequence[float] | NDArray[np.float64]) -> tuple[str, str]:
    return f"{np.percentile(taken, 50):.1f}", f"{np.percentile(taken, 95):.1f}"


def _peers(own: dict[str, Any], beside: Sequence[dict[str, Any]]) -> Table:
    """Return what the same answer takes without the embedding, of which peers are spared, beside what theirs do."""
    heads = ("ms p50 / p95; CPU ms on average", "Concord, all but the embedding", *(one["peer"] for one in beside))
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(own["asked"]):
        wall, cpu = (np.array(row[name]) - np.array(row["embedding"]) for name in ("wall", "cpu"))
        cells = [(wall, cpu), *((one["asked"][number]["wall"], one["asked"][number]["cpu"]) for one in beside)]
        told = (f"{' / '.join(_both(wall))}; {np.mean(cpu):.1f}" for wall, cpu in cells)
        rows.append((f"{row['visible']:.0%} of the works", *told))
    return Table("peers", heads, rows)


def _process(own: dict[str, Any]) -> Table:
    firsts = ", ".join(f"{row['first']:.0f}" for row in own["asked"])
    rows: list[tuple[str, ...]] = [
        ("ready for the first question after, s", f"{own['started']:.1f}"),
        ("then postings are joined and words counted beside the first questions, s", f"{own['tidied']:.1f}"),
        ("the first question of each reader, ms", firsts),
        ("memory of the process at most, MB", f"{own['memory']:,.0f}"),
    ]
    return Table("process", ("", "figure"), rows)


if __name__ == "__main__":
    sys.exit(main())
