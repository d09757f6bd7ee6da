"""Acts of whoever operates the host: recorded like everybody's, with nobody as their actor."""

from __future__ import annotations

from sqlmodel import Session

from repository.register import Act
from repository.registry import Registry


def record(registry: Registry, session: Session, action: str, *, outcome: str = "done", **detail: object) -> None:
    """Record an operator's act in the caller's write transaction (P2)."""
    said = {"by": "operator", **detail}
    act = Act(action=action, at=registry.clock.now(), outcome=outcome, detail=said)
    registry.register.append(session, act)
