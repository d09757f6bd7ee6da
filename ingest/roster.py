"""Names kept in a list, by all they are written as in five languages, and how often a document holds them.

A short form that stands for many things (ADF, HTS) counts only where the document also has the full name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ingest import inflection
from ingest.finding import Evidence
from ingest.phrase import Phrase, Phrases, fold
from ingest.reading import Passage, Reading

_SHORT = 8
_FIRST_UNCASED = "\u0530"
# "concerning ISIL (Da'esh), Al-Qaida and associated individuals" is the title of resolutions and committees.
_IN_TITLES = frozenset(["concerning", "concernant", "relativas", "relatives", "committee", "sanctions"])


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the list: its number, and whether it is written in capitals, or counts only beside the full one."""

    number: int
    capitals: bool
    defined: bool


@dataclass(slots=True)
class Named:
    """Where a name stands, one place a portion with how much it says, and where only a short form of it does."""

    full: bool = False
    places: list[tuple[float, Evidence]] = field(default_factory=list)
    defined: list[tuple[float, Evidence]] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """How sure it is that the document speaks of it: one place may be a passing word, three hardly."""
        weight = sum(weight for weight, _ in self.places)
        return min(0.98, 1 - 0.4**weight)


@cache
def roster(name: str) -> list[dict[str, Any]]:
    """Return the entries of a file of this package: name, forms written, forms that need the full name."""
    entries: list[dict[str, Any]] = json.loads(files("ingest").joinpath(name).read_text("utf-8"))
    return entries


def named(reading: Reading, name: str) -> dict[int, Named]:
    """Return what the document holds of the list, by the number of the entry."""
    found: dict[int, Named] = {}
    for passage in reading.portions:
        _count(passage, _phrases(name), found)
    for each in found.values():
        if each.full:
            known = {place.portion for _, place in each.places}
            each.places += [short for short in each.defined if short[1].portion not in known]
    return {number: each for number, each in found.items() if each.places}


def _count(passage: Passage, phrases: Phrases[Entry], found: dict[int, Named]) -> None:
    said: dict[tuple[int, bool], tuple[float, int, int]] = {}
    free = 0
    for match in phrases.all(passage.words):
        entry = match.meaning
        if match.first < free or not _cased(passage, match.first, match.last, entry.capitals):
            continue
        free = match.last
        weight = 0.3 if _in_title(passage, match.first) else 1.0
        key = (entry.number, entry.defined)
        if key not in said or weight > said[key][0]:
            said[key] = (weight, match.first, match.last)
    for (number, defined), (weight, first, last) in said.items():
        each = found.setdefault(number, Named())
        each.full = each.full or not defined
        place = (weight, Evidence(passage.portion, *passage.place(first, last)))
        (each.defined if defined else each.places).append(place)


def _cased(passage: Passage, first: int, last: int, capitals: bool) -> bool:
    """Names have a capital at an end, abbreviations throughout, in scripts that know them."""
    if passage.words[first][0] >= _FIRST_UNCASED:
        return True
    if capitals:
        return not any(map(str.islower, passage.written(first)))
    return any(passage.written(at)[0].isupper() for at in range(first, last))


def _in_title(passage: Passage, first: int) -> bool:
    return not _IN_TITLES.isdisjoint(passage.words[max(0, first - 8) : first])


@cache
def _phrases(name: str) -> Phrases[Entry]:
    def forms() -> list[Phrase[Entry]]:
        made = []
        for number, entry in enumerate(roster(name)):
            for written in entry["written"]:
                made.append(_phrase(written, Entry(number, _abbreviated(written), False)))
            for written in entry.get("defined", ()):
                made.append(_phrase(written, Entry(number, True, True)))
        return made

    return Phrases(forms(), particles=False)


def _phrase(written: str, entry: Entry) -> Phrase[Entry]:
    words = written.split()
    if _abbreviated(written):
        return Phrase(tuple(frozenset((fold(word),)) for word in words), entry)
    return Phrase(tuple(inflection.name(word, first=not n) for n, word in enumerate(words)), entry)


def _abbreviated(written: str) -> bool:
    return len(written) <= _SHORT and written.isupper()
