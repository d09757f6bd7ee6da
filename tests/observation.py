"""Everything one reader can observe: every address that can be asked, with its status, headers and body.

``ADDRESSES`` names what to ask of every route; a route that is not in it fails, so a new one is covered the
day it appears.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tests.worlds import QUESTIONS, World

NOWHERE = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
TURNS = 6

TYPED = (
    '"backup systems" -minister pillar:cybercrime',
    '"granite obsidian" region:western-africa from:2030',
    '"to be or not to be" -"in the next year"',
    "pillar:nothing from:yesterday",
    "hidden attacks on hospitals",
    "S/2025/71",
    "S/2031/9 EDOC-2031-0114",
    "attacks named in S/2031/9",
    "HIDDEN ATTACKS ON HOSPITALS",
    "the of and",
)
"""Questions with the operators that a person types."""

Seen = tuple[int, tuple[tuple[str, str], ...], bytes]


@dataclass(frozen=True, slots=True)
class Known:
    """Ids to ask for: of what the reader may see, of what she may not, and of nothing."""

    visible: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Return the ids to ask for."""
        return (*self.visible[:3], *self.visible[-2:], *self.hidden[:3], NOWHERE)


def _at(pattern: str) -> Callable[[Known], list[str]]:
    return lambda known: [pattern.format(ident) for ident in known.all]


def _once(path: str) -> Callable[[Known], list[str]]:
    return lambda _: [path]


def _searches(path: str) -> Callable[[Known], list[str]]:
    questions = [f"{path}?q={quote(question)}" for question in QUESTIONS]
    narrowed = [
        f"{path}?q=hospital&pillar=cybercrime",
        f"{path}?q=hospital&originator=afripol&to=2026-12-31",
        f"{path}?region=western-africa",
        f"{path}?q=hospital&superseded=true",
        f"{path}?q=hospital&limit=3" if path.startswith("/api") else f"{path}?q=clinics",
        f"{path}?cursor=strange",
        f"{path}?q=hospital+-extortion&order=date",
        *(f"{path}?q={quote(typed)}" for typed in TYPED),
    ]
    return lambda _: questions + narrowed


ADDRESSES: dict[str, Callable[[Known], list[str]]] = {
    "/healthz": _once("/healthz"),
    "/readyz": _once("/readyz"),
    "/api/v1/me": _once("/api/v1/me"),
    "/api/v1/vocabularies": _once("/api/v1/vocabularies"),
    "/api/v1/markings": _once("/api/v1/markings"),
    "/api/v1/markings/{scheme}/{level:path}": lambda _: [
        "/api/v1/markings/interpol/IR?tlp=AMBER&handling=H2",
        "/api/v1/markings/eu/C-UE/EU-C?release_to=europol&exclude=EG",
        "/api/v1/markings/mars/IR",
    ],
    "/api/v1/equivalences": lambda _: [
        "/api/v1/equivalences",
        "/api/v1/equivalences?organization=afripol",
        "/api/v1/equivalences?organization=none",
    ],
    "/api/v1/organizations": _once("/api/v1/organizations"),
    "/api/v1/organizations/{ident}": lambda _: [f"/api/v1/organizations/{i}" for i in ("europol", "ncb-eg", "none")],
    "/api/v1/agreements": lambda _: ["/api/v1/agreements", "/api/v1/agreements?organization=europol"],
    "/api/v1/people": _once("/api/v1/people"),
    "/api/v1/people/{username}": lambda _: [f"/api/v1/people/{name}" for name in ("lena", "none")],
    "/api/v1/people/{username}/affiliations": lambda _: [
        f"/api/v1/people/{name}/affiliations" for name in ("lena", "none")
    ],
    "/api/v1/circulation-lists": _once("/api/v1/circulation-lists"),
    "/api/v1/circulation-lists/{name}": lambda _: [
        f"/api/v1/circulation-lists/{name}" for name in ("cyber-fusion", "border-security", "none")
    ],
    "/api/v1/circulation-lists/{name}/versions": lambda _: [
        f"/api/v1/circulation-lists/{name}/versions" for name in ("cyber-fusion", "border-security", "none")
    ],
    "/api/v1/circulation-lists/{name}/assessments": lambda _: [
        f"/api/v1/circulation-lists/{name}/assessments" for name in ("cyber-fusion", "border-security", "none")
    ],
    "/api/v1/search": _searches("/api/v1/search"),
    "/api/v1/suggestions": lambda _: [
        f"/api/v1/suggestions?q={quote(typed)}"
        for typed in ("ho", "hidden", "gran", "attack ex", "pillar:", "region:w", "study", "S/2025", "threat note", "")
    ],
    "/api/v1/saved-searches": _once("/api/v1/saved-searches"),
    "/api/v1/saved-searches/{ident}": _at("/api/v1/saved-searches/{}"),
    "/api/v1/recent-searches": _once("/api/v1/recent-searches"),
    "/api/v1/assessments": lambda _: [
        "/api/v1/assessments",
        "/api/v1/assessments?limit=2",
        "/api/v1/assessments?pillar=terrorism",
    ],
    "/api/v1/assessments/{ident}": _at("/api/v1/assessments/{}"),
    "/api/v1/assessments/{ident}/recall": _at("/api/v1/assessments/{}/recall"),
    "/assessments/{ident}/circulation": _at("/assessments/{}/circulation"),
    "/api/v1/assessments/{ident}/portions": _at("/api/v1/assessments/{}/portions"),
    "/api/v1/assessments/{ident}/judgements": lambda known: [
        *_at("/api/v1/assessments/{}/judgements")(known),
        *_at("/api/v1/assessments/{}/judgements?min=55")(known)[-2:],
    ],
    "/api/v1/assessments/{ident}/pages/{number}.png": _at("/api/v1/assessments/{}/pages/1.png"),
    "/api/v1/assessments/{ident}/file": lambda known: [
        f"/api/v1/assessments/{ident}/file" for ident in (*known.visible[-2:], *known.hidden[:1], NOWHERE)
    ],
    "/api/v1/assessments/{ident}/copies": _at("/api/v1/assessments/{}/copies"),
    "/api/v1/copies": _once("/api/v1/copies"),
    "/api/v1/copies/{number}": lambda _: ["/api/v1/copies/23456-789AB", "/api/v1/copies/none"],
    "/api/v1/assessments/{ident}/history": _at("/api/v1/assessments/{}/history"),
    "/api/v1/assessments/{ident}/sources": _at("/api/v1/assessments/{}/sources"),
    "/api/v1/assessments/{ident}/metadata": _at("/api/v1/assessments/{}/metadata"),
    "/api/v1/jobs": _once("/api/v1/jobs"),
    "/api/v1/jobs/{ident}": _at("/api/v1/jobs/{}"),
    "/api/v1/jobs/{ident}/events": _at("/api/v1/jobs/{}/events"),
    "/api/v1/overlaps": lambda known: ["/api/v1/overlaps", *_at("/api/v1/overlaps?assessment={}")(known)],
    "/api/v1/overlaps/between": lambda _: [
        "/api/v1/overlaps/between",
        "/api/v1/overlaps/between?pillar=cybercrime&limit=2",
    ],
    "/api/v1/assessments/{ident}/similar": _at("/api/v1/assessments/{}/similar"),
    "/api/v1/coverage": lambda _: [
        "/api/v1/coverage?by=quarter",
        "/api/v1/coverage?pillar=terrorism&region=western-africa",
    ],
    "/api/v1/coverage.csv": _once("/api/v1/coverage.csv"),
    "/api/v1/trends": lambda _: ["/api/v1/trends", "/api/v1/trends?area=ransomware&actor=Obsidian"],
    "/api/v1/collisions": _once("/api/v1/collisions"),
    "/api/v1/registrations": _once("/api/v1/registrations"),
    "/api/v1/registrations/{assessment}": _at("/api/v1/registrations/{}"),
    "/api/v1/consents": lambda _: ["/api/v1/consents", "/api/v1/consents?waiting=true", "/api/v1/consents?state=open"],
    "/api/v1/consents/{ident}": _at("/api/v1/consents/{}"),
    "/api/v1/access-requests": _once("/api/v1/access-requests"),
    "/api/v1/access-requests/disclosed": _once("/api/v1/access-requests/disclosed"),
    "/api/v1/notices": lambda _: ["/api/v1/notices", "/api/v1/notices?waiting=true"],
    "/api/v1/notifications": lambda _: ["/api/v1/notifications", "/api/v1/notifications?waiting=true"],
    "/api/v1/assessments/{ident}/life": _at("/api/v1/assessments/{}/life"),
    "/api/v1/holds": _once("/api/v1/holds"),
    "/api/v1/view-as/{organization}/assessments": lambda _: [
        f"/api/v1/view-as/{name}/assessments" for name in ("europol", "none")
    ],
    "/api/v1/view-as/{organization}/search": lambda _: [
        f"/api/v1/view-as/{name}/search?q=hospital" for name in ("europol", "none")
    ],
    "/api/v1/attention": _once("/api/v1/attention"),
    "/api/v1/attention/{name}": lambda _: [
        f"/api/v1/attention/{name}" for name in ("notices", "held", "collisions", "none")
    ],
    "/api/v1/explanations/{assessment}": lambda known: [
        *_at("/api/v1/explanations/{}?reader=lena")(known),
        f"/api/v1/explanations/{NOWHERE}?reader=nobody&action=strange",
    ],
    "/api/v1/register": lambda known: [
        "/api/v1/register",
        "/api/v1/register?before=5",
        "/api/v1/register?outcome=refused&actor=lena",
        *_at("/api/v1/register?assessment={}")(known),
    ],
    "/api/v1/register/checkpoint": _once("/api/v1/register/checkpoint"),
    "/api/v1/register/consistency": _once("/api/v1/register/consistency?first=1"),
    "/api/v1/register/{entry}": _at("/api/v1/register/{}"),
    "/api/v1/register/{entry}/proof": _at("/api/v1/register/{}/proof"),
    "/": _once("/"),
    "/sign-in": _once("/sign-in"),
    "/search": _searches("/search"),
    "/saved-searches": _once("/saved-searches"),
    "/assessments/{ident}": lambda known: [
        *_at("/assessments/{}")(known),
        *_at("/assessments/{}?view=judgements")(known)[-4:],
        *_at("/assessments/{}?view=similar")(known)[-4:],
    ],
    "/assessments/{ident}/copies": _at("/assessments/{}/copies"),
    "/copies": lambda _: ["/copies", "/copies?number=23456-789AB"],
    "/assessments/{ident}/history": _at("/assessments/{}/history"),
    "/assessments/{ident}/sources": _at("/assessments/{}/sources"),
    "/deposit": _once("/deposit"),
    "/deposit/{ident}": _at("/deposit/{}"),
    "/deposit/{ident}/review": _at("/deposit/{}/review"),
    "/overlaps": lambda known: ["/overlaps", *_at("/overlaps?assessment={}")(known)],
    "/overlaps/between": lambda _: ["/overlaps/between", "/overlaps/between?pillar=cybercrime"],
    "/coverage": lambda _: ["/coverage", "/coverage?rows=originator&columns=period&by=quarter"],
    "/coverage.csv": _once("/coverage.csv"),
    "/trends": lambda _: ["/trends", "/trends?region=western-africa"],
    "/collisions": _once("/collisions"),
    "/registration": _once("/registration"),
    "/registration/{ident}": _at("/registration/{}"),
    "/circulation": _once("/circulation"),
    "/circulation/{name}": lambda _: [f"/circulation/{name}" for name in ("cyber-fusion", "border-security", "none")],
    "/people": _once("/people"),
    "/people/{username}": lambda _: [f"/people/{name}" for name in ("lena", "none")],
    "/organizations": _once("/organizations"),
    "/organizations/{ident}": lambda _: [f"/organizations/{i}" for i in ("europol", "afripol", "ncb-eg", "none")],
    "/acting-for": _once("/acting-for"),
    "/consents": lambda _: ["/consents", "/consents?state=granted"],
    "/consents/{ident}": _at("/consents/{}"),
    "/access": _once("/access"),
    "/attention": _once("/attention"),
    "/attention/{name}": lambda _: [f"/attention/{name}" for name in ("notices", "held", "collisions", "none")],
    "/assessments/{ident}/explanation": _at("/assessments/{}/explanation?reader=lena"),
    "/meetings": _once("/meetings"),
    "/view-as": lambda _: ["/view-as", "/view-as?organization=europol"],
    "/alerts": lambda _: ["/alerts", "/alerts?all=yes"],
    "/feeds/{ident}.atom": lambda known: [*_at("/feeds/{}.atom?token=none")(known), f"/feeds/{NOWHERE}.atom"],
    "/notices": lambda _: ["/notices", "/notices?all=yes"],
    "/register": lambda known: ["/register", *_at("/register?assessment={}&action=view")(known)],
    "/register/checkpoint.json": _once("/register/checkpoint.json"),
    "/register/{ident}": _at("/register/{}"),
    "/register/{ident}/proof.json": _at("/register/{}/proof.json"),
    "/me": _once("/me"),
}


def routes_of(world: World) -> set[str]:
    """Return the paths of every route that answers GET."""
    app = world.client.app
    assert isinstance(app, FastAPI)
    found = {route.path for route in iter_route_contexts(app.routes) if "GET" in (route.methods or ())}
    return {str(path) for path in found if path is not None} - {"/api/v1/openapi.json"}


def observe(world: World, known: Known | None = None, turn: int | None = None) -> dict[str, Seen]:
    """Ask every route and return what came back; raise ``AssertionError`` for a route with no addresses.

    With a ``turn`` only every sixth address is asked, others at the next turn: six turns ask all of them.
    """
    unlisted = routes_of(world) - ADDRESSES.keys()
    assert not unlisted, f"routes that no observation asks for: {sorted(unlisted)}"
    known = known or Known(tuple(world.visible), tuple(world.hidden))
    addresses = [address for path in sorted(ADDRESSES) for address in ADDRESSES[path](known)]
    asked = addresses if turn is None else addresses[turn % TURNS :: TURNS]
    return {address: _ask(world, address) for address in asked}


def _ask(world: World, address: str) -> Seen:
    answer = world.client.get(address)
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name != "date"))
    return answer.status_code, headers, answer.content


def compare(first: World, second: World, turn: int | None = None) -> None:
    """Raise ``AssertionError`` naming the first address that answers differently in the two worlds.

    Both worlds are asked for the same ids, those of the second world's hidden documents included.
    """
    known = Known(tuple(first.visible), tuple(second.hidden))
    one, other = observe(first, known, turn), observe(second, known, turn)
    for address, seen in one.items():
        assert seen == other[address], f"{address} differs:\n{_shown(seen)}\n{_shown(other[address])}"
    _compare_pages(first, second)


def _compare_pages(first: World, second: World) -> None:
    """Follow every cursor to the end: no page of results may betray what lies between."""
    for path in ("/api/v1/search?q=hospital&limit=2", "/api/v1/assessments?limit=2"):
        following = ""
        while True:
            one, other = _ask(first, path + following), _ask(second, path + following)
            assert one == other, f"{path}{following} differs"
            cursor = json.loads(one[2])["next"]
            if cursor is None:
                break
            following = f"&cursor={cursor}"


def _shown(seen: Seen) -> str:
    return f"{seen[0]} {seen[2][:1500].decode('utf-8', 'replace')}"
