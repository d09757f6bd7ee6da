"""What the random acts of the registry are drawn from; the first of several is the simplest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.registry_model import Work, World
from tests.registry_people import LEVELS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORIGINATORS = ("afripol", "europol", "afripol europol", "afripol europol aimc", "aimc", "interpol")
TOKENS = (
    "list:cyber-fusion",
    "afripol+members",
    "aimc+members",
    "europol",
    "ameripol",
    "list:counter-terrorism",
    "list:border-security",
    "aseanapol",
    "ALL-DIALOGUE-PARTICIPANTS",
    "ALL-DIALOGUE-MEMBERS",
    "ALL-INTERPOL-NCB",
    "country:EG",
    "person:nadia",
    "person:rafael",
)
RECIPES = (
    ["list:cyber-fusion"],
    ["afripol+members", "aimc+members"],
    ["europol", "ameripol", "aimc"],
    ["ALL-DIALOGUE-PARTICIPANTS"],
    ["list:counter-terrorism", "aimc+members"],
)
"""Audiences that people really choose."""

SHUT_OUT = ("EG", "TN", "aimc", "ameripol", "afripol")
JOINING = ("unodc", "gccpol", "frontex", "country:EG")
SPANS = (HOUR, DAY, 2 * DAY, 15 * DAY)
Drawn = TypeVar("Drawn")


def pick(options: Sequence[Drawn]) -> st.SearchStrategy[Drawn]:
    """Return one of several; what is there more often is drawn more often."""
    return st.sampled_from(options)


labels = pick([None] * 9 + ["AMBER", "AMBER+STRICT", "RED"])
compartments = pick([frozenset[str]()] * 5 + [frozenset({"LANTERN"})])
markings = st.tuples(pick(LEVELS), labels, compartments)
audiences = pick(RECIPES).map(list) | st.lists(pick(TOKENS), max_size=4, unique=True)
exclusions = pick([[]] * 8 + [[word] for word in SHUT_OUT])
spans = pick([None] * 8 + list(SPANS))


def changes(world: World, work: Work, act: str) -> st.SearchStrategy[tuple[str, Any]]:
    """Return changes of a work's circulation that lead one way, mostly possible ones."""
    there, shut = list(work.audience), sorted(work.exclude)
    later = [world.now + span for span in SPANS]
    if act == "narrow":
        some = [("remove", [t]) for t in there * 2] + [("exclude", [w]) for w in SHUT_OUT]
        return pick([*some, *(("embargo", at) for at in later), ("disclosed", False)])
    pinned = [token for token in there if world.pinned(token) is not None]
    some = [("add", [t]) for t in TOKENS] + [("readmit", [w]) for w in shut * 4] + [("repin", [t]) for t in pinned * 4]
    return pick([*some, ("embargo", None), ("embargo", later[0]), ("disclosed", True)])
