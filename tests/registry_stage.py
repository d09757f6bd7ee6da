"""The product under the reference model: acts through REST, and who then sees what of it.

Acts go through the whole application. What everybody sees afterwards is read where a listing and a page are read, just
under the desks that record it, and from REST for one person at a time: nineteen people after each act are many.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import SQLModel, col, select

from models.tables.register import RegisterEntry
from repository import disclosure, due
from tests.house import Cast, TurningClock
from tests.registry_model import Ask, Marking, Work
from tests.registry_people import EVERYBODY
from tests.repository.shelf import keep
from tests.web.asking import Asking
from web.house import House
from web.visitor import visitor_of

WHY = "as agreed at the meeting"
TEXT = b"# A note\n\nForged passports are sold at the border.\n"
UNCHANGED = [table.name for table in SQLModel.metadata.sorted_tables if not table.name.startswith("register")]
"""Every table that a refused act may not touch: all but those of the register, which records the refusal."""


class Stage:
    """One house with its server; works and requests go by the names that the model gives them."""

    def __init__(self, house: House, client: TestClient, clock: TurningClock) -> None:
        """Let the server serve this house, and give everybody a token."""
        client.app.state.house = house  # type: ignore[attr-defined]
        self.house, self.clock, self.cast = house, clock, Cast(house)
        self.ask = Asking(client, self.cast)
        self.tokens = {who: self.cast.secret(who) for who in EVERYBODY}
        self.people = {who: self.cast.person(who).id for who in EVERYBODY}
        self.ids: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.seen_entries = len(self.entries(0))

    # ------------------------------------------------------------ acts

    def act(self, who: str, act: str, work: Work, **said: Any) -> Response:
        """Ask for an act on a work."""
        more = {"json": {"reason": WHY, **said}} if act not in ("submit", "register", "release", "withdraw") else {}
        return self.ask(who, "POST", f"/assessments/{self.ids[work.name]}/{act}", **more)

    def deposit(self, who: str, work: Work, *, allowed: bool) -> Response | None:
        """Deposit a work: as a file, or as an edition without one, which costs no worker."""
        said = self.said(work)
        if allowed and not work.filed:
            self.known(work, keep(self.cast, who, **said).assessment_id)
            return None
        answer = self.ask.deposit(who, TEXT, **{name: value for name, value in said.items() if value is not None})
        if answer.status_code == 202:
            self.known(work, answer.json()["id"])
            self.cast.work()
        return answer

    def known(self, work: Work, ident: str) -> None:
        """Remember which assessment a work is."""
        self.ids[work.name], self.names[ident] = ident, work.name

    def said(self, work: Work) -> dict[str, Any]:
        """Return the metadata of a work as they are deposited."""
        said: dict[str, Any] = {
            "title": f"Work {work.name}",
            "register_title": f"Note {work.name}",
            "originators": sorted(work.originators),
            "marking": self.marking(work.marking),
            "release_to": [self.word(token) for token in work.audience] if work.explicit else None,
            "exclude": sorted(work.exclude),
            "disclosure": "existence" if work.disclosed else "invisible",
            "embargo_until": _iso(work.embargo),
            "retention_until": _iso(work.retention),
        }
        if work.downgrade:
            at, level = work.downgrade
            said["downgrade_on"] = {"date": at.isoformat(), "level": level.partition(":")[2]}
        return said

    def marking(self, marking: Marking) -> dict[str, Any]:
        """Return a marking as it is declared."""
        level, tlp, compartments = marking
        scheme, _, code = level.partition(":")
        label = {"tlp": tlp} if tlp else {}
        return {"scheme": scheme, "level": code, "compartments": sorted(compartments), **label}

    def change(self, change: dict[str, Any]) -> dict[str, Any]:
        """Return a change of circulation as it is sent."""
        said = {name: [self.word(word) for word in words] for name, words in change.items() if isinstance(words, list)}
        if "embargo" in change:
            said["embargo_until"] = _iso(change["embargo"])  # type: ignore[assignment]
        if "disclosed" in change:
            said["disclosure"] = "existence" if change["disclosed"] else "invisible"  # type: ignore[assignment]
        return said

    def word(self, token: str) -> str:
        """Return a token as it is written: people go by their ids."""
        prefix, _, name = token.partition(":")
        return f"person:{self.people[name]}" if prefix == "person" else token

    def offered(self, who: str, work: Work, known: set[str]) -> list[str]:
        """Return the ids of the requests to widen a work that somebody may answer and that were not known."""
        asked = self.ask.get(who, "/consents").json()["requests"]
        ident = self.ids[work.name]
        return [one["id"] for one in asked if one["assessment"] == ident and one["id"] not in known | {None}]

    def answer(self, who: str, ask: Ask, *, granted: bool) -> Response:
        """Answer a request."""
        said = {"answer": "grant" if granted else "decline", "reason": WHY}
        return self.ask(who, "POST", f"/consents/{ask.ident}", json=said)

    def supersede(self, who: str, old: Work, new: Work) -> Response:
        """Let one work supersede another."""
        body = {"by": self.ids[new.name]}
        return self.ask(who, "POST", f"/assessments/{self.ids[old.name]}/supersede", json=body)

    def place(self, who: str, work: Work) -> Response:
        """Place a legal hold."""
        return self.ask(who, "POST", "/holds", json={"assessment": self.ids[work.name], "reason": WHY})

    def lift(self, who: str, hold: str) -> Response:
        """Lift a legal hold."""
        return self.ask(who, "DELETE", f"/holds/{hold}", json={"reason": WHY})

    def ask_access(self, who: str, work: Work, whom: str) -> Response:
        """Ask to be let in, alone or with everybody at one's organization."""
        body = {"assessment": self.ids[work.name], "reason": WHY, "for": whom}
        return self.ask(who, "POST", "/access-requests", json=body)

    def change_list(self, who: str, name: str, members: list[str]) -> Response:
        """Give a circulation list another version."""
        return self.ask(who, "PATCH", f"/circulation-lists/{name}", json={"members": members, "reason": WHY})

    def waiting(self, ask: Ask) -> str:
        """Return the id of the request for a version of a list, which its asker finds: others may be suspended."""
        asked = self.ask.get(ask.asker, "/consents", params={"state": "open"}).json()["requests"]
        [ident] = [one["id"] for one in asked if (one["kind"], one["subject"]) == (ask.kind, ask.subject)]
        return str(ident)

    def change_standing(self, who: str, organization: str, standing: str) -> Response:
        """Set the standing of an organization."""
        body = {"standing": standing, "reason": WHY}
        return self.ask(who, "POST", f"/organizations/{organization}/standing", json=body)

    def change_activity(self, who: str, other: str, *, active: bool) -> Response:
        """Suspend a person, or let her act again."""
        return self.ask(who, "POST", f"/people/{other}/{'resume' if active else 'suspend'}")

    def clear(self, who: str, other: str, clearance: tuple[str, datetime] | None) -> Response:
        """Revoke all clearances of a person, or give her one."""
        if clearance is None:
            return self.ask(who, "DELETE", f"/people/{other}/clearances")
        body = {"clearance": clearance[0], "expires": clearance[1].isoformat()}
        return self.ask(who, "POST", f"/people/{other}/clearances", json=body)

    def work_off_what_is_due(self) -> None:
        """Do what a worker does within half a minute."""
        due.catch_up(self.house.registry)

    # ------------------------------------------------------------ what is there

    def seen(self) -> dict[str, tuple[set[str], set[str]]]:
        """Return by person the names of what her list shows, and of what she gets when she asks for it.

        Read in one snapshot, as the desks of reading do, after somebody's request has let time do what is due.
        """
        visitor_of(self.house, self.tokens["owen"])
        registry, now = self.house.registry, self.clock.now()
        found = {}
        with registry.database.read() as session:
            registry.handlings.refresh(session)
            registry.catalogue.refresh(session)
            for who, person in self.people.items():
                reader = registry.readers.of(session, person, now)
                assert reader is not None
                scope = registry.scopes.of(session, reader, now)
                listed = {self.names[shown.id] for shown in self.house.engine.shelf(scope, now)}
                editions = {name: registry.catalogue.of_assessment(ident) for name, ident in self.ids.items()}
                given = {n for n, e in editions.items() if e and disclosure.released(registry, scope, e, now)}
                found[who] = (listed, given)
        return found

    def listed(self, who: str) -> set[str]:
        """Return the names of what somebody's list shows, asked of the server."""
        answer = self.ask.get(who, "/assessments", params={"limit": 100})
        return {self.names[one["id"]] for one in answer.json().get("results", [])}

    def gives(self, who: str, work: Work) -> bool:
        """Tell whether somebody gets a work's page and its text, asked of the server; it gives both or none."""
        path = f"/assessments/{self.ids[work.name]}"
        page, text = (self.ask.get(who, path + more).status_code for more in ("", "/portions"))
        assert page == text, f"{who} gets the page of {work} with {page} and its text with {text}"
        return page == 200

    def discloses(self, who: str) -> set[str]:
        """Return the names of what is disclosed to somebody who cannot read it."""
        cards = self.ask.get(who, "/access-requests/disclosed").json().get("disclosed", [])
        return {self.names[card["assessment"]] for card in cards}

    def entries(self, after: int) -> list[RegisterEntry]:
        """Return the register's entries after a number."""
        with self.house.registry.database.read() as session:
            query = select(RegisterEntry).where(RegisterEntry.sequence > after)
            return list(session.exec(query.order_by(col(RegisterEntry.sequence))))

    def new_entries(self) -> list[RegisterEntry]:
        """Return the register's entries since they were last asked for."""
        found = self.entries(self.seen_entries)
        self.seen_entries += len(found)
        return found

    def everything(self) -> dict[str, list[Any]]:
        """Return every row of every table but the register's."""
        with self.house.registry.database.read() as session:
            connection = session.connection()
            return {name: list(connection.exec_driver_sql(f'SELECT * FROM "{name}"')) for name in UNCHANGED}


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
