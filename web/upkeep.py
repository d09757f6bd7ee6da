"""Upkeep: a thread of the server that keeps its index ready, so that no question waits for what others changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from repository.database import counter
from repository.errors import RepositoryError
from search.changeover import COMING, in_use
from search.encoder import ModelUnreadable
from web.house import House, fingerprint_of, model_folder

log = logging.getLogger("concord.upkeep")

SECONDS = 2.0
"""How often it is looked what there is to do."""


@dataclass(slots=True)
class Upkeep:
    """Reads what moved, joins postings, counts words, and reads what is ready of the model that follows."""

    house: House
    staged: tuple[str, int] | None = None

    def look(self) -> bool:
        """Do what there is to do, of what takes long one step; return whether it should be looked again at once."""
        try:
            self._follow()
        finally:
            # Whatever cannot be read, what has come is joined. Outside the snapshot: joining takes a second, and what
            # holds a snapshot keeps the log from being emptied.
            more = self.house.engine.index.tidy()
        return more

    def _follow(self) -> None:
        """Read what moved, and what is ready of the model that follows."""
        index = self.house.engine.index
        with self.house.registry.database.read() as session:
            self.house.engine.refresh(session)
            self.house.engine.anchors.refresh(session)
            wanted, used = fingerprint_of(model_folder(self.house.settings)), in_use(session)
            if wanted is None or used in (None, wanted):
                index.unstage()
                self.staged = None
            elif (latest := (wanted, counter(session, COMING))) != self.staged:
                index.stage(session, wanted)
                self.staged = latest


@contextmanager
def upkeep(house: House, seconds: float = SECONDS) -> Iterator[None]:
    """Look every so many seconds what there is to do until nothing is, for as long as what is inside lasts."""
    ending = threading.Event()
    thread = threading.Thread(target=_keep, args=(Upkeep(house), ending, seconds), name="upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _keep(kept: Upkeep, ending: threading.Event, seconds: float) -> None:
    more = False
    while not ending.wait(0 if more else seconds):
        more = False
        try:
            more = kept.look()
        except (RepositoryError, ModelUnreadable) as error:
            log.warning("the index is not kept ready: %s", error)
        except Exception:
            # Whatever it is, without this thread every question still reads what moved, only more slowly.
            log.exception("upkeep failed")
