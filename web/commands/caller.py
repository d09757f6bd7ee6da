"""The caller: whoever's token ``CONCORD_TOKEN`` holds, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import numpy as np

from repository.settings import Settings
from search.centring import Centring
from search.encoder import ModelUnreadable
from search.engine import Engine
from web.commands.failure import Failed
from web.commands.output import waiting
from web.house import House, open_house, open_registry
from web.visitor import Visitor, visitor_of

LOADING = "Loading the model and the index; a running server has them at hand."


class NoModel:
    """Stands where a command needs no model: whoever asks it for a vector is refused."""

    dimensions = 1
    fingerprint = "none"

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise ModelUnreadable("This command opened no model, so it cannot read or search text.")

    count = query = passages = _refuse


def open_desk(known: Settings) -> House:
    """Open the data folder without the model, for what is neither search nor ingest; takes no time."""
    registry = open_registry(known)
    none = np.zeros(NoModel.dimensions)
    return House(registry, Engine(registry, NoModel(), Centring(none, none, none[:0, np.newaxis])), known)


@contextmanager
def calling(known: Settings, *, searching: bool = False) -> Iterator[tuple[House, Visitor]]:
    """Give the house and the token's owner; raise ``Failed`` where the token is missing or not living."""
    if known.token is None:
        raise Failed("Set CONCORD_TOKEN to your token; the operator makes one with 'concord token create'.")
    if searching:
        with waiting(LOADING):
            house = open_house(known)
    else:
        house = open_desk(known)
    try:
        yield house, caller(house)
    finally:
        house.registry.database.close()


def caller(house: House) -> Visitor:
    """Return the token's owner as of now: a revocation holds for the next look (P6)."""
    found = visitor_of(house, house.settings.token or "")
    if found is None:
        raise Failed("CONCORD_TOKEN is not a living token; ask the operator for a new one.")
    return found
