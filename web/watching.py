"""Watching: a thread of the server that finds what standing searches are to be told, soon after it happened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from repository.errors import RepositoryError
from search.watch import Watch
from web.house import House

log = logging.getLogger("concord.watch")

SECONDS = 2.0
"""How often it is looked whether anything has changed: a look at a counter, where nothing has."""


@contextmanager
def watching(house: House, seconds: float = SECONDS) -> Iterator[None]:
    """Look every so many seconds what has become visible to whom, for as long as what is inside lasts."""
    ending = threading.Event()
    thread = threading.Thread(target=_keep, args=(house, ending, seconds), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _keep(house: House, ending: threading.Event, seconds: float) -> None:
    watch, clock = Watch(house.registry, house.engine), house.registry.clock
    changes = house.registry.database.changes()
    changed = True
    try:
        while not ending.is_set():
            instant = watch.next_instant
            if changed or (instant is not None and instant <= clock.now()):
                changed = not _look(watch, ending)
            ending.wait(seconds)
            changed = changes.any() or changed
    finally:
        changes.close()


def _look(watch: Watch, ending: threading.Event) -> bool:
    """Look once; tell whether it came to its end."""
    try:
        watch.look(ending.is_set)
    except RepositoryError as error:
        log.warning("alerts wait for the database: %s", error)
    except Exception:
        # Whatever it is, it must not be the end of all alerts; the trace holds no question.
        log.exception("looking for alerts failed")
    else:
        return True
    return False
