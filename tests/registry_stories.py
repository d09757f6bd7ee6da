"""Short lives of works that few random acts would meet; product and model agree on each act and on every reader."""

from __future__ import annotations

from collections.abc import Callable

from tests.registry_draws import DAY, HOUR
from tests.registry_model import Work
from tests.registry_pair import Pair

Story = Callable[[Pair], None]


def released(pair: Pair, originators: str, audience: list[str], *, exclude: str = "") -> Work:
    """Return a work that its first originator has deposited and the registry released."""
    names = originators.split()
    work = Work(f"w{len(pair.world.works)}", names[0], frozenset(names))
    work.audience, work.exclude = dict.fromkeys(audience), set(exclude.split())
    pair.deposits(pair.officer(work), work)
    pair.releases(work)
    pair.check()
    return work


def the_registry_asks_to_lower_and_to_widen(pair: Pair) -> None:
    """It may do neither: that is the originators' alone (W2, W3)."""
    work = released(pair, "afripol", ["europol"])
    pair.regrades("amina", "raise", work, ("interpol:IC", None, frozenset()))
    pair.regrades("ingrid", "downgrade", work, ("interpol:IR", None, frozenset()))
    pair.circulates("ingrid", "widen", work, {"add": ["gccpol"]})
    pair.check()


def an_organization_is_suspended(pair: Pair) -> None:
    """Its people read nothing from then on, not even what it gave (case 3)."""
    released(pair, "afripol", ["europol"])
    pair.changes_standing("ingrid", "afripol", "suspended")
    pair.check()


def a_list_grows_and_its_work_goes_to_one_more(pair: Pair) -> None:
    """Widening a work by one recipient lets nobody in who joined its list since (case 14, W3)."""
    work = released(pair, "europol", ["list:cyber-fusion"])
    pair.changes_list("ingrid", "cyber-fusion", [*pair.world.lists["cyber-fusion"], "unodc"])
    pair.answers("ruth", pair.world.asks[0], granted=True)
    pair.circulates("piotr", "widen", work, {"add": ["frontex"]})
    pair.answers("stefan", pair.world.asks[-1], granted=True)
    pair.check()


def one_of_three_originators_consents(pair: Pair) -> None:
    """Two of three are not all."""
    work = released(pair, "afripol europol aimc", ["ameripol"])
    pair.circulates("amina", "widen", work, {"add": ["gccpol"]})
    pair.answers("piotr", pair.world.asks[-1], granted=True)
    pair.check()
    pair.answers("huda", pair.world.asks[-1], granted=True)
    pair.check()


def a_later_edition_goes_to_fewer(pair: Pair) -> None:
    """Who sees the earlier edition only goes on seeing it in her list (case 8)."""
    old = released(pair, "afripol", ["europol", "ameripol"])
    new = released(pair, "afripol", ["europol"])
    pair.supersedes("amina", old, new)
    pair.check()


def a_country_is_shut_out_that_belongs_to_two_bodies(pair: Pair) -> None:
    """An exclusion holds however many of the recipients the country belongs to (R7, case 21)."""
    released(pair, "europol", ["afripol+members", "aimc+members"], exclude="EG")


def a_clearance_expires(pair: Pair) -> None:
    """From the instant of its end a clearance counts no more (case 2)."""
    work = released(pair, "afripol", ["aseanapol"])
    pair.regrades("amina", "raise", work, ("interpol:IC", None, frozenset()))
    pair.clears("yuki", "mei", ("interpol:IC", pair.world.now + DAY))
    pair.check()
    pair.turns(2 * DAY, checked=True)
    pair.check()


def a_request_is_answered_when_its_time_is_over(pair: Pair) -> None:
    """A consent that comes after the end of a request changes nothing, before a worker has closed it (W6)."""
    work = released(pair, "afripol", ["europol"])
    pair.circulates("amina", "widen", work, {"add": ["gccpol"]})
    pair.clock.turn(14 * DAY + HOUR)
    pair.world.turn(pair.clock.now())
    pair.answers("kofi", pair.world.asks[-1], granted=True)
    pair.check()


def a_work_under_legal_hold_is_to_be_destroyed(pair: Pair) -> None:
    """Nobody may even ask to destroy what a legal hold keeps (case 25)."""
    work = released(pair, "afripol", ["europol"])
    pair.places_hold("ingrid", work)
    pair.ends("amina", "destroy", work)
    pair.check()


def an_organization_is_suspended_and_comes_back(pair: Pair) -> None:
    """Its people read again as soon as two of the registry have lifted it, and not before (W6, W7)."""
    released(pair, "europol", ["afripol"])
    pair.changes_standing("ingrid", "afripol", "suspended")
    pair.check()
    pair.changes_standing("ingrid", "afripol", "active")
    pair.check()
    pair.answers("ruth", pair.world.asks[-1], granted=True)
    pair.check()
