"""Scope after a change, and the preview of a release: how long they take, and how that grows (design 3, 9).

The peer is the same policy without what makes it fast: every handling decided again for every request, and a
preview that asks about one person after another. No policy engine decides these rules, so none is a fair peer; the
naive way is what a product would do first, and it must give the same answer in the same run, or the run stops.
Each figure is the median of pairs: ours and the peer's, one after the other, over the same change.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlmodel import Session, col, select

from benchmarks import results
from benchmarks.population import LISTS, START, Population
from benchmarks.results import Table
from models.handling import CARD, RELEASED, WITHDRAWN
from models.reader import Reader
from models.tables.assessment import Edition, HandlingRecord
from models.tables.person import Person
from repository import circulation, editions, preview
from repository.access import read_reader
from repository.database import bump
from repository.handlings import COUNTER
from repository.release import Released, decide
from repository.roster import Lists
from repository.scope import Scopes
from repository.weighing import as_released, readable_parts

T = TypeVar("T")
EDITIONS = (2_000, 5_000, 10_000, 20_000)
PEOPLE = (200, 1_000, 2_000)
ASKING, CHANGES, MANY, PAIRS = 24, 5, 500, 5
SCOPE_TARGET, CACHED_TARGET, PREVIEW_TARGET = 150.0, 1.0, 1000.0
HEADS = ("", "ms, median", "ms, worst", "every one again, ms", "ratio")


@dataclass(slots=True)
class Pairs:
    """Seconds of the same question asked both ways, one after the other."""

    ours: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)

    def ask(self, mine: Callable[[], T], theirs: Callable[[], T]) -> None:
        """Ask both; raise ``AssertionError`` where the answers differ."""
        taken, answer = _timed(mine)
        peer, same = _timed(theirs)
        assert answer == same, "the two ways disagree"
        self.ours.append(taken)
        self.peers.append(peer)

    @property
    def median(self) -> float:
        """Return our median in milliseconds."""
        return 1000 * statistics.median(self.ours)

    def row(self, name: str) -> tuple[str, ...]:
        """Return the figures as a table shows them; the ratio is the median of the pairs' ratios."""
        ratio = statistics.median(peer / own for own, peer in zip(self.ours, self.peers, strict=True))
        peer = 1000 * statistics.median(self.peers)
        digits = 2 if self.median < 10 else 0
        return (name, f"{self.median:.{digits}f}", f"{1000 * max(self.ours):.{digits}f}", f"{peer:.0f}", f"{ratio:.1f}")


def main(sizes: tuple[int, ...] = EDITIONS, crowds: tuple[int, ...] = PEOPLE) -> None:
    """Print the figures of every size, say whether the targets are reached, and keep them."""
    with TemporaryDirectory() as folder:
        population = Population.founded(Path(folder), crowds[0])
        previews = Table("preview", HEADS, _previews(population, crowds))
        scopes = Table("scope", HEADS, _scopes(population, sizes))
        population.registry.database.close()
    for table in (scopes, previews):
        print("\n".join(table.lines()), flush=True)
    if (sizes, crowds) == (EDITIONS, PEOPLE):
        results.keep("policy", [scopes, previews])


def _previews(population: Population, crowds: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Return the rows of the preview: a first release, and another version of a list it relies on."""
    rows, registry = list[tuple[str, ...]](), population.registry
    edition = population.draft()
    for crowd in crowds:
        population.grow_people(crowd)
        pairs = Pairs()
        for _ in range(PAIRS):
            with registry.database.read() as session:
                row = session.get_one(Edition, edition.id)
                deposit = editions.read_deposit(row, registry.vault)
                pairs.ask(
                    lambda: _gaining(preview.preview(registry, session, row, deposit, START)),  # noqa: B023
                    partial(_gaining_one_by_one, population, session, row),
                )
        rows.append(pairs.row(f"release, {crowd:,} people, {LISTS} lists"))
        _say("preview", crowd, pairs.median, PREVIEW_TARGET)
    return rows


def _gaining(found: preview.Preview) -> list[tuple[str, str]]:
    return sorted((person.organization, person.name) for person in found.people_in)


def _gaining_one_by_one(population: Population, session: Session, edition: Edition) -> list[tuple[str, str]]:
    """Return who would gain, by asking of each person what a request of hers would ask."""
    deposit, lists = editions.read_deposit(edition, population.registry.vault), Lists.read(session)
    before = [population.registry.handlings.get(row.id or 0) for row in editions.records(session, edition.id)]
    after = [as_released(h) for h in editions.handlings_of(session, edition, deposit, START, pinned=True)]
    found = []
    for person in session.exec(select(Person)):
        reader = read_reader(session, person.id, START, lists=lists)
        if reader is None:
            continue
        had = readable_parts(reader, [handling for handling in before if handling is not None], START)
        if readable_parts(reader, after, START) - had:
            found.append((person.organization_id, person.name))
    return sorted(found)


def _scopes(population: Population, sizes: tuple[int, ...]) -> list[tuple[str, ...]]:
    rows = list[tuple[str, ...]]()
    for size in sizes:
        population.grow_editions(size)
        asking = population.rng.sample(population.people, ASKING)
        rows += [pairs.row(f"{size:,} editions: {name}") for name, pairs in _after_changes(population, asking).items()]
    return rows


def _after_changes(population: Population, asking: list[Person]) -> dict[str, Pairs]:
    """Return the times until people have their scope: unchanged, and after each kind of change."""
    found = {
        "nothing changed": Pairs(),
        "one edition withdrawn or released": Pairs(),
        f"{MANY} editions changed at once": Pairs(),
        "a list changed that names her": Pairs(),
        "asked for the first time": Pairs(),
    }
    unchanged, one, many, listed, first = found.values()
    _all_ask(population, asking, first)
    _all_ask(population, asking, unchanged)
    for number in range(CHANGES):
        _move(population, population.rng.sample(population.editions, 1), WITHDRAWN if number % 2 == 0 else RELEASED)
        _all_ask(population, asking, one)
    for state in (WITHDRAWN, RELEASED):
        _move(population, population.rng.sample(population.editions, MANY), state)
        _all_ask(population, asking, many)
    for number in range(CHANGES):
        _relist(population, asking, number)
        _all_ask(population, asking, listed)
    size = len(population.editions)
    _say("scope after a change", size, max(one.median, many.median, listed.median, first.median), SCOPE_TARGET)
    _say("scope, cached", size, unchanged.median, CACHED_TARGET)
    return found


def _all_ask(population: Population, asking: list[Person], pairs: Pairs) -> None:
    """Let everybody ask for her scope, as a request does once it has its snapshot."""
    for person in asking:
        with population.registry.database.read() as session:
            pairs.ask(
                partial(_cached, population, session, population.registry.scopes, person),
                partial(_every_one_again, population, session, person),
            )


def _cached(population: Population, session: Session, scopes: Scopes, person: Person) -> tuple[int, ...]:
    reader = population.registry.readers.of(session, person.id, START)
    assert reader is not None
    return _Same(scopes.of(session, reader, START).handlings)
