"""Marking schemes and their levels. A word never fixes a rank; scheme and level together do (domain 2)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

UNKNOWN_RANK = 5
"""Rank of a marking nobody can read: the highest, until an officer resolves it (domain 2)."""

RANKS = ("PUBLIC", "OFFICIAL", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")


class UnknownLevel(ValueError):
    """The scheme or the level is not one of the data file."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one scheme, with its common rank where the scheme has ranks."""

    scheme: str
    code: str
    label: str
    rank: int | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A marking scheme; ``equivalence`` says whether its ranks are agreed or only assumed."""

    id: str
    name: str
    kind: str
    enforced: bool
    equivalence: str
    levels: tuple[Level, ...]
    country: str | None = None


@cache
def schemes() -> dict[str, Scheme]:
    """Return every scheme of the data file by its id."""
    raw = json.loads(files("models").joinpath("markings.json").read_text("utf-8"))
    return {entry["id"]: _scheme(entry) for entry in raw["schemes"]}


def _scheme(entry: dict[str, Any]) -> Scheme:
    ident = str(entry["id"])
    return Scheme(
        id=ident,
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        enforced=bool(entry["enforced"]),
        equivalence=str(entry["equivalence"]),
        country=str(entry["country"]) if "country" in entry else None,
        levels=tuple(
            Level(ident, raw["code"], raw["label"], raw.get("rank"), tuple(raw.get("aliases", ())))
            for raw in entry["levels"]
        ),
    )


def classification_schemes() -> list[Scheme]:
    """Return the enforced schemes whose levels have a rank."""
    return [scheme for scheme in schemes().values() if scheme.enforced and scheme.kind == "classification"]


@cache
def level(scheme: str, code: str) -> Level:
    """Return a level of an enforced classification scheme; raise ``UnknownLevel`` in words otherwise."""
    known = schemes().get(scheme)
    if known is None or not known.enforced or known.kind != "classification":
        names = ", ".join(s.id for s in classification_schemes())
        raise UnknownLevel(f"'{scheme}' is not an enforced marking scheme; use one of: {names}")
    for candidate in known.levels:
        if candidate.code == code:
            return candidate
    codes = ", ".join(candidate.code for candidate in known.levels)
    raise UnknownLevel(f"'{code}' is not a level of {scheme}; its levels are: {codes}")


TLP = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
HANDLING_CODES = ("H0", "H1", "H2", "H3")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A level that a text may mean; several for one text mean it is ambiguous."""

    scheme: str
    code: str
    rank: int
    text: str


def fold(text: str) -> str:
    """Fold case, accents, width and punctuation so that spellings of a marking compare equal."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return re.sub(r"[^\w/+]+", " ", plain.replace("ـ", "")).strip()


@cache
def _spellings() -> dict[str, tuple[Recognised, ...]]:
    found: dict[str, list[Recognised]] = {}
    for scheme in schemes().values():
        if scheme.kind != "classification":
            continue
        for entry in scheme.levels:
            if entry.rank is None:
                continue
            # A label may list two spellings, as in "A / B"; each alone is met on documents.
            words = {fold(word) for word in (entry.label, *entry.label.split(" / "), *entry.aliases)}
            for word in words:
                found.setdefault(word, []).append(Recognised(scheme.id, entry.code, entry.rank, word))
    return {word: tuple(levels) for word, levels in found.items()}


def recognise(text: str) -> list[Recognised]:
    """Return every level whose label or alias the text spells, in any scheme of the data file.

    One entry: the word is clear. Several of different rank: the word is a false friend (RESERVADO) and
    must be resolved by an officer. None: the text is not a marking known here.
    """
    return list(_spellings().get(fold(text), ()))
