"""Search end to end: what one answer takes at 10,000 real portions, at 100,000 and at a million, beside its peers.

``python -m benchmarks.search 10k|100k|1m ...``, with the corpus in the folder that ``CONCORD_CORPUS`` names. Two
hundred questions, each put once within three scopes, after others that warmed the reader's. A topic is asked about in
four languages, so three of four questions find evidence that was opened before. Timed is all that a server
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
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any
from unicodedata import normalize

from benchmarks import plots, repositories
from benchmarks.apart import apart
from benchmarks.repositories import READERS, Repository, repository_of
from benchmarks.results import Table, keep
from benchmarks.search_tables import peers_table, tables
from benchmarks.sizes import SIZES, USUAL, named
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

QUESTIONS, WARM, SHOWN = 200, 10, 10
PEERS = ("tantivy-faiss", "postgresql")


def questions() -> list[str]:
    """Return real questions, the four languages in turn, each once."""
    known = topics()
    by_language = ([topic.questions[of] for topic in known] for of in LANGUAGES)
    mixed = (words for words in chain.from_iterable(zip_longest(*by_language)) if words)
    return list(dict.fromkeys(mixed))


@dataclass(slots=True)
class Timed:
    """An encoder that counts what questions take, in seconds by the clock and of the processor."""

    encoder: Encoder
    wall: float = 0.0
    cpu: float = 0.0

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
        began, before = time.perf_counter(), time.process_time()
        vector = self.encoder.query(text)
        self.cpu += time.process_time() - before
        self.wall += time.perf_counter() - began
        return vector

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode portions."""
        return self.encoder.passages(texts, sentences)


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one question: by the clock and of the processor, and both of its embedding alone."""

    wall: float
    cpu: float
    embedding_wall: float
    embedding: float


def ask(kept: Repository, profiled: float | None = None) -> dict[str, Any]:
    """Put all questions within every scope; with ``profiled`` only within that one, and print where time goes."""
    began = time.perf_counter()
    house = open_house(kept.settings)
    started = time.perf_counter() - began
    # What a server's upkeep does beside the first questions.
    index = house.engine.index
    while index.tidy():
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
                "embedding_wall": [one.embedding_wall for one in found],
                "embedding": [one.embedding for one in found],
            }
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
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
    timed.wall = timed.cpu = 0.0
    began, before = time.perf_counter(), time.process_time()
    visitor = visitor_of(house, secret)
    assert visitor is not None
    query = grammar.question(words, Filters(), limit=SHOWN)
    SearchAnswer.of(reading.search(house, visitor, query)).model_dump_json()
    cpu, wall = time.process_time() - before, time.perf_counter() - began
    return Asked(1000 * wall, 1000 * cpu, 1000 * timed.wall, 1000 * timed.cpu)


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
    for size in named(os.environ.get("SIZE") or USUAL, SIZES):
        measure(size)


def main() -> int:
    """Measure the sizes that are named, and keep their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", choices=[*SIZES])
    parser.add_argument("--ask", action="store_true", help="only Concord, in this process, as JSON")
    parser.add_argument("--profile", type=float, help="print where the time of a scope goes, such as 1.0")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out, and keep nothing")
    said = parser.parse_args()
    if said.ask or said.profile is not None:
        for size in said.sizes:
            print(json.dumps(ask(repository_of(SIZES[size]), said.profile)))
        return 0
    for size in said.sizes:
        measure(size, () if said.no_peers else PEERS)
    return 0


def measure(size: str, peers: Sequence[str] = PEERS) -> None:
    """Measure one size, everything in a process of its own; keep the tables where peers took part."""
    root = os.environ.get("CONCORD_CORPUS")
    kept = repository_of(SIZES[size])
    python = apart() if peers else None
    if not kept.whole:
        if root is None:
            print("Set CONCORD_CORPUS to the folder that holds the corpus; search was not measured.")
            return
        subprocess.run([sys.executable, "-m", repositories.__name__, str(SIZES[size]), root], check=True)
    own = _run([sys.executable, "-m", "benchmarks.search", "--ask", size])
    made = tables(size, own)
    _print(size, made)
    beside = []
    for name in peers:
        command = [str(python), "-m", "benchmarks.fused", name]
        try:
            subprocess.run([*command, "build", str(kept.rows)], check=True)
            beside.append(_run([*command, "ask", str(kept.rows)]))
        except subprocess.CalledProcessError as error:
            print(f"{name} ended with {error.returncode}; it is left out.", file=sys.stderr)
    if peers:
        made.append(peers_table(own, beside))
        _print(size, made[-1:])
        keep(f"search-{size}", made)
        plots.main()


def _print(size: str, made: Sequence[Table]) -> None:
    for table in made:
        print("\n".join(["", f"{size}: {table.name}", "", *table.lines()]), flush=True)


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
