"""Previewing: what an act would do before it is done, for those who could do it (P7)."""

from __future__ import annotations

from models.change import Circulate, Regrade
from models.tables.person import ORIGINATOR, REGISTRY
from repository import preview
from repository.lists import Content
from repository.weighing import Preview
from web.depositing import require_role
from web.house import House
from web.visitor import Visitor


def change(house: House, visitor: Visitor, act: str, ident: str, said: Regrade | Circulate) -> Preview:
    """Return what a raise, downgrade, narrowing or widening would do; refused as the act itself would be."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        return preview.preview_change(registry, session, visitor.actor, act, ident, said)


def recall(house: House, visitor: Visitor, ident: str) -> Preview:
    """Return who reads now what a recall would take away."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        return preview.preview_recall(registry, session, visitor.actor, ident)


def circulation_list(house: House, visitor: Visitor, ident: str, name: str, content: Content) -> Preview:
    """Return what another version of a circulation list would do to who reads an assessment."""
    require_role(visitor, ORIGINATOR, REGISTRY)
    registry = house.registry
    with registry.database.read() as session:
        return preview.preview_list(registry, session, visitor.actor, ident, name, content)
