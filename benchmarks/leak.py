"""Does the time of an answer tell of what is hidden? CPU time of 200 paired runs in two worlds (P1).

``python -m benchmarks.leak [--visible N] [--hidden N] [--runs N]``. One reader asks the same in a world that holds
what she may see, in another like it, and in one that holds much beside that she may not. The difference the hidden
works make must lie within what the world differs from its own like; a leak that is planted must be caught. Ends with
1 where either is not so.

Beside each lies a crowd of some thousand works, postings and vectors alone, since what is made anew for a question
costs too little among a few works to be told. Where works are hidden, one more comes before each answer.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, select

from benchmarks.crowd import Crowd
from benchmarks.population import START, Population
from models.deposit import Deposit
from models.handling import RELEASED
from models.tables.assessment import Edition, HandlingIndex, HandlingRecord, Page, Portion
from models.tables.person import Person
from repository import editions, people
from repository.access import read_reader
from repository.acts import NotFound
from repository.database import bump
from repository.people import NewPerson
from repository.settings import Settings
from search import vocabulary
from search.centring import Centring
from search.changeover import INDEX
from search.encoder import Encoded, FloatArray, Span
from search.engine import Engine
from search.evidence import sentences_to_bytes
from search.generation import vectors_to_bytes
from search.query import Filters, Query
from search.segment import encode
from search.sentence import sentences
from search.terms import indexed
from search.vectors import Nearest, Vectors
from web import comparing, reading, suggesting, surveying
from web.house import House
from web.visitor import Visitor

PORTIONS, WORDS = 6, 40
TOPICS = 40
CROWD = 3_000
BATCH = 200
WARM = 15
SAMPLES = 2_000
SURE = 99.5
"""Per cent of resampled medians of the world against its like that are taken for noise."""
LEAST = 0.03
"""A difference of less than this share of the answer's own time is none.

Where nine hidden works lie between any two that are seen, what is seen lies further apart in memory and in the
database, and the processor's cache holds less of it: an answer that touches every work of the scope, as ``similar`` and
``listing`` do, takes 1 to 2 per cent longer, whatever the hidden works are. No clock over a network tells that; a leak
in what is read or ranked takes as much more as there is hidden, as the planted one shows.
"""
EDITIONS = 10
"""Every so many-th work that is seen is a later edition of the one before it, and every so many-th that is not."""
SEEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}
HIDDEN = {"marking": {"scheme": "interpol", "level": "IC"}, "release_to": ["europol"]}


class Syllables:
    """An encoder for which every word has a fixed direction; what it costs depends on the text alone."""

    dimensions = 384
    fingerprint = "syllables"

    def __init__(self) -> None:
        """Start with no word known."""
        self._known: dict[str, FloatArray] = {}

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def query(self, text: str) -> FloatArray:
        """Encode a question as a passage is encoded."""
        total = np.sum([self._of(word) for word in text.casefold().split()], axis=0)
        unit: FloatArray = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
        return unit

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode texts, and each of their sentences on its own."""
        return [
            Encoded(self.query(text), np.stack([self.query(text[a:b]) for a, b in spans]))
            for text, spans in zip(texts, sentences, strict=True)
        ]

    def _of(self, word: str) -> FloatArray:
        if word not in self._known:
            drawn = np.random.default_rng(list(word.encode())).normal(size=self.dimensions)
            self._known[word] = drawn.astype(np.float32)
        return self._known[word]


@dataclass(slots=True)
class World:
    """A registry with what the reader sees, and so many works beside that she does not."""

    house: House
    visitor: Visitor
    crowd: Crowd
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, folder: Path, visible: int, hidden: int, encoder: Syllables, centring: Centring) -> World:
        """Make a world; hidden works come between the visible ones."""
        population = Population.founded(folder, 4)
        registry = population.registry
        with registry.database.write() as session:
            new = NewPerson(username="reader", name="Reader", organization="aseanapol", role="analyst")
            person = people.add(session, new, registry.ids, registry.clock)
        with registry.database.read() as session:
            reader = read_reader(session, person.id, START)
        if reader is None:
            raise SystemExit("the reader has no access")
        engine = Engine(registry, encoder, centring)
        world = cls(
            House(registry, engine, Settings.from_environment({"CONCORD_DATA": str(folder)})),
            Visitor(person, reader, "", "", START),
            Crowd(CROWD, hidden > 0),
        )
        world._fill(visible, hidden, population.people[0])
        return world

    def _fill(self, visible: int, hidden: int, depositor: Person) -> None:
        order = [number < visible for number in range(visible + hidden)]
        Random(5).shuffle(order)
        seen = iter(range(visible))
        unseen = iter(range(visible, visible + hidden))
        works = [(next(seen) if shown else next(unseen), shown) for shown in order]
        for start in range(0, len(works), BATCH):
            with self.house.registry.database.write() as session:
                version = bump(session, INDEX)
                for number, shown in works[start : start + BATCH]:
                    self._keep(session, number, shown, depositor, version)

    def _keep(self, session: Session, number: int, shown: bool, depositor: Person, version: int) -> None:
        registry, rng = self.house.registry, Random(number)
        said = {
            "title": " ".join(_words(rng, number, 5)),
            "pillars": [rng.choice(("terrorism", "cybercrime", "border"))],
            "regions": ["africa"],
            "originators": [rng.choice(("afripol", "europol", "ameripol"))],
            "published_at": f"20{rng.randrange(15, 26)}-0{rng.randrange(1, 10)}-11",
            "languages": ["en"],
            **(SEEN if shown else HIDDEN),
        }
        before = self.shown if shown else self.hidden
        if len(before) % EDITIONS == EDITIONS - 1:
            said["supersedes"] = before[-1]
        deposit = Deposit.model_validate(said)
        edition = editions.draft(registry.vault, registry.ids, registry.clock, depositor, deposit)
        editions.keep(session, edition, deposit)
        editions.write_handlings(session, edition, deposit, START, pinned=True)
        editions.write_state(session, edition, RELEASED)
        edition.ingested_at = START
        session.add(edition)
        session.flush()
        self._index(session, edition, number, version)
        before.append(edition.assessment_id)

    def _index(self, session: Session, edition: Edition, number: int, version: int) -> None:
        registry, engine, rng = self.house.registry, self.house.engine, Random(-number - 1)
        key = editions.key_of(edition, registry.vault)
        session.add(
            Page(edition_id=edition.id, number=1, width=595, height=842, has_text=True, blocks=key.seal("p", b""))
        )
        record = select(HandlingRecord).where(HandlingRecord.edition_id == edition.id, HandlingRecord.part == "body")
        handling = session.exec(record).one().id or 0
        texts = [" ".join(_words(rng, number, WORDS)).capitalize() + "." for _ in range(PORTIONS)]
        spans = [sentences(text, "en") for text in texts]
        made = engine.encoder.passages(texts, spans)
        for ordinal, (text, own, encoded) in enumerate(zip(texts, spans, made, strict=True)):
            ident = registry.ids.new()
            body = {"text": text, "heading": [], "kind": "text", "spans": [], "sentences": [list(span) for span in own]}
            meanings = sentences_to_bytes(engine.centring.passage(encoded.sentences))
            session.add(
                Portion(
                    id=ident,
                    edition_id=edition.id,
                    handling_id=handling,
                    ordinal=ordinal,
                    place=ordinal,
                    page=1,
                    language="en",
                    body=key.seal(f"portion:{ident}", json.dumps(body).encode()),
                    sentences=key.seal(f"sentences:{ident}", meanings),
                )
            )
        matrix = np.stack([engine.centring.passage(encoded.vector) for encoded in made])
        session.add(
            HandlingIndex(
                handling_id=handling,
                version=version,
                model=engine.encoder.fingerprint,
                vectors=key.seal(f"vectors:{handling}", vectors_to_bytes(matrix)),
                postings=encode([indexed((), text, "en") for text in texts], registry.vault.posting_key),
                words=key.seal(f"words:{handling}", vocabulary.encode(texts)),
            )
        )


def _words(rng: Random, number: int, count: int) -> Iterator[str]:
    """Yield words: some that all works share, more of the work's topic, few that are nobody else's."""
    topic = number % TOPICS
    for _ in range(count):
        kind = rng.random()
        if kind < 0.3:
            yield _word(rng.randrange(200))
        elif kind < 0.9:
            yield _word(1000 + 60 * topic + rng.randrange(60))
        else:
            yield _word(10_000 + number * 20 + rng.randrange(20))


def _word(number: int) -> str:
    """Return a word for a number, one of its own."""
    said = ""
    while number or not said:
        number, rest = divmod(number, 70)
        said += "bcdfghklmnprst"[rest % 14] + "aeiou"[rest // 14]
    return f"{said}n"


def _ask(world: World, run: int) -> None:
    rng = Random(run)
    reading.search(world.house, world.visitor, Query(" ".join(_words(rng, run % TOPICS, 4))))


def _mistyped(world: World, run: int) -> None:
    rng = Random(run)
    first, *rest = _words(rng, run % TOPICS, 4)
    reading.search(world.house, world.visitor, Query(" ".join((f"{first[:2]}x{first[2:]}", *rest))))


def _filtered(world: World, run: int) -> None:
    words = " ".join(_words(Random(run), run % TOPICS, 3))
    reading.search(world.house, world.visitor, Query(words, Filters(pillar=("terrorism",))))


def _offered(world: World, run: int) -> None:
    suggesting.offered(world.house, world.visitor, next(_words(Random(run), run % TOPICS, 1))[:3], "en")


def _similar(world: World, run: int) -> None:
    comparing.neighbours(world.house, world.visitor, world.shown[run % len(world.shown)])


def _covered(world: World, _: int) -> None:
    surveying.coverage(world.house, world.visitor, Filters())


def _listed(world: World, _: int) -> None:
    reading.listing(world.house, world.visitor, Filters())


def _absent(world: World, run: int) -> None:
    """Ask for what is withheld where works are hidden, and for what nobody has where none are."""
    ident = world.hidden[run % len(world.hidden)] if world.hidden else f"{run:026d}"
    with suppress(NotFound):
        reading.assessment(world.house, world.visitor, ident)


def _crowd_seen(world: World, _: int) -> None:
    world.crowd.view()


def _crowd_near(world: World, run: int) -> None:
    world.crowd.nearest(run)


ACTS: dict[str, Callable[[World, int], None]] = {
    "search": _ask,
    "search, filtered": _filtered,
    "search, mistyped": _mistyped,
    "suggestions": _offered,
    "similar": _similar,
    "coverage": _covered,
    "listing": _listed,
    "withheld or absent": _absent,
    "crowd, view": _crowd_seen,
    "crowd, nearest": _crowd_near,
}


@contextmanager
def planted() -> Iterator[None]:
    """Scan the lists of every handling and keep what the reader may see: the leak that must be caught."""
    honest = Vectors.nearest

    def nearest(self: Vectors, query: FloatArray, scope: NDArray[np.int64], k: int) -> Nearest:
        honest(self, query, np.array(sorted(self.handlings), dtype=np.int64), k)
        return honest(self, query, scope, k)

    Vectors.nearest = nearest  # type: ignore[method-assign]
    try:
        yield
    finally:
        Vectors.nearest = honest  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds of CPU: what an answer takes, what a world differs from its like, what hidden works make of it."""

    takes: float
    noise: float
    hidden: float

    @property
    def tells(self) -> bool:
        """Whether the time tells of what is hidden."""
        return abs(self.hidden) > max(self.noise, LEAST * self.takes)


def compared(act: Callable[[World, int], None], worlds: tuple[World, World, World], runs: int) -> Compared:
    """Time an act in a world, its like, and the one with hidden works, in turns."""
    taken = np.empty((runs, 3))
    rng = Random(11)
    for run in range(-WARM, runs):
        turns = [0, 1, 2]
        rng.shuffle(turns)
        for which in turns:
            # Twice, and the quicker one: what else this machine does is in neither.
            spent = min(_spent(act, worlds[which], run % TOPICS) for _ in range(2))
            if run >= 0:
                taken[run, which] = spent
    apart, beside = taken[:, 1] - taken[:, 0], taken[:, 2] - taken[:, :2].mean(axis=1)
    drawn = np.random.default_rng(2).integers(0, runs, (SAMPLES, runs))
    noise = float(np.percentile(np.abs(np.median(apart[drawn], axis=1)), SURE))
    return Compared(float(np.median(taken[:, 0])), noise, float(np.median(beside)))


def _spent(act: Callable[[World, int], None], world: World, run: int) -> float:
    world.crowd.arrives()
    began = time.process_time()
    act(world, run)
    return 1000 * (time.process_time() - began)


def main() -> int:
    """Print what every act takes and whether its time tells of hidden works."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visible", type=int, default=150)
    parser.add_argument("--hidden", type=int, default=1350)
    parser.add_argument("--runs", type=int, default=200)
    said = parser.parse_args()
    encoder = Syllables()
    none = np.zeros(encoder.dimensions)
    centring = Centring(none, none, np.empty((0, encoder.dimensions)))
    with tempfile.TemporaryDirectory(prefix="concord-leak-") as place:
        made = [
            World.made(Path(place) / name, said.visible, hidden, encoder, centring)
            for name, hidden in (("world", 0), ("like", 0), ("more", said.hidden))
        ]
        worlds = made[0], made[1], made[2]
        gc.collect()
        gc.freeze()
        gc.disable()
        print(f"{said.visible} works seen, {said.hidden} hidden, {said.runs} runs; ms of CPU")
        print(f"{'':<18} {'takes':>8} {'noise':>8} {'hidden':>8}", flush=True)
        found = []
        for name, act in ACTS.items():
            found.append(compared(act, worlds, said.runs))
            _say(name, found[-1])
        with planted():
            leak = compared(ACTS["search"], worlds, said.runs)
        _say("a planted leak", leak)
    return int(any(one.tells for one in found) or not leak.tells)


def _say(name: str, one: Compared) -> None:
    verdict = "TELLS" if one.tells else "within noise"
    print(f"{name:<18} {one.takes:8.3f} {one.noise:8.3f} {one.hidden:+8.3f}  {verdict}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
