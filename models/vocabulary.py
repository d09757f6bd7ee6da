"""The controlled words of the registry: pillars, crime areas, regions, kinds of assessment (domain 1, 7).

They are data with a version, not an enumeration in code. A pillar's Global Policing Goals are a mapping of
this project: show them as assumed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr", "es", "ar")
CROSS_CUTTING = "cross-cutting"
"""What `areas` takes for the crime areas that belong to no single pillar."""


class UnknownWord(ValueError):
    """The word is not of its vocabulary; the sentence names the words that are."""


@dataclass(frozen=True, slots=True)
class Region:
    """A UN M49 region or sub-region (``m49``: its code), or the area of a body of the Dialogue (``body``)."""

    id: str
    countries: frozenset[str]
    m49: str | None = None
    within: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    version: int
    areas: dict[str, tuple[str, ...]]
    goals: dict[str, tuple[str, ...]]
    regions: dict[str, Region]
    labels: dict[str, dict[str, dict[str, str]]] = field(repr=False)


def version() -> int:
    """Return the version of the vocabulary."""
    return _vocabulary().version


def pillars() -> tuple[str, ...]:
    """Return the ids of the pillars, in the order in which they are shown."""
    return tuple(_vocabulary().labels["pillar"])


def areas(pillar: str | None = None) -> tuple[str, ...]:
    """Return the ids of a pillar's crime areas; those of all pillars and the cross-cutting ones without one.

    Raises ``UnknownWord`` where there is no such pillar.
    """
    known = _vocabulary().areas
    if pillar is None:
        return tuple(word for words in known.values() for word in words)
    if pillar != CROSS_CUTTING:
        check_pillar(pillar)
    return known[pillar]


def goals(pillar: str) -> tuple[str, ...]:
    """Return the numbers of the Global Policing Goals that a pillar is assumed to serve."""
    check_pillar(pillar)
    return _vocabulary().goals[pillar]


def regions() -> tuple[str, ...]:
    """Return the ids of the regions: UN M49 from the world downwards, then the areas of the bodies."""
    return tuple(_vocabulary().regions)


def region(word: str) -> Region:
    """Return a region with its countries; raise ``UnknownWord`` where there is none of that id."""
    check_region(word)
    return _vocabulary().regions[word]


@lru_cache(maxsize=4096)
def with_continents(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return regions with the continents in which they lie, each once and in their order; what is unknown stays.

    What lies in a part of the world is not of the world: that is said of what concerns all of it.
    """
    known, found = _vocabulary().regions, dict.fromkeys(words)
    for word in words:
        above = known[word].within if word in known else None
        while above is not None and known[above].within is not None:
            found.setdefault(above)
            above = known[above].within
    return tuple(found)


def kinds() -> tuple[str, ...]:
    """Return the ids of the kinds of assessment."""
    return tuple(_vocabulary().labels["kind"])


def label(kind_of_word: str, word: str, language: str) -> str:
    """Return how a word is said in a language, in English where it is not one of ours.

    ``kind_of_word`` is pillar, area, region, kind or goal. Raises ``UnknownWord`` for any other word.
    """
    said = _check(kind_of_word, word)
    return said.get(language, said["en"])


def check_pillar(word: str) -> None:
    """Raise ``UnknownWord`` unless the word is a pillar's id."""
    _check("pillar", word)


def check_area(word: str) -> None:
    """Raise ``UnknownWord`` unless the word is a crime area's id."""
    _check("area", word)


def check_region(word: str) -> None:
    """Raise ``UnknownWord`` unless the word is a region's id."""
    _check("region", word)


def check_kind(word: str) -> None:
    """Raise ``UnknownWord`` unless the word is the id of a kind of assessment."""
    _check("kind", word)


def _check(kind_of_word: str, word: str) -> dict[str, str]:
    known = _vocabulary().labels.get(kind_of_word)
    if known is None:
        kinds_of_word = ", ".join(_vocabulary().labels)
        raise UnknownWord(f"there is no vocabulary of '{kind_of_word[:80]}'; there is: {kinds_of_word}")
    if word not in known:
        raise UnknownWord(f"'{word[:80]}' is not a known {kind_of_word}; use one of: {', '.join(known)}")
    return known[word]


# ---------------------------------------------------------------- reading the data files


def _read(name: str) -> Any:
    return json.loads(files("models").joinpath(name).read_text("utf-8"))


@cache
def _vocabulary() -> _Vocabulary:
    raw = _read("vocabulary.json")
    areas_of = {pillar["id"]: pillar["areas"] for pillar in raw["pillars"]}
    areas_of[CROSS_CUTTING] = raw["cross_cutting"]
    return _Vocabulary(
        version=raw["version"],
        areas={pillar: tuple(area["id"] for area in entries) for pillar, entries in areas_of.items()},
        goals={pillar["id"]: tuple(pillar["goals"]) for pillar in raw["pillars"]},
        regions=_regions(raw["regions"]),
        labels={
            "pillar": _labels(raw["pillars"]),
            "area": _labels([area for entries in areas_of.values() for area in entries]),
            "region": _labels(raw["regions"]),
            "kind": _labels(raw["kinds"]),
            "goal": _labels(raw["goals"]["words"]),
        },
    )


def _labels(entries: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    return {entry["id"]: entry["labels"] for entry in entries}


def _regions(entries: list[dict[str, Any]]) -> dict[str, Region]:
    members = {body["id"]: frozenset(body["members"]) for body in _read("organizations.json")["organizations"]}
    countries = {entry["id"]: frozenset(entry.get("countries", ())) for entry in entries}
    for entry in reversed(entries):
        if "within" in entry:
            countries[entry["within"]] |= countries[entry["id"]]
        if "body" in entry:
            countries[entry["id"]] = members[entry["body"]]
    return {
        entry["id"]: Region(
            entry["id"], countries[entry["id"]], entry.get("m49"), entry.get("within"), entry.get("body")
        )
        for entry in entries
    }
