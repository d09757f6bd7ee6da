"""Random acts by random people, carried out by the product and by the reference model, and compared after each."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.registry_draws import (
    DAY,
    HOUR,
    JOINING,
    ORIGINATORS,
    SPANS,
    audiences,
    changes,
    exclusions,
    markings,
    pick,
    spans,
)
from tests.registry_model import Marking, Work
from tests.registry_pair import Pair
from tests.registry_people import BODIES, EVERYBODY, KEPT, LEVELS, LIFE, LISTS, OUT, RANKS


class RegistryMachine(RuleBasedStateMachine):
    """Draws who does what; ``server`` serves the house of each run in turn."""

    server: TestClient

    def __init__(self) -> None:
        """Open a house of its own."""
        super().__init__()
        self.pair = Pair(self.server)
        self.world = self.pair.world

    def teardown(self) -> None:
        """Close the house."""
        self.pair.close()

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
            work = self.drafted(data, pick(ORIGINATORS[:3]), "amina", "piotr")
            if work.name in self.world.works:
                self.pair.releases(work)

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
            audience=dict.fromkeys(data.draw(audiences, label="to")),
            exclude=set(data.draw(exclusions, label="not to")),
            embargo=self.world.now + embargo if embargo else None,
            retention=self.world.now + retention if retention else None,
            downgrade=plan,
            disclosed=data.draw(pick([False, False, True]), label="disclosed"),
            explicit=data.draw(pick([True] * 7 + [False]), label="explicit"),
        )
        if not work.explicit:
            work.audience = {}
        work.filed = data.draw(pick([False] * 9 + [True]), label="as a file")
        self.pair.deposits(who, work)
        return work

    @precondition(lambda self: len(self.world.works) < 5)
    @rule(data=st.data())
    def deposit(self, data: st.DataObject) -> None:
        """Somebody deposits a draft."""
        self.drafted(data, pick(ORIGINATORS), "amina", "kofi", "piotr", "huda", "claire", data.draw(pick(EVERYBODY)))

    @precondition(lambda self: self.world.works)
    @rule(data=st.data())
    def live(self, data: st.DataObject) -> None:
        """Somebody submits, holds, resolves, registers, releases, withdraws or discards."""
        work = self.kept(data)
        fitting = [act for act, (states, _) in LIFE.items() if work.state in states]
        act = data.draw(pick(fitting * 4 + list(LIFE)), label="act")
        self.pair.lives(self.near(data, work, "ingrid", "ruth"), act, work)

    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["raise", "downgrade"]))
    def regrade(self, data: st.DataObject, act: str) -> None:
        """Somebody raises a marking, or asks to lower it."""
        work = self.kept(data)
        who = self.near(data, work, "ingrid", "ingrid")
        _, tlp, within = work.marking
        better = [one for one in LEVELS if (RANKS[one] > work.rank(self.world.now)) == (act == "raise")] or LEVELS
        marking: Marking = data.draw(st.tuples(pick(better), st.just(tlp), st.just(within)) | markings, label="marking")
        self.pair.regrades(who, act, work, marking)

    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["narrow", "widen"]))
    def circulate(self, data: st.DataObject, act: str) -> None:
        """Somebody narrows a circulation, or asks to widen it."""
        work = self.kept(data)
        who = self.near(data, work, "ingrid")
        change = dict([data.draw(changes(self.world, work, act), label="change")])
        if data.draw(pick([False] * 5 + [True]), label="and another"):
            change |= dict([data.draw(changes(self.world, work, data.draw(pick(["narrow", "widen"]))))])
        self.pair.circulates(who, act, work, change)

    @precondition(lambda self: self.world.works)
    @rule(data=st.data(), act=pick(["recall", "destroy", "hold"]))
    def end(self, data: st.DataObject, act: str) -> None:
        """Somebody asks to recall or to destroy, or places or lifts a legal hold."""
        work = self.kept(data)
        who = self.near(data, work, *(["ingrid"] if act == "hold" else []))
        if act != "hold":
            self.pair.ends(who, act, work)
        elif name := data.draw(pick([*work.holds, ""]), label="hold"):
            self.pair.lifts_hold(who, work, name)
        else:
            self.pair.places_hold(who, work)

    @precondition(lambda self: len(self.world.works) > 1)
    @rule(data=st.data())
    def supersede(self, data: st.DataObject) -> None:
        """Somebody lets one work supersede another."""
        old, new = self.kept(data), self.kept(data)
        self.pair.supersedes(self.near(data, old), old, new)

    @precondition(lambda self: any(ask.state == "open" for ask in self.world.asks))
    @rule(data=st.data())
    def agree(self, data: st.DataObject) -> None:
        """Somebody consents to what waits for her."""
        ask = data.draw(pick([one for one in self.world.asks if one.state == "open"]), label="request")
        self.pair.answers(data.draw(pick(self.pair.able(ask) or EVERYBODY), label="who"), ask, granted=True)

    @precondition(lambda self: self.world.asks)
    @rule(data=st.data(), granted=st.booleans())
    def answer(self, data: st.DataObject, granted: bool) -> None:
        """Somebody answers a request, decided or not, which may not be hers to answer."""
        ask = data.draw(pick(self.world.asks), label="request")
        who = data.draw(pick(self.pair.able(ask) * 5 + [ask.asker] * 5 + list(EVERYBODY)), label="who")
        self.pair.answers(who, ask, granted=granted)

    @precondition(lambda self: any(work.disclosed for work in self.world.works.values()))
    @rule(data=st.data(), whom=pick(["person", "organization"]))
    def ask_access(self, data: st.DataObject, whom: str) -> None:
        """Somebody asks to be let in."""
        disclosed = [work for work in self.world.works.values() if work.disclosed]
        work = data.draw(pick(disclosed), label="work")
        outside = [who for who in EVERYBODY if self.world.may_ask_for(who, work)]
        self.pair.asks_access(data.draw(pick(outside * 4 + list(EVERYBODY)), label="who"), work, whom)

    @rule(data=st.data(), name=pick(list(LISTS)[:2]))
    def change_list(self, data: st.DataObject, name: str) -> None:
        """Somebody gives a list another version: one member more, or one fewer."""
        members = self.world.lists[name]
        joining = [token for token in JOINING if token not in members]
        token = data.draw(pick(joining + members), label="member")
        who = data.draw(pick(["ingrid", "ruth", "claire"] * 20 + list(EVERYBODY)), label="who")
        after = [one for one in members if one != token] if token in members else [*members, token]
        self.pair.changes_list(who, name, after)

    @rule(data=st.data(), what=pick(["standing", "standing", "activity", "clear", "revoke"]))
    def govern(self, data: st.DataObject, what: str) -> None:
        """Somebody sets the standing of an organization, or changes what a person may do or read."""
        if what == "standing":
            organization = data.draw(pick(["afripol", "europol", "aimc"] * 5 + [*BODIES, "ncb-eg"]), label="of")
            standing = data.draw(pick(["suspended", "supervised", "active"]), label="standing")
            who = data.draw(pick(["ingrid", "ruth"] * 30 + list(EVERYBODY)), label="who")
            self.pair.changes_standing(who, organization, standing)
            return
        other = data.draw(pick([one for one in EVERYBODY if one != "yuki"]), label="of")
        who = data.draw(pick(["yuki"] * 30 + list(EVERYBODY)), label="who")
        if what == "activity":
            self.pair.changes_activity(who, other, active=not self.world.people[other].active)
            return
        level, until = data.draw(pick(LEVELS)), self.world.now + data.draw(pick(SPANS))
        self.pair.clears(who, other, (level, until) if what == "clear" else None)

    @rule(span=pick([HOUR, DAY, DAY, 2 * DAY, 15 * DAY]), worker=st.booleans())
    def turn(self, span: timedelta, worker: bool) -> None:
        """Time passes."""
        self.pair.turns(span, checked=worker)

    @invariant()
    def check(self) -> None:
        """Everybody reads what the rules give her."""
        self.pair.check()
