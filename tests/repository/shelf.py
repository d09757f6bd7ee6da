"""Editions kept without a file, for tests of what the repository decides about them."""

from __future__ import annotations

from typing import Any

from models.deposit import Deposit
from models.handling import RELEASED
from models.tables.assessment import Edition
from repository import editions
from tests.house import Cast

OPEN = {"marking": {"scheme": "interpol", "level": "IFOUO"}, "release_to": ["ALL-DIALOGUE-PARTICIPANTS"]}


def keep(cast: Cast, username: str, **said: Any) -> Edition:
    """Keep a draft of somebody's organization; what is not said is for official use, for all participants."""
    registry = cast.house.registry
    deposit = Deposit.model_validate({**OPEN, **said})
    edition = editions.draft(registry.vault, registry.ids, registry.clock, cast.person(username), deposit)
    with registry.database.write() as session:
        editions.keep(session, edition, deposit)
    return edition


def release(cast: Cast, edition: Edition, **said: Any) -> None:
    """Pin and release an edition as it was deposited, or with other words."""
    registry = cast.house.registry
    with registry.database.write() as session:
        row = session.get_one(Edition, edition.id)
        deposit = editions.read_deposit(row, registry.vault)
        deposit = Deposit.model_validate({**deposit.model_dump(exclude_none=True, by_alias=True), **said})
        editions.write_deposit(row, registry.vault, deposit)
        editions.write_handlings(session, row, deposit, registry.clock.now(), pinned=True)
        editions.write_state(session, row, RELEASED)


def kept_and_released(cast: Cast, username: str, **said: Any) -> Edition:
    """Keep an edition and release it at once."""
    edition = keep(cast, username, **said)
    release(cast, edition)
    return edition


def move(cast: Cast, edition: Edition, state: str) -> None:
    """Move an edition to a state."""
    with cast.house.registry.database.write() as session:
        editions.write_state(session, session.get_one(Edition, edition.id), state)
