"""The acts of the reference model: allowed or refused by the rules, and what they change (domain 4).

Every act checks everything before it changes anything. Where the domain leaves a choice it follows ``docs/life.md``
and ``docs/decisions.md``, never the code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.registry_model import Ask, Marking, Refused, Work, World, need
from tests.registry_people import (
    DESTROYED,
    DRAFT,
    HELD,
    IN_HAND,
    KEPT,
    LIFE,
    LISTS_OWNER,
    ONCE_OUT,
    OUT,
    PATIENCE,
    RANKS,
    RELEASED,
    SUBMITTED,
    SUPERSEDED,
    WITHDRAWN,
)

STRICTNESS: tuple[str | None, ...] = (None, "AMBER", "AMBER+STRICT", "RED")
SEVERITY = ("active", "supervised", "suspended")
Change = dict[str, Any]
"""What a circulation act says: add, remove, exclude, readmit, repin (words), embargo (an instant or None)."""


class Registry(World):
    """The world with its acts; each raises ``Refused`` before it has changed anything."""

    # ------------------------------------------------------------ the life of a work

    def deposit(self, who: str, work: Work) -> None:
        """Deposit a draft; an officer of one of its originators (W1)."""
        need(self.may_act(who), "she may not act")
        need(self.people[who].role == "originator", "officers deposit")
        need(self.people[who].organization in work.originators, "one of her own must be among the originators")
        need(not work.wrong(), "something said is wrong")
        self.works[work.name] = work

    def live(self, who: str, act: str, work: Work) -> None:
        """Carry out an act of one person in the life of a work."""
        role = self.concerned(who, work)
        states, needed = LIFE[act]
        need(role == needed, f"{needed} does it")
        need(work.state in states, f"it is {work.state}")
        getattr(self, f"_{act}")(who, work)

    def _submit(self, who: str, work: Work) -> None:
        need(not work.wrong(self.now), "it is not ready")
        supervised = self.standing[self.people[who].organization] == "supervised"
        work.submitter, work.state = who, HELD if supervised or work.contradicts_itself() else SUBMITTED

    def _discard(self, who: str, work: Work) -> None:
        need(self.people[who].organization == work.depositor, "whoever deposited it discards it")
        need(not work.holds, "a legal hold stands")
        self.destroyed(work)

    def _hold(self, _: str, work: Work) -> None:
        work.state = HELD

    def _resolve(self, who: str, work: Work) -> None:
        need(who != work.submitter, "two persons")
        need(not work.wrong(self.now), "it is not ready")
        work.state = SUBMITTED

    def _register(self, who: str, work: Work) -> None:
        need(who != work.submitter, "two persons")
        work.state = "registered"

    def _release(self, who: str, work: Work) -> None:
        need(who != work.submitter, "two persons")
        need(not self._suspended(work), "an originator is suspended")
        work.state = RELEASED
        self.pin(work, list(work.audience))
        before = self.works.get(work.supersedes or "")
        if before is not None and before.state == RELEASED:
            before.state = SUPERSEDED

    def _withdraw(self, _: str, work: Work) -> None:
        work.state = WITHDRAWN
        self.reinstate(work)

    def supersede(self, who: str, old: Work, new: Work) -> None:
        """Let one released work supersede another, of the same originators at least (case 8)."""
        need(self.concerned(who, old) == "originator", "officers do it")
        need(old.state == RELEASED and new.state == RELEASED, "both must be released")
        need(self.people[who].organization in new.originators, "the new one is not hers")
        need(old.originators <= new.originators, "an originator is left out")
        need(old is not new and new not in self.later(old.name) and old not in self.later(new.name), "a circle")
        others = [w for w in self.works.values() if w.supersedes == old.name]
        need(all(w.state in (WITHDRAWN, DESTROYED, DRAFT) for w in others), "another supersedes it")
        need(new.supersedes is None, "the new one supersedes another")
        new.supersedes, old.state = old.name, SUPERSEDED

    def place_hold(self, who: str, work: Work, name: str) -> None:
        """Place a legal hold under a name."""
        role = self.concerned(who, work)
        need(work.state in KEPT, "nothing is left to hold")
        work.holds[name] = role if role == "registry" else self.people[who].organization

    def lift_hold(self, who: str, work: Work, name: str) -> None:
        """Lift a legal hold; only the side that placed it does."""
        role = self.concerned(who, work)
        side = role if role == "registry" else self.people[who].organization
        need(work.holds.get(name) == side, "another side placed it")
        del work.holds[name]

    # ------------------------------------------------------------ marking

    def regrade(self, who: str, act: str, work: Work, marking: Marking) -> Ask | None:
        """Raise at once, by an originator or provisionally by the registry; or ask to downgrade (W1-W3, W6)."""
        provisional = self._opened(who, act, work)
        after = self._regraded(work, act, marking)
        if act == "downgrade":
            return self._ask(who, act, work, proposal=(marking, work.marking))
        before = (work.marking, work.downgrade)
        work.marking, work.downgrade = after.marking, after.downgrade
        return self._ask_to_keep(who, work, ("raise", marking, before)) if provisional else None

    def _regraded(self, work: Work, act: str, marking: Marking) -> Work:
        level, tlp, compartments = marking
        ways = [_way(work.rank(self.now), RANKS[level])]
        ways += [_way(STRICTNESS.index(work.marking[1]), STRICTNESS.index(tlp))]
        ways += ["" if compartments == work.marking[2] else "up" if compartments > work.marking[2] else "down"]
        need(set(ways) - {""} == {"up" if act == "raise" else "down"}, "it leads the other way, or nowhere")
        plan = work.downgrade
        if plan and ((act == "raise" and ways[0]) or RANKS[plan[1]] >= RANKS[level]):
            plan = None
        return self._fine(work, replace(work, marking=marking, downgrade=plan))

    # ------------------------------------------------------------ circulation

    def circulate(self, who: str, act: str, work: Work, change: Change) -> Ask | None:
        """Narrow at once, by an originator or provisionally by the registry; or ask to widen (W1-W3, W6)."""
        provisional = self._opened(who, act, work)
        after = self._circulated(work, act, change)
        if act == "widen":
            return self._ask(who, act, work, proposal=(change, work.marking, self.basis(work, change)))
        gone = {token: work.audience[token] for token in change.get("remove", [])}
        before = {"audience": gone, "embargo": work.embargo, "disclosed": work.disclosed}
        self._take(work, after)
        return self._ask_to_keep(who, work, ("narrow", change, before)) if provisional else None

    def _circulated(self, work: Work, act: str, change: Change) -> Work:
        up, down = ("remove", "exclude"), ("add", "repin", "readmit")
        ways = {"up" for name in up if change.get(name)} | {"down" for name in down if change.get(name)}
        if "embargo" in change:
            was, will = self._coming(work.embargo), self._coming(change["embargo"])
            ways |= set() if was == will else {"up" if will and (was is None or will > was) else "down"}
        if change.get("disclosed", work.disclosed) != work.disclosed:
            ways.add("down" if change["disclosed"] else "up")
        need(ways == {"up" if act == "narrow" else "down"}, "it leads the other way, or nowhere")
        return self._fine(work, self._edited(work, change))

    def _coming(self, instant: datetime | None) -> datetime | None:
        return instant if instant and instant > self.now else None

    def _edited(self, work: Work, change: Change, pins: dict[str, Any] | None = None) -> Work:
        audience, exclude = dict(work.audience), set(work.exclude)
        add, remove, repin = (change.get(name, []) for name in ("add", "remove", "repin"))
        need(all(t not in audience for t in add) and all(t in audience for t in remove), "there already, or not there")
        for token in remove:
            del audience[token]
        fresh = replace(work, audience=audience)
        self.pin(fresh, add)
        audience.update({token: pins[token] for token in add if pins and token in pins})
        need(all(t in audience and self.pinned(t) is not None for t in repin), "it has no pin")
        self.pin(fresh, repin)
        shut, readmit = set(change.get("exclude", [])), set(change.get("readmit", []))
        need(not shut & exclude and readmit <= exclude, "shut out already, or not at all")
        embargo, disclosed = change.get("embargo", work.embargo), change.get("disclosed", work.disclosed)
        return replace(fresh, exclude=(exclude - readmit) | shut, embargo=embargo, disclosed=disclosed)

    def _take(self, work: Work, after: Work) -> None:
        work.audience, work.exclude = after.audience, after.exclude
        work.embargo, work.disclosed = after.embargo, after.disclosed

    def _opened(self, who: str, act: str, work: Work) -> bool:
        """Refuse whom an act is not for; tell whether it is the registry's, and so provisional (W2)."""
        role = self.concerned(who, work)
        need(role == "originator" or act in ("raise", "narrow"), "only an originator lowers or widens")
        need(work.state in IN_HAND, f"it is {work.state}")
        return role == "registry"

    def _fine(self, work: Work, after: Work) -> Work:
        need(after.wrong(self.now) <= work.wrong(self.now), "something would be wrong with it")
        return after

    def _suspended(self, work: Work) -> bool:
        return any(self.standing[name] == "suspended" for name in work.originators)

    # ------------------------------------------------------------ what is only asked for

    def end(self, who: str, act: str, work: Work) -> Ask:
        """Ask to recall or to destroy (W6)."""
        need(self.concerned(who, work) == "originator", "officers ask for it")
        need(work.state in (ONCE_OUT if act == "recall" else KEPT), f"it is {work.state}")
        need(act == "recall" or not work.holds, "a legal hold stands")
        return self._ask(who, act, work)

    def ask_access(self, who: str, work: Work, whom: str) -> Ask:
        """Ask to be let in to what is disclosed and cannot be read."""
        person = self.people[who]
        need(self.may_act(who) and person.role in ("analyst", "originator"), "she does not ask")
        need(self.may_ask_for(who, work), "she does not know of it")
        token = f"person:{who}" if whom == "person" else person.organization
        return self._ask(who, "access", work, proposal=(token,))

    def _ask_to_keep(self, who: str, work: Work, proposal: tuple[Any, ...]) -> Ask:
        """Ask whether what the registry did stays; where that is asked already, it goes for this as well (W2)."""
        same = [ask for ask in self.open(work) if ask.kind == "keep-change" and ask.proposal == proposal]
        return same[0] if same else self._ask(who, "keep-change", work, proposal)

    def _ask(self, who: str, kind: str, work: Work, proposal: tuple[Any, ...] = ()) -> Ask:
        same = any(ask.kind == kind and ask.proposal == proposal for ask in self.open(work))
        need(not same, "the same is asked already")
        person = self.people[who]
        joint = len(work.originators) > 1 and person.role == "originator" and kind != "recall"
        needed = {name: who if joint and name == person.organization else "" for name in sorted(work.originators)}
        ask = Ask(kind, who, person.organization, needed, self.now, self.now + PATIENCE, work, proposal=proposal)
        self.asks.append(ask)
        return ask

    # ------------------------------------------------------------ answers

    def answer(self, who: str, ask: Ask, *, granted: bool) -> list[Ask]:
        """Answer for one's organization and, where that settles it, do what was asked; return what that asks for."""
        person = self.people[who]
        need(self.may_act(who), "she may not act")
        registrar = person.role == "registry" and (ask.kind == "recall" or ask.role == "registry")
        need(registrar or (person.role == ask.role and person.organization in ask.needed), "she is not asked")
        need(who != ask.asker, "nobody decides her own request")
        need(ask.state == "open" and self.now < ask.deadline, "it is decided")
        own = person.organization if person.organization in ask.needed else min(ask.needed)
        need(not ask.needed[own], "her organization has answered")
        others = all(given for name, given in ask.needed.items() if name != own)
        settled = not granted or ask.kind == "recall" or others
        more: list[Ask] = []
        if settled:
            more = getattr(self, f"_{ask.kind.replace('-', '_')}")(who, ask, granted) or []
        ask.needed[own] = who
        if settled:
            ask.state = "granted" if granted else "declined"
        return more

    def _downgrade(self, _: str, ask: Ask, granted: bool) -> None:
        if granted and ask.work:
            self._unmoved(ask.work, ask.proposal[1])
            after = self._regraded(ask.work, "downgrade", ask.proposal[0])
            ask.work.marking, ask.work.downgrade = after.marking, after.downgrade

    def _widen(self, _: str, ask: Ask, granted: bool) -> None:
        if granted and ask.work:
            change, marking, (said, lets_in) = ask.proposal
            self._unmoved(ask.work, marking)
            now, letting = self.basis(ask.work, change)
            need(now == said, "what it changes was changed since")
            need(all(letting[token] <= lets_in[token] for token in letting), "a list has gained members since")
            self._take(ask.work, self._circulated(ask.work, "widen", change))

    def _unmoved(self, work: Work, marking: object) -> None:
        """Refuse where the marking is not the one that was consented to, or where an originator is suspended."""
        need(work.state in IN_HAND, f"it is {work.state}")
        need(work.marking == marking, "its marking was changed since")
        need(not self._suspended(work), "an originator is suspended")

    def _access(self, _: str, ask: Ask, granted: bool) -> None:
        if granted and ask.work:
            need(ask.work.state in OUT and not self._suspended(ask.work), "it cannot be widened now")
            self._take(ask.work, self._circulated(ask.work, "widen", {"add": [ask.proposal[0]]}))

    def _recall(self, _: str, ask: Ask, granted: bool) -> None:
        if granted and ask.work:
            need(ask.work.state in ONCE_OUT, f"it is {ask.work.state}")
            ended = ask.work.state != WITHDRAWN
            ask.work.state = WITHDRAWN
            if ended:
                self.reinstate(ask.work)

    def _destroy(self, who: str, ask: Ask, granted: bool) -> None:
        if granted and ask.work:
            self.concerned(who, ask.work)
            need(ask.work.state in KEPT and not ask.work.holds, "it may not be destroyed")
            ask.state = "granted"
            self.destroyed(ask.work)

    def _keep_change(self, _: str, ask: Ask, granted: bool) -> None:
        """Reverse what the registry did where an originator declines, unless another keeps it (W2, W3)."""
        work, (act, change, before) = ask.work, ask.proposal
        if granted or work is None or work.state not in IN_HAND | {WITHDRAWN} or any(ask.needed.values()):
            return
        need(not self._suspended(work), "an originator is suspended")
        if act == "raise" and work.marking == change:
            after = self._fine(work, replace(work, marking=before[0], downgrade=before[1]))
            work.marking, work.downgrade = after.marking, after.downgrade
        back = self._inverse(work, change, before) if act == "narrow" else {}
        if back:
            self._take(work, self._fine(work, self._edited(work, back, before["audience"])))

    def _inverse(self, work: Work, change: Any, before: Any) -> Change:
        """Return what puts back what a narrowing took, as far as nobody has changed it since."""
        back: Change = {"add": [token for token in change.get("remove", []) if token not in work.audience]}
        back["readmit"] = [word for word in change.get("exclude", []) if word in work.exclude]
        back = {name: words for name, words in back.items() if words}
        for name in ("embargo", "disclosed"):
            if name in change and getattr(work, name) == change[name]:
                back[name] = before[name]
        return back

    # ------------------------------------------------------------ lists and organizations

    def change_list(self, who: str, name: str, members: list[str]) -> Ask | None:
        """Give a list another version: narrower at once, wider by a second registry officer (cases 13, 14; W6)."""
        person = self.people[who]
        need(self.may_act(who), "she may not act")
        owner = person.role == "originator" and person.organization == LISTS_OWNER
        need(person.role == "registry" or owner, "registry or owner")
        need(sorted(members) != sorted(self.lists[name]), "it says so already")
        waiting = [ask for ask in self.asks if ask.subject == name and ask.state == "open"]
        if self._members(members) <= self._members(self.lists[name]):
            self.lists[name] = members
            for ask in waiting:
                ask.state = "lapsed"
            return None
        need(not waiting, "a version waits")
        return self._governed(who, "list-version", name, (members,))

    def _members(self, members: list[str]) -> set[str]:
        return {name for token in members for name, _ in self.named(token)}

    def _list_version(self, who: str, ask: Ask, granted: bool) -> list[Ask]:
        """Put a version in force; what was released keeps its pins, and its originators are asked (case 14)."""
        if not granted:
            return []
        name, members = str(ask.subject), ask.proposal[0]
        self.lists[name] = list(members)
        token, offers = f"list:{name}", []
        for work in self.works.values():
            grown = self.named(token) - (work.audience.get(token) or frozenset())
            if work.state in OUT and token in work.audience and grown:
                try:
                    change: Change = {"repin": [token]}
                    proposal = (change, work.marking, self.basis(work, change))
                    offers.append(self._ask(who, "widen", work, proposal))
                except Refused:
                    continue
        return offers

    def change_standing(self, who: str, organization: str, standing: str) -> Ask | None:
        """Set a standing: tightened at once, lifted by a second registry officer (cases 3, 4; W6, W7)."""
        need(self.may_act(who) and self.people[who].role == "registry", "the registry does it")
        need(organization != self.people[who].organization, "not its own")
        need(self.standing[organization] != standing, "it is so already")
        if SEVERITY.index(standing) < SEVERITY.index(self.standing[organization]):
            return self._governed(who, "standing", organization, (standing, self.turns[organization]))
        self._set_standing(organization, standing)
        return None

    def _set_standing(self, organization: str, standing: str) -> None:
        self.standing[organization] = standing
        self.turns[organization] += 1

    def _standing(self, _: str, ask: Ask, granted: bool) -> None:
        if granted:
            standing, turn = ask.proposal
            need(self.turns[str(ask.subject)] == turn, "it was changed since")
            self._set_standing(str(ask.subject), str(standing))

    def _governed(self, who: str, kind: str, subject: str, proposal: tuple[Any, ...]) -> Ask:
        same = [a for a in self.asks if (a.kind, a.subject, a.proposal, a.state) == (kind, subject, proposal, "open")]
        need(not same, "the same is asked already")
        ends = self.now + PATIENCE
        ask = Ask(kind, who, self.people[who].organization, {"interpol": ""}, self.now, ends, role="registry")
        ask.subject, ask.proposal = subject, proposal
        self.asks.append(ask)
        return ask


def _way(before: int, after: int) -> str:
    return "" if before == after else "up" if after > before else "down"
