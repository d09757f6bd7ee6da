"""Changes by the cast: raising, narrowing, asking and answering, and who reads what afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from models.change import Circulate, Recall, Regrade
from models.deposit import Deposit
from models.handling import Handling
from models.tables.assessment import Edition
from models.tables.issued_copy import IssuedCopy
from models.tables.notice import Notice
from models.tables.register import RegisterEntry
from models.tables.request import Request
from repository import circulating, consents, recall, regrading
from repository.editions import read_deposit
from repository.rewriting import standing
from repository.weighing import readable_parts
from tests.house import Cast

WHY = "a source is at risk"
READERS = ("amina", "kofi", "lena", "piotr", "mei", "rafael", "ines", "nadia", "samir", "huda", "tomas", "claire")


@dataclass(slots=True)
class Changing:
    """The cast changing one edition; every act is a transaction of its own, as at the desks."""

    cast: Cast
    edition: Edition

    def raise_(self, username: str, level: str = "interpol:IC", part: str = "body", **more: Any) -> Request | None:
        """Raise the marking."""
        return self._do(regrading.raise_, username, _regrade(level, part, more))

    def downgrade(self, username: str, level: str, part: str = "body", **more: Any) -> Request:
        """Ask to lower the marking."""
        asked = self._do(regrading.ask, username, _regrade(level, part, more))
        assert isinstance(asked, Request)
        return asked

    def narrow(self, username: str, **said: Any) -> Request | None:
        """Narrow the circulation."""
        return self._do(circulating.narrow, username, Circulate.model_validate({"reason": WHY, **said}))

    def widen(self, username: str, **said: Any) -> Request:
        """Ask to widen the circulation."""
        asked = self._do(circulating.ask, username, Circulate.model_validate({"reason": WHY, **said}))
        assert isinstance(asked, Request)
        return asked

    def recall(self, username: str) -> Request:
        """Ask for a recall."""
        asked = self._do(recall.ask, username, Recall(reason=WHY))
        assert isinstance(asked, Request)
        return asked

    def grant(self, username: str, request: Request) -> str:
        """Consent, and return the state of the request."""
        return self._answer(username, request, granted=True)

    def decline(self, username: str, request: Request) -> str:
        """Decline, and return the state of the request."""
        return self._answer(username, request, granted=False)

    def readers(self, part: str = "body") -> set[str]:
        """Return who of the cast may read a part now."""
        registry = self.cast.house.registry
        with registry.database.read() as session:
            handlings = list(standing(session, self.edition).values())
        found = ((name, self.cast.actor(name).reader) for name in READERS)
        return {name for name, who in found if part in readable_parts(who, handlings, registry.clock.now())}

    def part(self, name: str = "body") -> Handling:
        """Return a handling as it is in force."""
        with self.cast.house.registry.database.read() as session:
            return standing(session, self.edition)[name]

    def deposit(self) -> Deposit:
        """Return what is deposited now."""
        registry = self.cast.house.registry
        with registry.database.read() as session:
            return read_deposit(session.get_one(Edition, self.edition.id), registry.vault)

    def state(self) -> str:
        """Return the state of the edition."""
        with self.cast.house.registry.database.read() as session:
            return session.get_one(Edition, self.edition.id).state

    def entry(self, action: str) -> RegisterEntry:
        """Return the newest entry of an act."""
        with self.cast.house.registry.database.read() as session:
            query = select(RegisterEntry).where(RegisterEntry.action == action)
            return session.exec(query.order_by(col(RegisterEntry.sequence).desc())).all()[0]

    def told(self, kind: str) -> set[str]:
        """Return the user names of those who were sent a notice of a kind about the edition."""
        with self.cast.house.registry.database.read() as session:
            sent = session.exec(select(Notice).where(Notice.kind == kind, Notice.edition_id == self.edition.id))
            ids = {notice.person_id for notice in sent}
        return {name for name in READERS if self.cast.person(name).id in ids}

    def issue(self, username: str, number: str, organization: str | None = None) -> None:
        """Let somebody hold a copy, which was issued to her own organization or to the one she acted for."""
        registry = self.cast.house.registry
        person = self.cast.person(username)
        with registry.database.write() as session:
            copy = IssuedCopy(
                number=number,
                edition_id=self.edition.id,
                person_id=person.id,
                organization_id=organization or person.organization_id,
                issued_at=registry.clock.now(),
                pages=1,
                digest="0" * 64,
            )
            session.add(copy)

    def _do(self, act: Any, username: str, said: object) -> Request | None:
        registry = self.cast.house.registry
        with registry.database.write() as session:
            request: Request | None = act(
                registry, session, self.cast.actor(username), self.edition.assessment_id, said
            )
            return request

    def _answer(self, username: str, request: Request, *, granted: bool) -> str:
        registry = self.cast.house.registry
        with registry.database.write() as session:
            actor = self.cast.actor(username)
            return consents.answer(registry, session, actor, request.id, granted=granted, reason=WHY).state


def _regrade(level: str, part: str, more: dict[str, Any]) -> Regrade:
    scheme, _, code = level.partition(":")
    return Regrade.model_validate({"part": part, "marking": {"scheme": scheme, "level": code, **more}, "reason": WHY})
