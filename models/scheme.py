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
    """One level of one scheme, with its common rank where the scheme has ranks.

    ``aliases`` name it anywhere; ``portion`` are the short forms that mean it on portions, within its scheme only.
    """

    scheme: str
    code: str
    label: str
    rank: int | None
    aliases: tuple[str, ...] = ()
    portion: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A marking scheme; ``equivalence`` says whether its ranks are agreed or only assumed.

    ``owner`` is the organization that answers for the meaning of its levels.
    """

    id: str
    name: str
    kind: str
    enforced: bool
    equivalence: str
    levels: tuple[Level, ...]
    country: str | None = None
    owner: str | None = None

    @property
    def assumed(self) -> bool:
        """Tell whether its ranks are this project's defaults, which nobody has agreed upon (domain 2)."""
        return self.equivalence != "agreed"


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
        country=entry.get("country"),
        owner=entry.get("owner"),
        levels=tuple(_level(ident, raw) for raw in entry["levels"]),
    )


def _level(scheme: str, raw: dict[str, Any]) -> Level:
    aliases, portion = tuple(raw.get("aliases", ())), tuple(raw.get("portion", ()))
    return Level(scheme, raw["code"], raw["label"], raw.get("rank"), aliases, portion)


@cache
def portion_letters() -> dict[str, int]:
    """Return the rank that a letter of a portion mark has in most schemes, for those that do not say."""
    raw = json.loads(files("models").joinpath("markings.json").read_text("utf-8"))
    return {fold(letter): int(rank) for letter, rank in raw["portion_letters"].items()}


def assumed(scheme: str) -> bool:
    """Tell whether the ranks of a scheme are only assumed; those of an unknown scheme are."""
    known = schemes().get(scheme)
    return known is None or known.assumed


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
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """A level that a text may mean; several for one text mean it is ambiguous."""

    scheme: str
    code: str
    rank: int
    text: str


_ALIKE = str.maketrans({"\u0640": None, "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643"})
"""What Arabic writes in more than one way: stretched words, and letters that some keyboards have otherwise."""


def fold(text: str) -> str:
    """Fold case, accents, width and punctuation so that spellings of a marking compare equal."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Cf")).casefold()
    return re.sub(r"[^\w/+]+", " ", plain.translate(_ALIKE)).strip()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text; a stroke parts two of them as a blank does."""
    return tuple(fold(text).replace("/", " ").split())


@cache
def spellings() -> dict[tuple[str, ...], tuple[Recognised, ...]]:
    """Return every level by the folded words that its label and its aliases are spelled with."""
    found: dict[tuple[str, ...], list[Recognised]] = {}
    for scheme in schemes().values():
        if scheme.kind != "classification":
            continue
        for entry in scheme.levels:
            if entry.rank is None:
                continue
            # A label may list two spellings, as in "A / B"; each alone is met on documents.
            spelled = {words(text) for text in (entry.label, *entry.label.split(" / "), *entry.aliases)}
            for key in spelled:
                found.setdefault(key, []).append(Recognised(scheme.id, entry.code, entry.rank, " ".join(key)))
    return {key: tuple(levels) for key, levels in found.items()}


@cache
def squeezed() -> dict[str, tuple[str, ...]]:
    """Return the words of every spelling by its letters alone, for what is printed l e t t e r by letter."""
    return {"".join(key): key for key in spellings() if len("".join(key)) >= _LEAST_LETTERS}


def recognise(text: str) -> list[Recognised]:
    """Return every level whose label or alias the text spells, in any scheme of the data file.

    One entry: the word is clear. Several of different rank: the word is a false friend (RESERVADO) and
    must be resolved by an officer. None: the text is not a marking known here.
    """
    return list(spellings().get(words(text), ()))
