"""The named cast of the demo and of the tests: fictitious people, and their circulation lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Role = Literal["analyst", "originator", "registry", "auditor", "administrator"]

LAPSED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the lapsed clearance ended; at this instant it is expired (domain 5, case 1)."""

VALID = datetime(2036, 1, 1, tzinfo=UTC)
"""When the valid clearances of the cast end."""


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the cast. ``clearance`` is "scheme:level"; ``about`` says what she shows."""

    username: str
    full_name: str
    organization: str
    nationality: str
    role: Role
    about: str
    clearance: str | None = None
    briefed: bool = False
    compartments: tuple[str, ...] = ()
    expires: datetime | None = None
    languages: tuple[str, ...] = ("en",)

    @property
    def passphrase(self) -> str:
        """Return the passphrase that the demo prints; it guards nothing but a throw-away repository."""
        return f"{self.username}-in-the-concord-demo"


@dataclass(frozen=True, slots=True)
class List:
    """A circulation list: its members are tokens of organizations (domain 3)."""

    name: str
    owner: str
    purpose: str
    members: tuple[str, ...]


PEOPLE: tuple[Person, ...] = (
    Person(
        username="amina",
        full_name="Amina Konaré",
        organization="afripol",
        nationality="ML",
        role="originator",
        about="originator officer of AFRIPOL; deposits and decides on circulation",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("fr", "en"),
    ),
    Person(
        username="kofi",
        full_name="Kofi Danquah-Mills",
        organization="afripol",
        nationality="GH",
        role="originator",
        about="second officer of AFRIPOL, for what needs two persons",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("en", "fr"),
    ),
    Person(
        username="lena",
        full_name="Lena Brandhorst",
        organization="europol",
        nationality="DE",
        role="analyst",
        about="fully cleared analyst at Europol, up to SECRET UE/EU SECRET",
        clearance="eu:S-UE/EU-S",
        briefed=True,
        compartments=("LANTERN",),
        expires=VALID,
        languages=("en", "fr", "es"),
    ),
    Person(
        username="piotr",
        full_name="Piotr Zalewicz",
        organization="europol",
        nationality="PL",
        role="originator",
        about="originator officer of Europol",
        clearance="eu:S-UE/EU-S",
        briefed=True,
        compartments=("LANTERN",),
        expires=VALID,
        languages=("en",),
    ),
    Person(
        username="stefan",
        full_name="Stefan Moravec",
        organization="europol",
        nationality="CZ",
        role="originator",
        about="second officer of Europol, for what needs two persons",
        clearance="eu:S-UE/EU-S",
        briefed=True,
        expires=VALID,
        languages=("en",),
    ),
    Person(
        username="mei",
        full_name="Mei Suryadi",
        organization="aseanapol",
        nationality="ID",
        role="analyst",
        about="under-cleared analyst at ASEANAPOL: no clearance, not briefed, so nothing above official use",
        languages=("en",),
    ),
    Person(
        username="rafael",
        full_name="Rafael Quintanar",
        organization="ameripol",
        nationality="CO",
        role="analyst",
        about="analyst at AMERIPOL whose clearance lapsed; the briefing still admits RESTRICTED",
        clearance="interpol:IC",
        briefed=True,
        expires=LAPSED,
        languages=("es", "en"),
    ),
    Person(
        username="ines",
        full_name="Inés Palomeque",
        organization="ameripol",
        nationality="PA",
        role="originator",
        about="originator officer of AMERIPOL",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("es", "en"),
    ),
    Person(
        username="nadia",
        full_name="Nadia Shoukri",
        organization="ncb-eg",
        nationality="EG",
        role="analyst",
        about="analyst of the bureau in Cairo, whose country sits in AFRIPOL and in AIMC",
        briefed=True,
        languages=("ar", "en", "fr"),
    ),
    Person(
        username="samir",
        full_name="Samir Belhouari",
        organization="aimc",
        nationality="TN",
        role="analyst",
        about="analyst at AIMC who works in Arabic",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("ar", "fr"),
    ),
    Person(
        username="huda",
        full_name="Huda Alsabbagh",
        organization="aimc",
        nationality="JO",
        role="originator",
        about="originator officer of AIMC",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("ar", "en"),
    ),
    Person(
        username="khalid",
        full_name="Khalid Almansoor",
        organization="gccpol",
        nationality="OM",
        role="originator",
        about="originator officer of GCCPOL",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("ar", "en"),
    ),
    Person(
        username="elena",
        full_name="Elena Vasilakou",
        organization="frontex",
        nationality="GR",
        role="originator",
        about="originator officer of Frontex",
        clearance="eu:C-UE/EU-C",
        briefed=True,
        expires=VALID,
        languages=("en",),
    ),
    Person(
        username="tomas",
        full_name="Tomás Lindqvist-Rey",
        organization="unodc",
        nationality="SE",
        role="originator",
        about="originator officer of UNODC, an observer of the Dialogue",
        clearance="un:C",
        briefed=True,
        expires=VALID,
        languages=("en", "es"),
    ),
    Person(
        username="claire",
        full_name="Claire Vauquelin",
        organization="interpol",
        nationality="FR",
        role="originator",
        about="originator officer of INTERPOL",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("fr", "en"),
    ),
    Person(
        username="ingrid",
        full_name="Ingrid Solberg-Haas",
        organization="interpol",
        nationality="NO",
        role="registry",
        about="registry officer: registers, releases, curates lists; sees register pages, not content",
        clearance="eu:TS-UE/EU-TS",
        briefed=True,
        compartments=("LANTERN",),
        expires=VALID,
        languages=("en", "fr", "es", "ar"),
    ),
    Person(
        username="ruth",
        full_name="Ruth Adeyemi-Lund",
        organization="interpol",
        nationality="DK",
        role="registry",
        about="second registry officer: approves what a first one proposed",
        clearance="interpol:IC",
        briefed=True,
        expires=VALID,
        languages=("en", "fr"),
    ),
    Person(
        username="owen",
        full_name="Owen Tregarth",
        organization="interpol",
        nationality="GB",
        role="auditor",
        about="auditor: sees acts and decisions in the register, no content",
        languages=("en",),
    ),
    Person(
        username="yuki",
        full_name="Yuki Hanamori",
        organization="interpol",
        nationality="JP",
        role="administrator",
        about="administrator: runs the repository, sees no content",
        languages=("en",),
    ),
)

LISTS: tuple[List, ...] = (
    List(
        name="counter-terrorism",
        owner="interpol",
        purpose="Assessments on terrorism and on the movement of foreign terrorist fighters",
        members=("interpol", "europol", "afripol", "aimc", "gccpol", "aseanapol", "ameripol"),
    ),
    List(
        name="cyber-fusion",
        owner="interpol",
        purpose="Assessments on cybercrime and online fraud",
        members=("interpol", "europol", "afripol", "aimc", "ameripol", "aseanapol", "caricom-impacs"),
    ),
    List(
        name="border-security",
        owner="interpol",
        purpose="Assessments on migrant smuggling and document fraud",
        members=("interpol", "frontex", "europol", "afripol+members", "aimc+members"),
    ),
)


def person(username: str) -> Person:
    """Return the member of the cast with the username; raise ``KeyError`` where there is none."""
    for candidate in PEOPLE:
        if candidate.username == username:
            return candidate
    raise KeyError(username)


def originator_of(organization: str) -> Person:
    """Return the officer who deposits for the organization in the demo, the first of several."""
    for candidate in PEOPLE:
        if candidate.organization == organization and candidate.role == "originator":
            return candidate
    raise KeyError(organization)
