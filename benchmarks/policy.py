"""Scope after a change, and the preview of a release: how long they take, and how that grows (design 3, 9).

The peer is the same policy without what makes it fast: every handling decided again for every request, and a
preview that asks about one person after another. No policy engine decides these rules, so none is a fair peer; the
naive way is what a product would do first, and it must give the same answer in the same run, or the run stops.
Each figure is the median of pairs: ours and the peer's, one after the other, over the same change.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from sqlmodel import Session, select

from benchmarks import results
from benchmarks.population import LISTS, START, Population
from benchmarks.results import Table
from models.handling import CARD, RELEASED, WITHDRAWN
from models.tables.assessment import Edition
from models.tables.person import Person
from repository import editions, preview
from repository.access import read_reader
from repository.handlings import decode
from repository.release import Released, decide
from repository.roster import Lists
from repository.scope import Ids, Scopes
from repository.weighing import Preview, as_released, readable_parts

T = TypeVar("T")
EDITIONS = (2_000, 5_000, 10_000, 20_000)
PEOPLE = (200, 1_000, 2_000)
ASKING, CHANGES, MANY, PAIRS = 8, 2, 500, 5
SCOPE_TARGET, CACHED_TARGET, PREVIEW_TARGET = 150.0, 1.0, 1000.0
HEADS = ("", "ms", "CPU ms", "CPU ms, worst", "the peer, CPU ms", "ratio")


@dataclass(slots=True)
class Pairs:
    """Milliseconds of the same question asked both ways, one after the other; of the processor, and by the clock."""

    ours: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def ask(self, mine: Callable[[], T], theirs: Callable[[], T]) -> None:
        """Ask both; raise ``AssertionError`` where the answers differ."""
        taken, waited, answer = _timed(mine)
        peer, _, same = _timed(theirs)
        assert np.array_equal(np.array(answer), np.array(same)), "the two ways disagree"
        self.ours.append(taken)
        self.peers.append(peer)
        self.waited.append(waited)

    @property
    def median(self) -> float:
        """Return our median on the processor: what else the machine does is no part of it."""
        return statistics.median(self.ours)

    def row(self, name: str) -> tuple[str, ...]:
        """Return the figures as a table shows them; the ratio is the median of the pairs' ratios."""
        ratio = statistics.median(peer / own for own, peer in zip(self.ours, self.peers, strict=True))
        figures = (statistics.median(self.waited), self.median, max(self.ours), statistics.median(self.peers))
        return (name, *(f"{figure:.{2 if figure < 10 else 0}f}" for figure in figures), f"{ratio:.1f}")


def main(sizes: tuple[int, ...] = EDITIONS, crowds: tuple[int, ...] = PEOPLE) -> None:
    """Print the figures of every size, say whether the targets are reached, and keep them."""
    with TemporaryDirectory() as folder:
        population = Population.founded(Path(folder), crowds[0])
        previews = Table("preview", HEADS, _previews(population, crowds))
        rows = _scopes(population, sizes)
        population.registry.database.close()
    with TemporaryDirectory() as folder:
        population = Population.founded(Path(folder), crowds[-1], alike=False)
        scopes = Table("scope", HEADS, [*rows, _with_none_alike(population, sizes[-1])])
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


def _gaining(found: Preview) -> list[tuple[str, str]]:
    return sorted((person.organization, person.name) for person in found.people_in)


def _gaining_one_by_one(population: Population, session: Session, edition: Edition) -> list[tuple[str, str]]:
    """Return who would gain, by asking of each person what a request of hers would ask."""
    deposit, lists = editions.read_deposit(edition, population.registry.vault), Lists.read(session)
    before = [decode(row) for row in editions.records(session, edition.id)]
    after = [as_released(h) for h in editions.handlings_of(session, edition, deposit, START, pinned=True)]
    found = []
    for person in session.exec(select(Person)):
        reader = read_reader(session, person.id, START, lists=lists)
        if reader is None:
            continue
        had = readable_parts(reader, before, START)
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


def _with_none_alike(population: Population, size: int) -> tuple[str, ...]:
    """Return the row of the worst case: every handling has a policy of its own, and all are decided."""
    population.grow_editions(size)
    scopes, pairs = Scopes(population.registry.handlings), Pairs()
    with population.registry.database.read() as session:
        scopes.handlings.refresh(session)
    gc.collect()
    gc.freeze()
    _all_ask(population, scopes, population.rng.sample(population.people, ASKING), pairs)
    _say("scope decided anew, no two alike", size, pairs.median, SCOPE_TARGET)
    return pairs.row(f"{size:,} editions, no two alike: asked for the first time")


def _after_changes(population: Population, asking: list[Person]) -> dict[str, Pairs]:
    """Return the times until people have their scope: unchanged, and after each kind of change."""
    found = {
        "nothing changed": Pairs(),
        "one edition withdrawn or released": Pairs(),
        f"{MANY} editions changed at once": Pairs(),
        "asked for the first time": Pairs(),
    }
    unchanged, one, many, first = found.values()
    scopes = Scopes(population.registry.handlings)
    with population.registry.database.read() as session:
        scopes.handlings.refresh(session)
    # As the server does once it has read what stays.
    gc.collect()
    gc.freeze()
    ask = partial(_all_ask, population, scopes, asking)
    ask(first)
    ask(unchanged)
    for times, count, pairs in ((CHANGES, 1, one), (1, MANY, many)):
        for chosen in (population.rng.sample(population.editions, count) for _ in range(times)):
            for state in (WITHDRAWN, RELEASED):
                _move(population, chosen, state)
                ask(pairs)
    size = len(population.editions)
    _say("scope after editions changed", size, max(one.median, many.median), SCOPE_TARGET)
    _say("scope decided anew", size, first.median, SCOPE_TARGET)
    _say("scope, cached", size, unchanged.median, CACHED_TARGET)
    return found


def _all_ask(population: Population, scopes: Scopes, asking: list[Person], pairs: Pairs) -> None:
    """Let everybody ask for her scope, as a request does that has a snapshot and knows who asks."""
    for person in asking:
        with population.registry.database.read() as session:
            session.get(Person, person.id)
            pairs.ask(
                partial(_scope, population, session, scopes, person),
                partial(_every_one_again, population, session, person),
            )


def _scope(population: Population, session: Session, scopes: Scopes, person: Person) -> Ids:
    reader = population.registry.readers.of(session, person.id, START)
    assert reader is not None
    return scopes.of(session, reader, START).handlings


def _every_one_again(population: Population, session: Session, person: Person) -> Ids:
    """Return the same by deciding every handling anew, from the same decoded handlings."""
    registry = population.registry
    reader = registry.readers.of(session, person.id, START)
    assert reader is not None
    shown: list[int] = []
    for edition in registry.handlings.editions():
        parts = [(ident, registry.handlings.get(ident)) for ident in registry.handlings.parts(edition)]
        held = [(i, h.part) for i, h in parts if h and isinstance(decide(reader, h, "view", START), Released)]
        if len(held) > 1 and CARD in {part for _, part in held}:
            shown += [ident for ident, _ in held]
    return np.array(sorted(shown), dtype=np.int64)


def _move(population: Population, chosen: list[str], state: str) -> None:
    """Withdraw editions, or release them again, in one transaction."""
    with population.registry.database.write() as session:
        for edition in chosen:
            editions.write_state(session, session.get_one(Edition, edition), state)


def _timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Return milliseconds of the processor, milliseconds by the clock, and the answer."""
    waited, start = time.perf_counter(), time.thread_time()
    done = work()
    return 1000 * (time.thread_time() - start), 1000 * (time.perf_counter() - waited), done


def _say(what: str, size: int, found: float, target: float) -> None:
    verdict = "reached" if found <= target else "MISSED"
    print(
        f"{what}, {size:,}: {found:.2f} CPU ms; target at the largest size {target:.0f} ms: {verdict}", file=sys.stderr
    )


if __name__ == "__main__":
    main()
