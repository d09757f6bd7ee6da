"""The places of the pages: what stands in the bar for each role, and what its desk leads to besides."""

from __future__ import annotations

from dataclasses import dataclass

from models.tables.person import ADMINISTRATOR, ANALYST, AUDITOR, ORIGINATOR, REGISTRY
from web.pages.language import marked


@dataclass(frozen=True, slots=True)
class Place:
    """A page that one can go to from everywhere: its name, and what is found there.

    ``figure`` names the visitor's figure that stands behind the name.
    """

    path: str
    name: str
    about: str
    figure: str = ""


_DESK = Place("/", marked("Desk"), "")
_SEARCH = Place("/search", marked("Search"), marked("Ask in words, in any language"))
_DEPOSIT = Place("/deposit", marked("Deposit"), "")
_REGISTRATION = Place("/registration", marked("Registration"), "")
_ATTENTION = Place("/attention", marked("Attention"), "")
_CONSENTS = Place("/consents", marked("Consents"), "", "requests")
_NOTICES = Place("/notices", marked("Notices"), marked("What you were told, and what you acknowledged"), "notices")
_ALERTS = Place("/alerts", marked("Alerts"), marked("What is new and answers your standing searches"), "alerts")
_SEARCHES = Place("/saved-searches", marked("Your searches"), marked("What you keep, and which of it raises alerts"))
_CIRCULATION = Place(
    "/circulation", marked("Circulation"), marked("The lists that release lists name, and who is on them")
)
_ACCESS = Place("/access", marked("Access"), marked("What others disclose to you, and what you asked for"))
_COPIES = Place("/copies", marked("Your copies"), marked("The numbered copies you hold, and what became of them"))
_TRACED = Place("/copies", marked("Copies"), marked("Your own copies, and whose a copy of a number is"))
_MEETINGS = Place("/meetings", marked("Meetings"), marked("What everybody in a room may see"))
_ROOMS = Place("/meetings", marked("Meetings"), marked("What everybody in a room, or an organization, may see"))
_ORGANIZATIONS = Place(
    "/organizations", marked("Organizations"), marked("Who they are, what they belong to, how they stand")
)
_PEOPLE = Place("/people", marked("People"), "")
_REGISTER = Place("/register", marked("Register"), marked("The entries that concern you"))
_AUDITED = Place("/register", marked("Register"), "")
_OVERLAPS = Place("/overlaps", marked("Overlaps"), marked("What shares text with an assessment or a file"))
_BETWEEN = Place(
    "/overlaps/between",
    marked("Overlaps between organizations"),
    marked("Where two organizations cover the same threat"),
)
_COVERAGE = Place("/coverage", marked("Coverage"), marked("What is covered by pillar, region, period and organization"))
_TRENDS = Place("/trends", marked("Level and trend of threats"), marked("How threats were judged over time"))
_COLLISIONS = Place("/collisions", marked("Collisions"), marked("Works of different organizations with the same text"))
_ME = Place("/me", marked("What I may see"), marked("Your clearances, lists and briefings, and until when"))
_ACTING_FOR = Place("/acting-for", marked("For whom I act"), marked("One organization in each session"))

_EVERYBODY = (_REGISTER, _ME, _ACTING_FOR)

BAR: dict[str, tuple[Place, ...]] = {
    ANALYST: (_DESK, _SEARCH, _ALERTS, _ACCESS, _MEETINGS, _NOTICES),
    ORIGINATOR: (_DESK, _SEARCH, _DEPOSIT, _CONSENTS, _ATTENTION, _NOTICES),
    REGISTRY: (_DESK, _REGISTRATION, _CONSENTS, _ATTENTION, _CIRCULATION, _NOTICES),
    AUDITOR: (_DESK, _AUDITED, _NOTICES),
    ADMINISTRATOR: (_DESK, _PEOPLE, _NOTICES),
}
"""What stands in the bar, by role: what is needed every day, few enough for a small screen."""

BESIDES: dict[str, tuple[Place, ...]] = {
    ANALYST: (_SEARCHES, _COVERAGE, _TRENDS, _BETWEEN, _OVERLAPS, _COPIES, _CIRCULATION, _ORGANIZATIONS, *_EVERYBODY),
    ORIGINATOR: (
        _ALERTS,
        _SEARCHES,
        _COVERAGE,
        _TRENDS,
        _BETWEEN,
        _OVERLAPS,
        _CIRCULATION,
        _ACCESS,
        _ROOMS,
        _TRACED,
        _ORGANIZATIONS,
        *_EVERYBODY,
    ),
    REGISTRY: (_SEARCH, _ALERTS, _COVERAGE, _COLLISIONS, _ROOMS, _TRACED, _ORGANIZATIONS, *_EVERYBODY),
    AUDITOR: (_CIRCULATION, _ORGANIZATIONS, _ME, _ACTING_FOR),
    ADMINISTRATOR: (_ORGANIZATIONS, *_EVERYBODY),
}
"""What the desk leads to besides, by role."""
