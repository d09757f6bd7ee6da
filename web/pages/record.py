"""What an entry of the register says beside who, what and when: its details with labels, in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from models.clock import parse_instant
from web.entries import EntryView
from web.pages.consent_words import REQUESTS
from web.pages.language import marked
from web.pages.why_words import ATTENTION
from web.pages.wording import Wording

LABELS = {
    "from": marked("Before"),
    "to": marked("After"),
    "state": marked("State"),
    "why": marked("Reason"),
    "reason": marked("Reason"),
    "held": marked("Held because"),
    "was_held": marked("Held because"),
    "part": marked("Part"),
    "marking_from": marked("Marking before"),
    "marking_to": marked("Marking after"),
    "add": marked("Release also to"),
    "remove": marked("No longer released to"),
    "readmit": marked("No longer excluded"),
    "repin": marked("Let in the members of today"),
    "page": marked("Page"),
    "pages": marked("Pages"),
    "list": marked("List"),
    "members": marked("Members"),
    "version": marked("Version"),
    "person": marked("Person concerned"),
    "officer": marked("Case officer"),
    "by": marked("Carried out by"),
    "assessment": marked("Assessment asked for"),
    "organization": marked("Organization"),
    "organizations": marked("Organizations"),
    "request": marked("Request"),
    "purpose": marked("Purpose"),
    "label": marked("Label"),
    "days": marked("Days"),
    "expires": marked("Expires"),
    "clearance": marked("Clearance"),
    "briefed": marked("Briefing"),
    "compartments": marked("Compartments"),
    "revoked": marked("Revoked"),
    "added": marked("Added"),
    "copy": marked("Copy number"),
    "number": marked("Copy number"),
    "deadline": marked("Deadline"),
    "at": marked("At"),
    "sound": marked("Sound"),
    "first_bad": marked("First bad entry"),
    "size": marked("Entries"),
    "entry": marked("Entry"),
    "kind": marked("Kind"),
    "needed": marked("Whose consent is needed"),
    "told": marked("People told"),
    "subject": marked("Subject"),
    "source": marked("Source"),
    "sources": marked("Sources"),
    "hold": marked("Legal hold"),
    "of": marked("Of the act"),
    "reversed": marked("What was reversed"),
    "note": marked("Note"),
    "effective": marked("In effect since"),
    "from_level": marked("Level before"),
    "level": marked("Level"),
    "rank": marked("Rank"),
    "scheme": marked("Scheme"),
    "provisional": marked("Provisional"),
    "notice": marked("Notice"),
    "copies": marked("Copies"),
    "account": marked("Whereabouts"),
    "release_to": marked("Who may read it"),
    "exclude": marked("Exclusions"),
    "actions": marked("Actions"),
    "rule": marked("Rule"),
    "owner": marked("Owner"),
    "asked_by": marked("Asked by"),
    "without": marked("Without"),
    "change": marked("Change"),
    "file": marked("File"),
    "search": marked("Saved search"),
}
_PARTS = {
    "text": marked("text"),
    "card": marked("register page"),
    "body": marked("body"),
    "history": marked("Editions and relations"),
}
_DOERS = {"operator": marked("the operator of the host")}
_TRUTH = {"true": marked("yes"), "false": marked("no")}


class Record:
    """Says the details of entries in one language; unknown ones as they are written."""

    def __init__(self, say: Wording) -> None:
        """Speak the language of a wording."""
        self._say = say

    def facts(self, entry: EntryView) -> list[tuple[str, str]]:
        """Return label and value of every detail that the visitor may know."""
        return [
            (self._label(key), _value(self._say, entry, key, value))
            for key, value in entry.detail.items()
            if value != ""
        ]

    def withheld(self, entry: EntryView) -> str:
        """Return the labels of the details that are above the visitor's rank."""
        return self._say.all(self._label(key) for key in entry.withheld)

    def _label(self, key: str) -> str:
        return self._say(LABELS, key) if key in LABELS else key.replace("_", " ").replace("-", " ")


def _value(say: Wording, entry: EntryView, key: str, value: Any) -> str:
    said = _SAID.get(key)
    try:
        if said is not None and value is not None:
            return said(say, entry, value)
    except (TypeError, ValueError, AttributeError):
        # An act may say under this name what it likes; then it is shown as it was said.
        pass
    return _plain(say, value)


def _plain(say: Wording, value: Any) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return say(_TRUTH, json.dumps(value))
        case int():
            return say.number(value)
        case str():
            return value
        case list() if all(isinstance(one, str | int) for one in value):
            return say.all(_plain(say, one) for one in value) or "—"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _states(say: Wording, _entry: EntryView, value: Any) -> str:
    return say.all(say.state(one) for one in value) if isinstance(value, list) else say.state(value)


def _instant(say: Wording, _entry: EntryView, value: Any) -> str:
    return say.instant(parse_instant(value))


def _sentence(say: Wording, _entry: EntryView, value: Any) -> str:
    return say.sentence(value)


def _tokens(say: Wording, _entry: EntryView, value: Any) -> str:
    return (say.tokens(value) or "—") if isinstance(value, list) else _plain(say, value)


_SAID: dict[str, Callable[[Wording, EntryView, Any], str]] = {
    "from": _states,
    "to": _states,
    "state": _states,
    "why": _sentence,
    "reason": _sentence,
    "held": _sentence,
    "was_held": _sentence,
    "account": lambda say, _, value: say.account(value),
    "part": lambda say, _, value: say(_PARTS, value),
    "kind": lambda say, _, value: say(REQUESTS, value),
    "add": _tokens,
    "remove": _tokens,
    "readmit": _tokens,
    "repin": _tokens,
    "list": lambda say, entry, value: say(ATTENTION, value) if entry.action == "view-attention" else value,
    "members": lambda say, _, value: say.tokens(value) if value else "—",
    "person": lambda _, entry, value: entry.names.get(value, value),
    "officer": lambda _, entry, value: entry.names.get(value, value),
    "by": lambda say, _, value: say(_DOERS, value),
    "effective": _instant,
    "asked_by": lambda _, entry, value: entry.names.get(value, value),
    "release_to": lambda say, _, value: say.tokens(value) if value else "—",
    "exclude": lambda say, _, value: say.tokens(value) if value else "—",
    "actions": lambda say, _, value: say.actions(value),
    "needed": lambda say, _, value: say.organizations(value),
    "owner": lambda say, _, value: say.organization(value),
    "scheme": lambda say, _, value: say.scheme(value),
    "organization": lambda say, _, value: say.organization(value),
    "organizations": lambda say, _, value: say.organizations(value),
    "deadline": _instant,
    "expires": _instant,
    "at": _instant,
}
