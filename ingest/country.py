"""The countries a document is about: those it names in title and headings, and all through its text.

Who signs, votes, speaks or is copied in is no subject: lists of many countries weigh little, and so do the
words "the Permanent Representative of". A name that two countries share counts for the one that the document
names otherwise.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from ingest.finding import Evidence, Found
from ingest.gazetteer import Mention, envoys, mentions
from ingest.reading import Passage, Reading

LEAST_CONFIDENCE = 0.15
"""Below it a country is not worth a person's look."""

_MOST = 12
_A_LIST = 7
_SPEAKERS = 6
_MOST_A_PORTION = 3.0
_WEIGHTS = {"name": 1.0, "people": 0.8, "capital": 0.5}


@dataclass(slots=True)
class Tally:
    """What a document says of one country."""

    mass: float = 0.0
    portions: int = 0
    headings: int = 0
    titled: bool = False
    found: list[tuple[float, Evidence]] = field(default_factory=list)


def countries(reading: Reading) -> list[Found]:
    """Return the countries a document is about as ISO 3166-1 codes, the surest first.

    Evidence are the places in its portions, those that say most first.
    """
    tallies = tally(reading)
    total = max(1, len(reading.portions))
    most = max((each.mass for each in tallies.values()), default=0.0)
    made = [
        reading.found(code, confidence(each, total, most), each.found)
        for code, each in tallies.items()
        if each.portions
    ]
    sure = [found for found in made if found.confidence >= LEAST_CONFIDENCE]
    return sorted(sure, key=lambda found: (-found.confidence, found.value))[:_MOST]


def features(each: Tally, total: int, most: float) -> tuple[float, float, float, float]:
    """What confidence is computed from: share of the text, share of the most named country, headings, title."""
    share = math.log1p(100 * each.mass / total)
    return share, each.mass / most if most else 0.0, math.log1p(each.headings), float(each.titled)


def confidence(each: Tally, total: int, most: float) -> float:
    """Return how sure it is that the document is about the country."""
    score = _CONSTANT + sum(w * f for w, f in zip(_COEFFICIENTS, features(each, total, most), strict=True))
    return round(1 / (1 + math.exp(-score)), 3)


_CONSTANT, _COEFFICIENTS = -9.5, (4.0, 0.5, 0.2, 0.5)


def tally(reading: Reading) -> dict[str, Tally]:
    """Count what every country is named by."""
    by_portion = [(passage, mentions(passage)) for passage in reading.portions]
    clear = Counter(m.codes[0] for _, found in by_portion for m in found if len(m.codes) == 1)
    tallies: dict[str, Tally] = {}
    for passage, found in by_portion:
        _count(passage, found, clear, tallies)
    front = {passage.portion for passage in reading.front()}
    headed = [(passage, _alone(passage, clear)) for passage in reading.headings]
    speakers = len({code for passage, codes in headed if len(passage.words) <= 6 for code in codes}) >= _SPEAKERS
    for passage, codes in headed:
        for code in codes:
            each = tallies.setdefault(code, Tally())
            if passage.portion in front:
                each.titled = True
            if not (speakers and len(passage.words) <= 6):
                each.headings += 1
    return tallies


def _alone(passage: Passage, clear: Counter[str]) -> set[str]:
    found = {_resolved(m, clear) for m in mentions(passage) if not _signs(passage, m)}
    return found if len(found) <= 3 else set()


def _count(passage: Passage, found: list[Mention], clear: Counter[str], tallies: dict[str, Tally]) -> None:
    distinct = len({_resolved(mention, clear) for mention in found})
    thinned = min(1.0, (_A_LIST / distinct) ** 2) if distinct > _A_LIST // 2 else 1.0
    weights: dict[str, float] = {}
    first: dict[str, tuple[float, Mention]] = {}
    for mention in found:
        code = _resolved(mention, clear)
        weight = _WEIGHTS[mention.sort] * thinned * (0.2 if _signs(passage, mention) else 1.0)
        weights[code] = weights.get(code, 0.0) + weight
        if code not in first or weight > first[code][0]:
            first[code] = (weight, mention)
    for code, weight in weights.items():
        each = tallies.setdefault(code, Tally())
        each.mass += min(weight, _MOST_A_PORTION)
        each.portions += 1
        mention = first[code][1]
        each.found.append((min(weight, _MOST_A_PORTION), Evidence(passage.portion, mention.start, mention.end)))


def _resolved(mention: Mention, clear: Counter[str]) -> str:
    """The country that a shared name stands for here; the first listed where the document does not say."""
    return max(mention.codes, key=lambda code: (clear[code], -mention.codes.index(code)))


def _signs(passage: Passage, mention: Mention) -> bool:
    """An envoy of the country speaks: "the Permanent Representative of Malta"."""
    before = passage.words[max(0, mention.first - 4) : mention.first]
    return not envoys().isdisjoint(before)
