"""The facts that the reference model of the registry starts from: people, organizations, lists, levels, acts.

Typed from the rules of the domain, from the description of the cast and from ``docs/life.md``; nothing here is read
from the product, so that the two can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATE = datetime(2036, 1, 1, tzinfo=UTC)
OVER = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE = timedelta(days=14)
"""How long a request waits for its answers."""

RANKS = {"interpol:IFOUO": 1, "interpol:IR": 2, "interpol:IC": 3, "eu:S-UE/EU-S": 4}
LEVELS = tuple(RANKS)

BODIES = [
    "interpol",
    "afripol",
    "ameripol",
    "aseanapol",
    "aimc",
    "eco",
    "europol",
    "frontex",
    "gccpol",
    "caricom-impacs",
    "sco-rats",
    "unodc",
]
OBSERVERS = {"unodc"}
BUREAUS = {"ncb-eg": "EG"}
"""The bureaus that have somebody in the cast, with their countries; others reach nobody whom the model asks."""

MEMBERSHIPS = {"EG": {"interpol", "afripol", "aimc"}}
CEILINGS = dict.fromkeys(BODIES, 5) | dict.fromkeys(BUREAUS, 2)

LISTS = {
    "counter-terrorism": ["interpol", "europol", "afripol", "aimc", "gccpol", "aseanapol", "ameripol"],
    "cyber-fusion": ["interpol", "europol", "afripol", "aimc", "ameripol", "aseanapol", "caricom-impacs"],
    "border-security": ["interpol", "frontex", "europol", "afripol+members", "aimc+members"],
}
LISTS_OWNER = "interpol"


@dataclass(slots=True)
class Person:
    """One person as the rules see her; a clearance is a rank and the instant at which it is expired."""

    organization: str
    country: str
    role: str
    clearances: list[tuple[int, datetime]] = field(default_factory=list)
    briefed: bool = True
    compartments: frozenset[str] = frozenset()
    active: bool = True


def people() -> dict[str, Person]:
    """Return the cast as it is at the beginning."""
    lantern = frozenset({"LANTERN"})
    return {
        "amina": Person("afripol", "ML", "originator", [(3, LATE)]),
        "kofi": Person("afripol", "GH", "originator", [(3, LATE)]),
        "lena": Person("europol", "DE", "analyst", [(4, LATE)], compartments=lantern),
        "piotr": Person("europol", "PL", "originator", [(4, LATE)], compartments=lantern),
        "stefan": Person("europol", "CZ", "originator", [(4, LATE)]),
        "mei": Person("aseanapol", "ID", "analyst", briefed=False),
        "rafael": Person("ameripol", "CO", "analyst", [(3, OVER)]),
        "ines": Person("ameripol", "PA", "originator", [(3, LATE)]),
        "nadia": Person("ncb-eg", "EG", "analyst"),
        "samir": Person("aimc", "TN", "analyst", [(3, LATE)]),
        "huda": Person("aimc", "JO", "originator", [(3, LATE)]),
        "khalid": Person("gccpol", "OM", "originator", [(3, LATE)]),
        "elena": Person("frontex", "GR", "originator", [(3, LATE)]),
        "tomas": Person("unodc", "SE", "originator", [(3, LATE)]),
        "claire": Person("interpol", "FR", "originator", [(3, LATE)]),
        "ingrid": Person("interpol", "NO", "registry", [(5, LATE)], compartments=lantern),
        "ruth": Person("interpol", "DK", "registry", [(3, LATE)]),
        "owen": Person("interpol", "GB", "auditor", briefed=False),
        "yuki": Person("interpol", "JP", "administrator", briefed=False),
    }


EVERYBODY = tuple(people())

DRAFT, SUBMITTED, HELD, REGISTERED = "draft", "submitted", "held", "registered"
RELEASED, SUPERSEDED, WITHDRAWN, DESTROYED = "released", "superseded", "withdrawn", "destroyed"
IN_HAND = {SUBMITTED, HELD, REGISTERED, RELEASED, SUPERSEDED}
OUT = {RELEASED, SUPERSEDED}
ONCE_OUT = {RELEASED, SUPERSEDED, WITHDRAWN}
KEPT = IN_HAND | {DRAFT, WITHDRAWN}
BY_TIME = {SUBMITTED, REGISTERED, RELEASED, SUPERSEDED}
"""States in which a scheduled downgrade happens; retention destroys what was withdrawn as well."""

LIFE: dict[str, tuple[set[str], str]] = {
    "submit": ({DRAFT, HELD}, "originator"),
    "discard": ({DRAFT}, "originator"),
    "hold": ({SUBMITTED, REGISTERED}, "registry"),
    "resolve": ({HELD}, "registry"),
    "register": ({SUBMITTED}, "registry"),
    "release": ({REGISTERED}, "registry"),
    "withdraw": (IN_HAND, "originator"),
}
"""Acts that one person carries out: from which states, in which role."""
