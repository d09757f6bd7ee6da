"""The product and the reference model side by side: each act is carried out by both, and compared."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.house import TurningClock, make_house
from tests.registry_acts import Change, Registry
from tests.registry_model import Ask, Marking, Refused, Work
from tests.registry_people import EVERYBODY, RANKS
from tests.registry_stage import Stage


class Pair:
    """A house of its own, served by a server, and the model of it."""

    def __init__(self, server: TestClient) -> None:
        """Open the house."""
        self.folder = tempfile.TemporaryDirectory(prefix="concord-registry-")
        self.clock = TurningClock()
        self.house = make_house(Path(self.folder.name) / "data", clock=self.clock)
        self.stage = Stage(self.house, server, self.clock)
        self.world = Registry()
        self.steps = 0

    def close(self) -> None:
        """Let the register be verified, and close the house."""
        try:
            with self.house.registry.database.read() as session:
                verdict = self.house.registry.register.verify(session)
            assert verdict.sound, verdict.sentence
        finally:
            self.house.registry.database.close()
            self.folder.cleanup()

    # ------------------------------------------------------------ both sides of an act

    def both(self, who: str, modelled: Callable[[], Any], asked: Callable[[bool], Response | None]) -> Any:
        """Let the model and the product carry out one act; both allow it or both refuse it, and it is recorded.

        A refused act leaves everything as it was.
        """
        self.stage.new_entries()
        try:
            made, why = modelled(), ""
        except Refused as refusal:
            made, why = None, str(refusal)
        before = self.stage.everything() if why else {}
        answer = asked(not why)
        if answer is None:
            return made
        said = f"{answer.request.method} {answer.request.url.path} by {who}: {answer.status_code} {answer.text}"
        assert answer.is_success is not bool(why), f"the rules say {why or 'it is allowed'}, the product answers {said}"
        if why:
            after = self.stage.everything()
            moved = [name for name in before if before[name] != after[name]]
            assert not moved, f"refused, and {moved} changed: {said}"
        if answer.status_code != 401:
            self.recorded(who, "refused" if why else "done", said)
        return None if why else (made, answer.json())

    def recorded(self, who: str, outcome: str, said: str) -> None:
        """The register has an entry of the act, and nothing was done where it was refused (P2)."""
        entries = self.stage.new_entries()
        hers = [entry.outcome for entry in entries if entry.actor == self.stage.people[who]]
        assert outcome in hers, f"not recorded as {outcome}: {said}"
        assert outcome == "done" or {entry.outcome for entry in entries} == {"refused"}, said

    def asked(self, outcome: Any) -> None:
        """Remember under which id a request was made."""
        if outcome and outcome[0] is not None:
            outcome[0].ident = outcome[1]["request"]

    def officer(self, work: Work) -> str:
        """Return the first officer of the organization that deposited a work."""
        people = self.world.people.items()
        return next(who for who, p in people if (p.organization, p.role) == (work.depositor, "originator"))

    # ------------------------------------------------------------ acts

    def deposits(self, who: str, work: Work) -> None:
        """Deposit a draft."""
        self.both(
            who,
            lambda: self.world.deposit(who, work),
            lambda allowed: self.stage.deposit(who, work, allowed=allowed),
        )

    def releases(self, work: Work) -> None:
        """Bring a work that was deposited out."""
        for act in ("submit", "register", "release"):
            self.lives(self.officer(work) if act == "submit" else "ingrid", act, work)

    def lives(self, who: str, act: str, work: Work) -> None:
        """Carry out an act of one person, which leads to the same state on both sides."""
        outcome = self.both(who, lambda: self.world.live(who, act, work), lambda _: self.stage.act(who, act, work))
        assert not outcome or outcome[1]["state"] == work.state

    def regrades(self, who: str, act: str, work: Work, marking: Marking) -> None:
        """Raise a marking, or ask to lower it."""
        self.asked(
            self.both(
                who,
                lambda: self.world.regrade(who, act, work, marking),
                lambda _: self.stage.act(who, act, work, marking=self.stage.marking(marking)),
            )
        )

    def circulates(self, who: str, act: str, work: Work, change: Change) -> None:
        """Narrow a circulation, or ask to widen it."""
        self.asked(
            self.both(
                who,
                lambda: self.world.circulate(who, act, work, change),
                lambda _: self.stage.act(who, act, work, **self.stage.change(change)),
            )
        )

    def ends(self, who: str, act: str, work: Work) -> None:
        """Ask to recall or to destroy a work."""
        self.asked(self.both(who, lambda: self.world.end(who, act, work), lambda _: self.stage.act(who, act, work)))

    def places_hold(self, who: str, work: Work) -> None:
        """Place a legal hold."""
        outcome = self.both(who, lambda: self.world.place_hold(who, work, "new"), lambda _: self.stage.place(who, work))
        if outcome:
            work.holds[outcome[1]["id"]] = work.holds.pop("new")

    def lifts_hold(self, who: str, work: Work, name: str) -> None:
        """Lift a legal hold."""
        self.both(who, lambda: self.world.lift_hold(who, work, name), lambda _: self.stage.lift(who, name))
        self.world.settle()

    def supersedes(self, who: str, old: Work, new: Work) -> None:
        """Let one work supersede another."""
        self.both(who, lambda: self.world.supersede(who, old, new), lambda _: self.stage.supersede(who, old, new))

    def able(self, ask: Ask) -> list[str]:
        """Return those who could answer a request as long as it is open."""
        people = self.world.people.items()
        found = [w for w, p in people if p.role == ask.role and p.organization in ask.needed and w != ask.asker]
        return found + (["ruth"] if ask.kind == "recall" else [])

    def answers(self, who: str, ask: Ask, *, granted: bool) -> None:
        """Answer a request, which leads to the same on both sides."""
        known = {one.ident for one in self.world.asks}
        outcome = self.both(
            who,
            lambda: self.world.answer(who, ask, granted=granted),
            lambda _: self.stage.answer(who, ask, granted=granted),
        )
        if outcome:
            assert outcome[1]["state"] == ask.state
            for offer in outcome[0]:
                self.offered(offer, known)

    def offered(self, offer: Ask, known: set[str]) -> None:
        """What the model says is asked of a work's originators is asked of them, once."""
        assert offer.work is not None
        found = self.stage.offered(self.officer(offer.work), offer.work, known)
        assert len(found) == 1, f"{offer} should be asked once: {found}"
        [offer.ident] = found

    def asks_access(self, who: str, work: Work, whom: str) -> None:
        """Ask to be let in, alone or with everybody at one's organization."""
        outcome = self.both(
            who,
            lambda: self.world.ask_access(who, work, whom),
            lambda _: self.stage.ask_access(who, work, whom),
        )
        if outcome:
            outcome[0].ident = outcome[1]["id"]

    def changes_list(self, who: str, name: str, members: list[str]) -> None:
        """Give a list another version."""
        outcome = self.both(
            who,
            lambda: self.world.change_list(who, name, members),
            lambda _: self.stage.change_list(who, name, members),
        )
        if outcome and outcome[0]:
            outcome[0].ident = self.stage.waiting(outcome[0])

    def changes_standing(self, who: str, organization: str, standing: str) -> None:
        """Set the standing of an organization, or ask to lift it."""
        self.asked(
            self.both(
                who,
                lambda: self.world.change_standing(who, organization, standing),
                lambda _: self.stage.change_standing(who, organization, standing),
            )
        )

    def changes_activity(self, who: str, other: str, *, active: bool) -> None:
        """Suspend a person, or let her act again."""
        self.both(
            who,
            lambda: self.world.change_activity(who, other, active=active),
            lambda _: self.stage.change_activity(who, other, active=active),
        )

    def clears(self, who: str, other: str, clearance: tuple[str, datetime] | None) -> None:
        """Clear a person for a level until an instant, or revoke all she has."""
        modelled = None if clearance is None else (RANKS[clearance[0]], clearance[1])
        self.both(
            who,
            lambda: self.world.clear(who, other, modelled),
            lambda _: self.stage.clear(who, other, clearance),
        )

    def turns(self, span: timedelta, *, checked: bool) -> None:
        """Let time pass; what it does holds for the next request, before a worker has recorded it."""
        self.clock.turn(span)
        self.world.turn(self.clock.now())
        if checked:
            self.check()
        self.stage.work_off_what_is_due()

    # ------------------------------------------------------------ what must hold after every act

    def check(self) -> None:
        """Everybody reads what the rules give her, in her list and under its address, and nothing else."""
        for who, (listed, given) in self.stage.seen().items():
            reads = {name for name, work in self.world.works.items() if self.world.reads(who, work)}
            self.same(who, "read", reads, given)
            self.same(who, "be listed", self.world.listed(who), listed)
        self.steps += 1
        who = EVERYBODY[self.steps * 7 % len(EVERYBODY)]
        self.same(who, "be listed by the server", self.world.listed(who), self.stage.listed(who))
        works = list(self.world.works.values())
        if works:
            work = works[self.steps % len(works)]
            assert self.stage.gives(who, work) == self.world.reads(who, work), f"{who}: {self.told({work.name})}"
        if self.world.may_act(who) and self.world.people[who].role in ("analyst", "originator"):
            known = {work.name for work in works if self.world.may_ask_for(who, work)}
            self.same(who, "be told of", known, self.stage.discloses(who))

    def same(self, who: str, verb: str, should: set[str], does: set[str]) -> None:
        """What somebody gets is what the model gives her."""
        assert does == should, f"{who} should {verb} {should}, and it is {does}: {self.told(does ^ should)}"

    def told(self, names: set[str]) -> str:
        """Return what the model knows of works, for whoever reads a failure."""
        return "; ".join(str({f: getattr(w, f) for f in Work.__slots__}) for w in map(self.world.works.get, names) if w)
