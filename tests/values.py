"""Readers and handlings for tests of the policy: people shaped like the cast, and one ordinary handling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from models.handling import BODY, RELEASED, Handling
from models.marking import Marking
from models.policy import Grant, Policy, Source
from models.reader import ACTIVE, Clearance, Reader
from models.token import ALL_BUREAUS, ALL_MEMBERS, ALL_PARTICIPANTS, PINNED, Token, parse

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OBSERVERS = frozenset({"unodc", "sco-rats"})


def a_person(name: str) -> str:
    """Return a person's id that can be read in a failure, spelled like a random one."""
    return name.ljust(26, "a")


def a_reader(organization: str = "europol", *, lists: tuple[str, ...] = (), **facts: Any) -> Reader:
    """Return the staff of a Dialogue body: cleared and briefed to the top unless ``facts`` say otherwise."""
    person = facts.setdefault("person", a_person(organization.replace("-", "")))
    tokens = {Token("body", organization), Token("members", organization), Token("person", person)}
    tokens |= {Token("status", ALL_PARTICIPANTS)} | {Token("list", name) for name in lists}
    if organization not in OBSERVERS:
        tokens.add(Token("status", ALL_MEMBERS))
    given: dict[str, Any] = {
        "standing": ACTIVE,
        "clearances": (Clearance(5, NOON + timedelta(days=365)),),
        "briefed": True,
        "ceiling": 5,
        "tokens": frozenset(tokens),
        "participant": True,
    }
    return Reader(organization=organization, **(given | facts))


def a_bureau_reader(country: str, bodies: tuple[str, ...], *, lists: tuple[str, ...] = (), **facts: Any) -> Reader:
    """Return the staff of a country's national bureau, which the bodies it sits in reach as a member."""
    person = facts.setdefault("person", a_person(f"bureau{country.lower()}"))
    tokens = {Token("body", f"ncb-{country.lower()}"), Token("country", country), Token("bureau", country)}
    tokens |= {Token("members", body) for body in bodies} | {Token("list", name) for name in lists}
    tokens |= {Token("status", ALL_BUREAUS), Token("person", person)}
    given: dict[str, Any] = {
        "standing": ACTIVE,
        "country": country,
        "nationality": country,
        "kind": "bureau",
        "briefed": True,
        "ceiling": 2,
        "tokens": frozenset(tokens),
        "participant": bool(bodies),
    }
    return Reader(organization=f"ncb-{country.lower()}", **(given | facts))


AMINA = a_reader("afripol", person=a_person("amina"), nationality="SN")
"""An originator at AFRIPOL."""
KLARA = a_reader("europol", person=a_person("klara"), nationality="CZ")
"""An analyst at Europol, cleared for everything."""
PUTRI = a_reader("aseanapol", person=a_person("putri"), nationality="ID", clearances=(), briefed=False)
"""An analyst at ASEANAPOL who has neither a clearance nor the briefing."""
DIEGO = a_reader(
    "ameripol",
    person=a_person("diego"),
    nationality="CO",
    clearances=(Clearance(4, NOON - timedelta(days=1)),),
)
"""An analyst at AMERIPOL whose clearance lapsed yesterday; he is briefed."""
YOUSSEF = a_bureau_reader("EG", ("afripol", "aimc"), person=a_person("youssef"))
"""An analyst of Egypt's bureau, which sits in AFRIPOL and in AIMC."""
INGRID = a_reader("interpol", person=a_person("ingrid"), nationality="NO")
"""A registry officer at INTERPOL's General Secretariat."""
CAST = (AMINA, KLARA, PUTRI, DIEGO, YOUSSEF, INGRID)


def pinned(token: str, *reached: str | Token) -> Grant:
    """Return a grant whose pin holds what the token stood for at release; ``bureau:XX`` is understood."""
    return Grant(parse(token), frozenset(_reached(word) for word in reached))


def _reached(word: str | Token) -> Token:
    if isinstance(word, Token):
        return word
    kind, colon, name = word.partition(":")
    return Token(kind, name) if colon and kind == "bureau" else parse(word)


def grants(*release_to: str | Grant) -> tuple[Grant, ...]:
    """Return a release list from tokens; what must be pinned is passed as a grant."""
    made = tuple(word if isinstance(word, Grant) else Grant(parse(word)) for word in release_to)
    assert all(grant.pinned is not None or grant.future or grant.token.kind not in PINNED for grant in made)
    return made


def a_policy(
    *release_to: str | Grant,
    originators: tuple[str, ...] = ("afripol",),
    exclude: tuple[str, ...] = (),
    **facts: Any,
) -> Policy:
    """Return a policy of AFRIPOL's with this release list; ``exclude`` takes bare countries or tokens."""
    shut = {Token("country", word) if len(word) == 2 else parse(word) for word in exclude}
    return Policy(frozenset(originators), grants(*release_to), frozenset(shut), **facts)


def a_marking(level: str = "IFOUO", scheme: str = "interpol", **facts: Any) -> Marking:
    """Return a marking, INTERPOL FOR OFFICIAL USE ONLY unless said otherwise."""
    return Marking(scheme, level, **facts)


def a_source(
    *release_to: str | Grant, originators: tuple[str, ...] = ("ameripol",), rank: int = 1, **facts: Any
) -> Source:
    """Return an embedded source of AMERIPOL's; facts of ``Source`` go there, the others to its policy."""
    own = {name: facts.pop(name) for name in ("waived", "compartments", "handling") if name in facts}
    return Source("source", rank, a_policy(*release_to, originators=originators, **facts), **own)


def a_handling(*release_to: str | Grant, marking: Marking | None = None, **facts: Any) -> Handling:
    """Return the released body of an edition of AFRIPOL's; facts of ``Policy`` go there."""
    names = ("originators", "exclude", "actions", "consented", "purposes", "tlp")
    policy = a_policy(*release_to, **{name: facts.pop(name) for name in names if name in facts})
    given = Handling(1, "edition", "assessment", BODY, marking or a_marking(), policy, RELEASED)
    return replace(given, **facts)
