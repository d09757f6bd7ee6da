"""The regions of the vocabulary a document is about: those it names, and those of the countries it is about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from ingest import inflection
from ingest.country import Tally, confidence
from ingest.finding import Evidence, Found
from ingest.phrase import Phrase, Phrases, fold, words
from ingest.reading import Reading
from models.vocabulary import Region, region, regions

LEAST_CONFIDENCE = 0.3
_MOST = 8
_MOST_A_PORTION = 3.0
_OF_ITS_COUNTRY = 0.9


def regions_of(reading: Reading, countries: Sequence[Found]) -> list[Found]:
    """Return regions, the surest first: UN M49 sub-regions with their countries, wider ones where they are named."""
    best: dict[str, Found] = {}
    for found in (*_named(reading), *_of_countries(countries)):
        known = best.get(found.value)
        if known is None or found.confidence > known.confidence:
            best[found.value] = found
    sure = [found for found in best.values() if found.confidence >= LEAST_CONFIDENCE]
    return sorted(sure, key=lambda found: (-found.confidence, found.value))[:_MOST]


def named_in(text: str) -> list[str]:
    """Return the regions that a text names, in its order, each once."""
    return list(dict.fromkeys(name for match in _names().longest(words(text)) for name in match.meaning))


def _named(reading: Reading) -> list[Found]:
    tallies: dict[str, Tally] = {}
    for passage in reading.portions:
        weights: dict[str, float] = {}
        first: dict[str, tuple[int, int]] = {}
        for match in _names().longest(passage.words):
            for name in match.meaning:
                weights[name] = weights.get(name, 0.0) + 1.0
                first.setdefault(name, (match.first, match.last))
        for name, weight in weights.items():
            each = tallies.setdefault(name, Tally())
            said = min(weight, _MOST_A_PORTION)
            each.mass += said
            each.portions += 1
            each.found.append((said, Evidence(passage.portion, *passage.place(*first[name]))))
    total = max(1, len(reading.portions))
    most = max((each.mass for each in tallies.values()), default=0.0)
    return [reading.found(name, confidence(each, total, most), each.found) for name, each in tallies.items()]


def _of_countries(countries: Sequence[Found]) -> list[Found]:
    """A sub-region is as sure as the surest of its countries, a little less."""
    made = []
    for each in _sub_regions():
        inside = [found for found in countries if found.value in each.countries]
        if inside:
            best = max(inside, key=lambda found: found.confidence)
            made.append(Found(each.id, round(_OF_ITS_COUNTRY * best.confidence, 3), best.page, best.evidence))
    return made


@cache
def _sub_regions() -> tuple[Region, ...]:
    every = [region(name) for name in regions()]
    wider = {each.within for each in every if each.within}
    return tuple(each for each in every if each.m49 and each.id not in wider)


@cache
def _names() -> Phrases[tuple[str, ...]]:
    """Names of regions as written, with the regions of the vocabulary they stand for; none where they mean another."""
    raw = json.loads(files("ingest").joinpath("regions.json").read_text("utf-8"))
    return Phrases(
        (
            Phrase(tuple(_forms(word, first=not n) for n, word in enumerate(written.split())), tuple(meant))
            for written, meant in raw.items()
        ),
        particles=False,
    )


def _forms(word: str, *, first: bool) -> frozenset[str]:
    return frozenset((fold(word),)) if word.endswith("*") else inflection.name(word, first=first)
