"""Random acts by random people, carried out by the product and by the reference model, and compared after each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.house import TurningClock, make_house
from tests.registry_acts import Registry
from tests.registry_draws import (
    DAY,
    HOUR,
    JOINING,
    ORIGINATORS,
    SPANS,
    Focus,
    changes,
    markings,
    pick,
    spans,
)
from tests.registry_model import Ask, Marking, Refused, Work
from tests.registry_people import BODIES, EVERYBODY, KEPT, LEVELS, LIFE, LISTS, OUT, RANKS
from tests.registry_stage import Stage


def drawn(act: Any) -> Any:
    """A rule that is drawn only where the focus is on it."""
    return precondition(lambda self: self.focus.draws(act.__name__))(act)


class RegistryMachine(RuleBasedStateMachine):
    """The product and the model side by side; ``server`` serves the house of each run in turn."""

    server: TestClient
    focus = Focus()

    def __init__(self) -> None:
        """Open a house of its own."""
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="concord-machine-")
        self.clock = TurningClock()
        self.house = make_house(Path(self.folder.name) / "data", clock=self.clock)
        self.stage = Stage(self.house, self.server, self.clock)
        self.world = Registry()
        self.steps = 0

    def teardown(self) -> None:
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

    def kept(self, data: st.DataObject) -> Work:
        """Draw a work, mostly one that is out, or at least not destroyed."""
        works = list(self.world.works.values())
        kept, out = ([w for w in works if w.state in states] for states in (KEPT, OUT))
        return data.draw(pick(out * 6 + kept * 4 + works), label="work")

    def near(self, data: st.DataObject, work: Work, *more: str) -> str:
        """Draw somebody, mostly one of those whose business a work is."""
        officers = [w for w, p in self.world.people.items() if p.role == "originator"]
        mine = [who for who in officers if self.world.people[who].organization in work.originators]
        return data.draw(pick((mine + list(more)) * 20 + list(EVERYBODY)), label="who")

    # ------------------------------------------------------------ rules

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin with two works that are released."""
        for _ in range(2):
            work = self.drafted(data, pick(self.focus.begun_by), "amina", "piotr")
            if work.name in self.world.works:
                for act in ("submit", "register", "release"):
                    self.lives(self.officer(work) if act == "submit" else "ingrid", act, work)

    def officer(self, work: Work) -> str:
        """Return the first officer of the organization that deposited a work."""
        people = self.world.people.items()
        return next(who for who, p in people if (p.organization, p.role) == (work.depositor, "originator"))

    def drafted(self, data: st.DataObject, originators: st.SearchStrategy[str], *likely: str) -> Work:
        """Deposit a work that is drawn."""
        names = data.draw(originators, label="originators").split()
        who = data.draw(pick([w for w in likely if self.world.people[w].organization in names] or EVERYBODY))
        embargo, retention, down = data.draw(st.tuples(spans, spans, spans), label="embargo, retention, downgrade")
        marking = data.draw(markings, label="marking")
        plan = (self.world.now + down, "interpol:IFOUO") if down and marking[0].startswith("interpol") else None
        work = Work(
            name=f"w{len(self.world.works)}" if len(self.world.works) < 90 else "w",
            depositor=self.world.people[who].organization,
            originators=frozenset(names),
            marking=marking,
            audience=dict.fromkeys(data.draw(self.focus.audiences, label="to")),
            exclude=set(data.draw(self.focus.exclusions, label="not to")),
            embargo=self.world.now + embargo if embargo else None,
            retention=self.world.now + retention if retention else None,
            downgrade=plan,
            disclosed=data.draw(pick([False, False, True]), label="disclosed"),
            explicit=data.draw(pick([True] * 7 + [False]), label="explicit"),
        )
        if not work.explicit:
            work.audience = {}
        work.filed = data.draw(pick([False] * 9 + [True]), label="as a file")
        self.both(
            who,
            lambda: self.world.deposit(who, work),
            lambda allowed: self.stage.deposit(who, work, allowed=allowed),
        )
        return work

    @drawn
    @precondition(lambda self: len(self.world.works) < 5)
    @rule(data=st.data())
    def deposit(self, data: st.DataObject) -> None:
        """Somebody deposits a draft."""
        self.drafted(data, pick(ORIGINATORS), "amina", "kofi", "piotr", "huda", "claire", data.draw(pick(EVERYBODY)))

    def lives(self, who: str, act: str, work: Work) -> None:
        """Carry out an act of one person, which leads to the same state on both sides."""
        outcome = self.both(who, lambda: self.world.live(who, act, work), lambda _: self.stage.act(who, act, work))
        assert not outcome or outcome[1]["state"] == work.state

    @drawn
    @precondition(lambda self: self.world.works)
    @rule(data=st.data())
    def live(self, data: st.DataObject) -> None:
        """Somebody submits, holds, resolves, registers, releases, withdraws or discards."""
        work = self.kept(data)
        fitting = [act for act, (states, _) in LIFE.items() if work.state in states]
        act = data.draw(pick(fitting * 4 + list(LIFE)), label="act")
        self.lives(self.near(data, work, "ingrid", "ruth"), act, work)

    @drawn
    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["raise", "downgrade"]))
    def regrade(self, data: st.DataObject, act: str) -> None:
        """Somebody raises a marking, or asks to lower it."""
        work = self.kept(data)
        who = self.near(data, work, "ingrid", "ingrid")
        _, tlp, within = work.marking
        better = [one for one in LEVELS if (RANKS[one] > work.rank(self.world.now)) == (act == "raise")] or LEVELS
        marking: Marking = data.draw(st.tuples(pick(better), st.just(tlp), st.just(within)) | markings, label="marking")
        self.asked(
            self.both(
                who,
                lambda: self.world.regrade(who, act, work, marking),
                lambda _: self.stage.act(who, act, work, marking=self.stage.marking(marking)),
            )
        )

    @drawn
    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["narrow", "widen"]))
    def circulate(self, data: st.DataObject, act: str) -> None:
        """Somebody narrows a circulation, or asks to widen it."""
        work = self.kept(data)
        who = self.near(data, work, "ingrid")
        change = dict([data.draw(changes(self.world, work, act), label="change")])
        if data.draw(pick([False] * 5 + [True]), label="and another"):
            change |= dict([data.draw(changes(self.world, work, data.draw(pick(["narrow", "widen"]))))])
        self.asked(
            self.both(
                who,
                lambda: self.world.circulate(who, act, work, change),
                lambda _: self.stage.act(who, act, work, **self.stage.change(change)),
            )
        )

    @drawn
    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["recall", "destroy", "hold"]))
    def end(self, data: st.DataObject, act: str) -> None:
        """Somebody asks to recall or to destroy, or places or lifts a legal hold."""
        work = self.kept(data)
        who = self.near(data, work, *(["ingrid"] if act == "hold" else []))
        if act == "hold":
            self.hold(who, work, data.draw(pick([*work.holds, ""]), label="hold"))
            return
        self.asked(self.both(who, lambda: self.world.end(who, act, work), lambda _: self.stage.act(who, act, work)))

    def hold(self, who: str, work: Work, name: str) -> None:
        """Lift a legal hold, or place one where no name is given."""
        if name:
            self.both(who, lambda: self.world.lift_hold(who, work, name), lambda _: self.stage.lift(who, name))
            self.world.settle()
            return
        outcome = self.both(who, lambda: self.world.place_hold(who, work, "new"), lambda _: self.stage.place(who, work))
        if outcome:
            work.holds[outcome[1]["id"]] = work.holds.pop("new")

    @drawn
    @precondition(lambda self: len(self.world.works) > 1)
    @rule(data=st.data())
    def supersede(self, data: st.DataObject) -> None:
        """Somebody lets one work supersede another."""
        old, new = self.kept(data), self.kept(data)
        who = self.near(data, old)
        self.both(
            who,
            lambda: self.world.supersede(who, old, new),
            lambda _: self.stage.supersede(who, old, new),
        )

    @drawn
    @precondition(lambda self: any(ask.state == "open" for ask in self.world.asks))
    @rule(data=st.data())
    def agree(self, data: st.DataObject) -> None:
        """Somebody consents to what waits for her."""
        ask = data.draw(pick([one for one in self.world.asks if one.state == "open"]), label="request")
        self.answers(data.draw(pick(self.able(ask) or EVERYBODY), label="who"), ask, granted=True)

    @drawn
    @precondition(lambda self: self.world.asks)
    @rule(data=st.data(), granted=st.booleans())
    def answer(self, data: st.DataObject, granted: bool) -> None:
        """Somebody answers a request, decided or not, which may not be hers to answer."""
        ask = data.draw(pick(self.world.asks), label="request")
        who = data.draw(pick(self.able(ask) * 5 + [ask.asker] * 5 + list(EVERYBODY)), label="who")
        self.answers(who, ask, granted=granted)

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

    @drawn
    @precondition(lambda self: any(work.disclosed for work in self.world.works.values()))
    @rule(data=st.data(), whom=pick(["person", "organization"]))
    def ask_access(self, data: st.DataObject, whom: str) -> None:
        """Somebody asks to be let in."""
        disclosed = [work for work in self.world.works.values() if work.disclosed]
        work = data.draw(pick(disclosed), label="work")
        outside = [who for who in EVERYBODY if self.world.may_ask_for(who, work)]
        who = data.draw(pick(outside * 4 + list(EVERYBODY)), label="who")
        outcome = self.both(
            who,
            lambda: self.world.ask_access(who, work, whom),
            lambda _: self.stage.ask_access(who, work, whom),
        )
        if outcome:
            outcome[0].ident = outcome[1]["id"]

    @drawn
    @rule(data=st.data(), name=pick(list(LISTS)[:2]))
    def change_list(self, data: st.DataObject, name: str) -> None:
        """Somebody gives a list another version: one member more, or one fewer."""
        members = self.world.lists[name]
        joining = [token for token in JOINING if token not in members]
        token = data.draw(pick(joining + members), label="member")
        who = data.draw(pick(["ingrid", "ruth", "claire"] * 20 + list(EVERYBODY)), label="who")
        after = [one for one in members if one != token] if token in members else [*members, token]
        outcome = self.both(
            who, lambda: self.world.change_list(who, name, after), lambda _: self.stage.change_list(who, name, after)
        )
        if outcome and outcome[0]:
            outcome[0].ident = self.stage.waiting(outcome[0])

    @drawn
    @rule(data=st.data(), what=pick(["standing", "standing", "activity", "clear", "revoke"]))
    def govern(self, data: st.DataObject, what: str) -> None:
        """Somebody sets the standing of an organization, or changes what a person may do or read."""
        if what == "standing":
            organization = data.draw(pick(["afripol", "europol", "aimc"] * 5 + [*BODIES, "ncb-eg"]), label="of")
            standing = data.draw(pick(["suspended", "supervised", "active"]), label="standing")
            who = data.draw(pick(["ingrid", "ruth"] * 30 + list(EVERYBODY)), label="who")
            self.asked(
                self.both(
                    who,
                    partial(self.world.change_standing, who, organization, standing),
                    lambda _: self.stage.change_standing(who, organization, standing),
                )
            )
            return
        other = data.draw(pick([one for one in EVERYBODY if one != "yuki"]), label="of")
        who = data.draw(pick(["yuki"] * 30 + list(EVERYBODY)), label="who")
        if what == "activity":
            active = not self.world.people[other].active
            modelled = partial(self.world.change_activity, who, other, active=active)
            self.both(who, modelled, lambda _: self.stage.change_activity(who, other, active=active))
            return
        level, until = data.draw(pick(LEVELS)), self.world.now + data.draw(pick(SPANS))
        given, rank = ((level, until), (RANKS[level], until)) if what == "clear" else (None, None)
        self.both(who, partial(self.world.clear, who, other, rank), lambda _: self.stage.clear(who, other, given))

    @drawn
    @rule(span=pick([HOUR, DAY, DAY, 2 * DAY, 15 * DAY]), worker=st.booleans())
    def turn(self, span: timedelta, worker: bool) -> None:
        """Time passes; what it does holds for the next request, and a worker records the rest."""
        self.clock.turn(span)
        self.world.turn(self.clock.now())
        if worker:
            self.check()
        self.stage.work_off_what_is_due()

    # ------------------------------------------------------------ what must hold after every step

    @invariant()
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
