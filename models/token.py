"""The words in which circulation is written: who is let in, who is shut out (domain 3)."""

from __future__ import annotations

import re
from typing import NamedTuple

ALL_MEMBERS = "ALL-DIALOGUE-MEMBERS"
ALL_PARTICIPANTS = "ALL-DIALOGUE-PARTICIPANTS"
ALL_BUREAUS = "ALL-INTERPOL-NCB"
STATUS_TOKENS = (ALL_MEMBERS, ALL_PARTICIPANTS, ALL_BUREAUS)
PINNED = ("members", "list")
"""Kinds that stand for others: whom they stood for is pinned at release (domain 3)."""
EXCLUDABLE = ("body", "country", "person")
"""Kinds that can be shut out; an exclusion of any other kind cannot be decided."""

_ORGANIZATION = re.compile(r"[a-z][a-z0-9-]{1,40}")
_PERSON = re.compile(r"[a-z2-7]{26}")
LIST_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class BadToken(ValueError):
    """The text is not a token of circulation; an unknown token is refused, never skipped."""


class Token(NamedTuple):
    """One token: ``kind`` is body, members, country, person, list or status; ``name`` what it names.

    Inside a pin the kind ``bureau`` keeps a country's bureau that was reached as a member of a body; it is
    never written by hand, so ``parse`` does not know it.
    """

    kind: str
    name: str

    def __str__(self) -> str:
        """Spell the token as it is written in a deposit."""
        match self.kind:
            case "body" | "status":
                return self.name
            case "members":
                return f"{self.name}+members"
            case _:
                return f"{self.kind}:{self.name}"


def parse(text: str) -> Token:
    """Read one token of ``release_to``; raise ``BadToken`` with a sentence where it is none."""
    word = text.strip()
    if word in STATUS_TOKENS:
        return Token("status", word)
    prefix, colon, name = word.partition(":")
    if colon:
        shape = {"country": _COUNTRY, "person": _PERSON, "list": LIST_NAME}.get(prefix)
        if shape and shape.fullmatch(name):
            return Token(prefix, name)
    elif word.endswith("+members") and _ORGANIZATION.fullmatch(word.removesuffix("+members")):
        return Token("members", word.removesuffix("+members"))
    elif _ORGANIZATION.fullmatch(word):
        return Token("body", word)
    raise BadToken(
        f"'{word[:80]}' is not a circulation token; write an organization (europol, afripol+members), "
        f"country:EG, person:ID, list:NAME or one of {', '.join(STATUS_TOKENS)}"
    )


def parse_exclusion(text: str) -> Token:
    """Read one token of ``exclude``: a bare country code, an organization, a country or a person.

    A body with its members or a list cannot be shut out: exclusions bind countries, organizations
    and people, so that a second body opens no way around them (domain 1).
    """
    word = text.strip()
    token = Token("country", word) if _COUNTRY.fullmatch(word) else parse(word)
    if token.kind not in EXCLUDABLE:
        raise BadToken(f"'{word[:80]}' cannot be excluded; exclude a country (EG), an organization or person:ID")
    return token
