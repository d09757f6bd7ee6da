"""Editions renewed many in one transaction: each is whole or not at all, and nobody waits for long.

A transaction ends on the disk, and every server reads what it changed: by itself an edition would take longer to be
written than to be made. What is lost by a crash is the second's work that was not written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from ingest.embedding import Reader
from ingest.renewal import Made, make, write
from repository.registry import Registry
from repository.sealed import SealBroken

MOST = 200
SECONDS = 1.0
"""After so many editions, or so long, what was made is written; and so long a transaction goes on."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """One edition: whether it was renewed, and in words what stands against it where something does.

    One that is neither needed it no more, or was read anew meanwhile.
    """

    edition: str
    done: bool
    fault: str = ""


def renew_all(
    registry: Registry,
    model: Reader,
    editions: Iterable[str],
    between: Callable[[], None] = lambda: None,
    *,
    whole: bool = False,
) -> Iterator[Renewed]:
    """Bring editions up to date and yield what became of each, once it is durable.

    Calls ``between`` before each, and before every few portions that are embedded. ``whole`` makes everything anew.
    """
    made, since = list[Made](), monotonic()
    for ident in editions:
        between()
        try:
            one = make(registry, model, ident, between, whole=whole)
        except (SealBroken, ValueError) as error:
            yield Renewed(ident, False, str(error))
            continue
        if one is None:
            yield Renewed(ident, False)
            continue
        made.append(one)
        if len(made) >= MOST or monotonic() - since >= SECONDS:
            yield from _kept(registry, made)
            made, since = [], monotonic()
    yield from _kept(registry, made)


def _kept(registry: Registry, made: Iterable[Made]) -> Iterator[Renewed]:
    left = deque(made)
    while left:
        kept, until = list[Renewed](), monotonic() + SECONDS
        with registry.database.write() as session:
            while left and (not kept or monotonic() < until):
                one = left.popleft()
                try:
                    with session.begin_nested():
                        kept.append(Renewed(one.edition, write(registry, session, one)))
                except (SealBroken, ValueError) as error:
                    kept.append(Renewed(one.edition, False, str(error)))
                session.expunge_all()
        yield from kept
