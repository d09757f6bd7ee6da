"""Random readers and handlings that meet often enough for releases to happen.

Whatever can be is drawn from a pool made once: a case costs a few milliseconds, so that many fit a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, combinations, product
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from models.handling import BODY, RELEASED, STATES, Handling
from models.marking import Marking, unknown
from models.policy import ACTIONS, DEFAULT_ACTIONS, Downgrade, Grant, Policy, Source
from models.reader import ACTIVE, STANDINGS, Clearance, Reader
from models.scheme import TLP
from models.token import STATUS_TOKENS, Token
from tests.values import NOON, SECOND, a_bureau_reader, a_person, a_reader

T = TypeVar("T")

BODIES = ("afripol", "aimc", "europol", "interpol", "unodc")
BUREAUS: dict[str, tuple[str, ...]] = {"EG": ("afripol", "aimc"), "DZ": ("afripol", "aimc"), "JP": ()}
ORGANIZATIONS = (*BODIES, *(f"ncb-{country.lower()}" for country in BUREAUS))
PEOPLE = tuple(a_person(name) for name in ("amina", "klara", "youssef"))
LISTS = ("counter-terrorism", "migrant-smuggling")
COMPARTMENTS = ("HERON", "KESTREL")
PURPOSES = ("border-management", "counter-terrorism")
LEVELS = (
    ("interpol", "IFOUO"),
    ("interpol", "IR"),
    ("interpol", "IC"),
    ("nato", "NS"),
    ("eu", "TS-UE/EU-TS"),
)
INSTANTS = tuple(NOON + timedelta(hours=hours) for hours in (-24, 0, 24))


@dataclass(frozen=True)
class Case:
    """One question to the policy."""

    reader: Reader
    handling: Handling
    action: str


def mostly(usual: T, others: Iterable[T], share: int = 7) -> SearchStrategy[T]:
    """Draw the usual value ``share`` times for each draw of any of the others."""
    rest = tuple(others)
    return st.sampled_from((usual,) * (share * len(rest)) + rest)


def sets(words: Iterable[T], most: int = 9) -> tuple[frozenset[T], ...]:
    """Return every set of the words with at most so many of them."""
    known = tuple(words)
    sizes = range(min(most, len(known)) + 1)
    return tuple(frozenset(s) for s in chain.from_iterable(combinations(known, size) for size in sizes))


# ---------------------------------------------------------------- whom a policy names

NAMES = (
    *(Token("body", name) for name in ORGANIZATIONS),
    *(Token("country", country) for country in BUREAUS),
    *(Token("person", person) for person in PEOPLE),
)
FAR = tuple(Token("bureau", country) for country in BUREAUS)
EVERYBODY = frozenset(NAMES[: len(ORGANIZATIONS)]) | frozenset(FAR)
PINS = (EVERYBODY, EVERYBODY, frozenset(FAR), None, *sets((*NAMES, *FAR), 1))
STANDING_FOR = (*(Token("members", name) for name in BODIES), *(Token("list", name) for name in LISTS))
GRANTS = (
    *(Grant(name) for name in NAMES),
    *(Grant(Token("status", name)) for name in STATUS_TOKENS * 3),
    *(Grant(token, pin, future) for token, pin, future in product(STANDING_FOR, PINS, (False, False, True))),
)
EXCLUSIONS = (*NAMES, *FAR[:1], *(Token(kind, "europol") for kind in ("members", "list", "region")))
CLEARANCES = tuple(Clearance(rank, end) for rank, end in product(range(6), (*INSTANTS, None)))
HANDLING_CODES = sets(("H0", "H1", "H2"))

exclusions = st.sampled_from(EXCLUSIONS)
compartments = mostly(frozenset[str](), sets(COMPARTMENTS), 3)
codes = mostly(frozenset[str](), HANDLING_CODES, 3)
_plain = st.sampled_from((True, False, True))
_grants = st.sampled_from(GRANTS)
_doors = st.lists(_grants, max_size=3)
_index = st.integers(0, 30)
_originators = st.sampled_from(sets(ORGANIZATIONS, 2)[1:])
_exclude = mostly(frozenset[Token](), sets(EXCLUSIONS, 2), 4)
_actions = mostly(DEFAULT_ACTIONS, sets((*ACTIONS, "print")))
_consented = mostly(frozenset[tuple[str, str]](), sets([(a, o) for a in ACTIONS for o in BODIES], 2), 3)
_purposes = mostly(frozenset[str](), sets(PURPOSES), 3)
_tlp = mostly(None, (*TLP, "WHITE"), 2)


@composite
def policies(draw: DrawFn, reader: Reader) -> Policy:
    """Draw a policy that mostly lets the reader in, by one of the tokens that name her."""
    doors = draw(_doors)
    hers = sorted(token for token in reader.tokens if token.kind in ("body", "person", "country", "status"))
    chosen = draw(_index)
    if chosen % 4:
        doors.append(Grant(hers[chosen % len(hers)]))
    if draw(_plain):
        return Policy(draw(_originators), tuple(doors))
    return Policy(
        originators=draw(_originators),
        audience=tuple(doors),
        exclude=draw(_exclude),
        actions=draw(_actions),
        consented=draw(_consented),
        purposes=draw(_purposes),
        tlp=draw(_tlp),
    )


# ---------------------------------------------------------------- who asks

_somewhere = st.sampled_from((*BODIES, *BUREAUS))
_cleared = st.one_of(*[st.just((Clearance(5),))] * 3, st.lists(st.sampled_from(CLEARANCES), max_size=2).map(tuple))
_people = st.sampled_from(PEOPLE)
_lists = st.sampled_from(sets(LISTS))
_nationality = mostly("SN", (*BUREAUS, None))
_standing = mostly(ACTIVE, (*STANDINGS, "odd"))
_yes = mostly(True, (False,))
_ceiling = mostly(5, range(6), 5)
_held = mostly(frozenset(COMPARTMENTS), sets(COMPARTMENTS), 3)
_purpose = mostly(PURPOSES[0], (PURPOSES[1], None))
_until = mostly(None, INSTANTS, 11)


@composite
def readers(draw: DrawFn) -> Reader:
    """Draw somebody of a body or a bureau, mostly active, cleared and briefed."""
    name = draw(_somewhere)
    facts = {
        "person": draw(_people),
        "nationality": draw(_nationality),
        "standing": draw(_standing),
        "active": draw(_yes),
        "clearances": draw(_cleared),
        "briefed": draw(_yes),
        "ceiling": draw(_ceiling),
        "compartments": draw(_held),
        "purpose": draw(_purpose),
        "until": draw(_until),
        "participant": draw(_yes),
    }
    lists = tuple(draw(_lists))
    if draw(_plain):
        facts = {"person": facts["person"], "ceiling": 5, "clearances": (Clearance(5),)}
    if name in BUREAUS:
        return a_bureau_reader(name, BUREAUS[name], lists=lists, **facts)
    return a_reader(name, lists=lists, **facts)


# ---------------------------------------------------------------- what she asks for

_rank = mostly(1, range(6), 3)
_waived = mostly(False, (True,), 3)
_level = mostly(LEVELS[0], LEVELS, 1)
_unread = mostly(False, (True,), 15)
_state = mostly(RELEASED, (*STATES, "odd"), 7)
_instant = mostly(None, (*INSTANTS, NOON + SECOND), 5)
_downgrade = mostly(None, tuple(Downgrade(at, rank) for at, rank in product(INSTANTS, range(6))), 3)
_number = st.sampled_from((0, 0, 0, 0, 1, 2))
_officer = st.sampled_from((*PEOPLE, None))
_action = mostly("view", (*ACTIONS, "print"), 6)
_marking_tlp = mostly(None, TLP, 3)


@composite
def sources(draw: DrawFn, reader: Reader) -> Source:
    """Draw a source embedded in a derived work."""
    policy = draw(policies(reader))
    return Source("source", draw(_rank), policy, draw(_waived), draw(compartments), draw(codes))


@composite
def cases(draw: DrawFn) -> Case:
    """Draw a reader, a handling, and what she wants of it; asked at noon."""
    reader = draw(readers())
    read = unknown("RESERVADO") if draw(_unread) else Marking(*draw(_level))
    handling = Handling(
        id=1,
        edition="edition",
        assessment="assessment",
        part=BODY,
        marking=Marking(
            read.scheme,
            read.level,
            tlp=draw(_marking_tlp),
            handling=draw(codes),
            compartments=draw(compartments),
        ),
        policy=draw(policies(reader)),
        state=draw(_state),
        embargo_until=draw(_instant),
        retention_until=draw(_instant),
        downgrade=draw(_downgrade),
        sources=tuple(draw(sources(reader)) for _ in range(draw(_number))),
        case_officer=draw(_officer),
        case_accepted=draw(st.booleans()),
    )
    return Case(reader, handling, draw(_action))
