"""What a request asks for, as one plain sentence: its words, and what varies in them.

Programs are told in English; the pages say the same words in the visitor's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from models.scheme import RANKS, UnknownLevel, level
from models.tables.person import Person
from models.tables.request import Request

Value = tuple[str, object]
"""What varies in a sentence: of which sort it is (name, organization, title, level, ...), and what it is."""

SENTENCES = {
    "downgrade": "%(who)s of %(organization)s asks to lower the marking of %(title)s to %(level)s",
    "widen": "%(who)s of %(organization)s asks to let more people read %(title)s, or earlier",
    "recall": "%(who)s of %(organization)s asks to recall %(title)s: nobody reads it then, and its readers are told",
    "destroy": "%(who)s of %(organization)s asks to destroy %(title)s: its content is gone for good, everywhere",
    "keep-raise": "%(who)s of %(organization)s raised the marking of %(title)s: decline, and it is reversed",
    "keep-narrow": "%(who)s of %(organization)s narrowed the circulation of %(title)s: decline, and it is reversed",
    "derived-release": "%(who)s of %(organization)s asks to release %(title)s, which embeds work of yours",
    "waiver": "%(who)s of %(organization)s asks that the limits of your work do not bind %(title)s, which embeds it",
    "permit": "%(who)s asks, for everybody at %(organization)s, for a permit on %(title)s: %(actions)s",
    "access-person": "%(who)s of %(organization)s asks to be let in to read %(title)s",
    "access-organization": "%(who)s asks that everybody at %(organization)s is let in to read %(title)s",
    "equivalence": "%(who)s of %(organization)s asks that %(level)s counts as no more than %(rank)s at %(subject)s",
    "case-officer": "%(who)s of %(organization)s asks that %(officer)s may read %(title)s to register it",
    "list-version": "%(who)s of %(organization)s proposes version %(number)s of the list %(list)s",
    "merger": "%(who)s of %(organization)s proposes that %(subject)s becomes a part of %(successor)s",
    "agreement": "%(who)s of %(organization)s asks that %(subject)s may receive up to %(rank)s",
    "standing": "%(who)s of %(organization)s asks to set the standing of %(subject)s to: %(standing)s",
    "other": "%(who)s of %(organization)s asks for your consent",
}
"""A sentence for each kind of request; the kinds with a hyphen part what one kind may ask for."""

SOMEBODY, UNNAMED = "Somebody", "an originator that does not name itself"
"""Who asks, where her organization conceals itself from whoever is asked (case 29)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its words with names where they vary, and the values that stand there."""

    words: str
    values: dict[str, Value]

    def plain(self) -> str:
        """Return the sentence in English, with organizations by their ids."""
        return self.words % {name: _plain(*value) for name, value in self.values.items()}


def said_of(session: Session, request: Request, asker: str | None, title: str | None) -> Said:
    """Return what a request asks for; ``title`` and ``asker`` are None where they may not be named."""
    proposal = request.proposal
    values: dict[str, Value] = {
        "who": ("name", asker),
        "organization": ("organization", request.organization_id if asker is not None else None),
        "title": ("title", title),
        "level": ("level", _level(proposal)),
        "rank": ("rank", proposal.get("rank", 0)),
        "actions": ("actions", proposal.get("actions", [])),
        "subject": ("organization", request.subject or request.organization_id),
        "list": ("name", request.subject or ""),
        "number": ("number", proposal.get("number", 0)),
        "officer": ("name", _name(session, proposal.get("officer"))),
        "standing": ("standing", proposal.get("standing", "")),
        "successor": ("organization", proposal.get("successor", "")),
    }
    words = SENTENCES.get(_which(request), SENTENCES["other"])
    return Said(words, {name: value for name, value in values.items() if f"%({name})s" in words})


def _which(request: Request) -> str:
    if request.kind == "keep-change":
        return f"keep-{request.proposal.get('act')}"
    if request.kind == "access":
        return f"access-{request.proposal.get('for')}"
    return request.kind


def _level(proposal: dict[str, object]) -> str:
    """Return the level that a proposal names, as ``scheme:level``, or its words."""
    change = proposal.get("change")
    marking = change.get("marking") if isinstance(change, dict) else proposal
    if not isinstance(marking, dict):
        return ""
    return f"{marking['scheme']}:{marking['level']}" if marking.get("scheme") else str(marking.get("text") or "")


def _name(session: Session, ident: object) -> str:
    person = session.get(Person, ident) if isinstance(ident, str) else None
    return person.name if person else ""


def _plain(sort: str, value: object) -> str:
    match sort, value:
        case "name", None:
            return SOMEBODY
        case "organization", None:
            return UNNAMED
        case "title", _:
            return f"“{value}”" if value else "an assessment"
        case "level", str():
            return _label(value)
        case "rank", int():
            return RANKS[value]
        case "actions", list():
            return ", ".join(str(action) for action in value)
        case _:
            return str(value)


def _label(text: str) -> str:
    scheme, _, code = text.partition(":")
    try:
        return level(scheme, code).label
    except UnknownLevel:
        return text
