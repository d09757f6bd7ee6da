"""What a registry officer does to organizations, in short, for tests of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import select

from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from models.tables.request import Request
from repository import consents
from tests.house import Cast

Given = TypeVar("Given")


def by(cast: Cast, username: str, act: Callable[..., Given], *what: Any, **more: Any) -> Given:
    """Let somebody do something in a transaction of its own; what she asked for is returned by its id."""
    registry, actor = cast.house.registry, cast.actor(username)
    with registry.database.write() as session:
        done = act(registry, session, actor, *what, **more)
        session.flush()
        return done.id if isinstance(done, Request) else done  # type: ignore[return-value]


def grant(cast: Cast, username: str, request: object) -> None:
    """Let somebody grant a request."""
    assert isinstance(request, str)
    by(cast, username, consents.answer, request, granted=True)


def told(cast: Cast, kind: str) -> list[str]:
    """Return the user names of those who were sent a notice of a kind."""
    with cast.house.registry.database.read() as session:
        rows = list(session.exec(select(Notice.person_id).where(Notice.kind == kind)))
    return sorted(
        name for name in ("amina", "kofi", "piotr", "stefan", "ines", "khalid", "huda") if cast.person(name).id in rows
    )


def entries(cast: Cast, action: str) -> list[dict[str, Any]]:
    """Return the details of the register's entries of an act."""
    with cast.house.registry.database.read() as session:
        rows = session.exec(select(RegisterEntry).where(RegisterEntry.action == action))
        return [row.detail for row in rows]
