"""An assessment on the shelf, for commands that act on one."""

from __future__ import annotations

from models.deposit import Deposit
from models.handling import RELEASED
from repository import editions, people
from web.commands.caller import open_desk
from web.commands.environment import settings


def released(**said: object) -> str:
    """An assessment of AFRIPOL's officer, released as said."""
    house = open_desk(settings())
    registry = house.registry
    marking = {"scheme": "interpol", "level": "IFOUO"}
    deposit = Deposit.model_validate({"title": "Cyber note 4", "marking": marking, **said})
    with registry.database.write() as session:
        edition = editions.draft(registry.vault, registry.ids, registry.clock, people.named(session, "amina"), deposit)
        editions.keep(session, edition, deposit)
        editions.write_handlings(session, edition, deposit, registry.clock.now(), pinned=True)
        editions.write_state(session, edition, RELEASED)
        ident = edition.assessment_id
    registry.database.close()
    return ident
