"""Groups, networks, criminal organizations and families of malware that a document names.

The list names without judging: who stands in it is spoken of in threat reports, by whatever right. Beside it,
turns of phrase name others: "X ransomware", "the X Cartel", APT and a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.finding import Evidence, Found
from ingest.reading import Passage, Reading
from ingest.roster import named, roster

LEAST_CONFIDENCE = 0.3
_MOST = 30
_FILE = "actors.json"
_NUMBERED = re.compile(r"(?:apt|fin|unc|ta|ttp|dev|storm)\d{1,5}")
_KINDS = {"ransomware": "malware", "rancongiciel": "malware", "cartel": "cartel", "clan": "mafia", "gang": "gang"}
_NO_NAMES = frozenset({"the", "a", "this", "these", "new", "such", "other", "criminal", "drug", "human", "in", "stop"})
_OF_A_PATTERN = 0.6
_LEAST_TIMES = 2


def actors(reading: Reading) -> list[Found]:
    """Return the actors named, the surest first, at most thirty; ``sort`` says what each is.

    Sorts: group, gang, cartel, mafia, network, malware.
    """
    entries = roster(_FILE)
    made = {}
    for number, each in named(reading, _FILE).items():
        found = reading.found(entries[number]["name"], each.confidence, each.places)
        made[found.value] = (len(each.places), replace(found, more={"sort": entries[number]["sort"]}))
    known = {word for entry in entries for word in " ".join(entry["written"]).casefold().split()}
    for name, (sort, places) in _by_pattern(reading, known).items():
        confidence = _OF_A_PATTERN * (1 - 0.5 ** len(places))
        found = reading.found(name, confidence, [(1.0, place) for place in places])
        made.setdefault(name, (len(places), replace(found, more={"sort": sort})))
    sure = [each for each in made.values() if each[1].confidence >= LEAST_CONFIDENCE]
    return [found for _, found in sorted(sure, key=lambda each: (-each[1].confidence, -each[0], each[1].value))][:_MOST]


def _by_pattern(reading: Reading, known: set[str]) -> dict[str, tuple[str, list[Evidence]]]:
    """Names that a turn of phrase gives at least twice, by name, with their sort and places."""
    found: dict[str, tuple[str, list[Evidence]]] = {}
    for passage in reading.portions:
        for sort, first, last in _patterns(passage):
            start, end = passage.place(first, last)
            name = passage.text[start:end]
            if name.casefold() not in known:
                found.setdefault(name, (sort, []))[1].append(Evidence(passage.portion, start, end))
    return {name: each for name, each in found.items() if len(each[1]) >= _LEAST_TIMES}


def _patterns(passage: Passage) -> Iterator[tuple[str, int, int]]:
    words = passage.words
    for at, word in enumerate(words):
        if _NUMBERED.fullmatch(word) and passage.written(at).isupper():
            yield "network", at, at + 1
        kind = _KINDS.get(word)
        if kind is None or not at or words[at - 1] in _NO_NAMES:
            continue
        before = passage.written(at - 1)
        if kind == "malware" and not passage.written(at).islower():
            # "the Joint Ransomware Guide" is a title.
            continue
        # A sentence, too, begins with a capital.
        inside = at >= 2 and passage.text[passage.spans[at - 2][1] : passage.spans[at - 1][0]] == " "
        if inside and before[0].isupper() and not passage.written(at - 2)[0].isupper():
            yield (kind, at - 1, at) if kind == "malware" else (kind, at - 1, at + 1)
