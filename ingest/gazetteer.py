"""Countries named in a text, by name, adjective, inhabitants or capital, in English, French, Spanish, Arabic
and Russian.

Names come from the CLDR; ``gazetteer.json`` adds short and former names, peoples, capitals, and the phrases
that hold a country's name and mean something else (Gulf of Guinea, New Mexico).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from babel import Locale

from ingest import inflection
from ingest.phrase import Match, Phrase, Phrases, fold
from ingest.reading import LANGUAGES, Passage

Sort = Literal["name", "people", "capital", "other"]

_CODE = re.compile("[A-Z]{2}")
# The CLDR also names unions, outlying islands and what is no territory.
_NO_COUNTRY = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_SPLIT = re.compile(r"[()/]")
_WORD = re.compile(r"[^\W_]+")
_FIRST_UNCASED = "\u0530"


@dataclass(frozen=True, slots=True)
class Place:
    """What a phrase of the gazetteer stands for: ISO 3166-1 codes, several where the name is shared.

    ``language`` is set for adjectives, which are looked for in texts of that language only.
    """

    codes: tuple[str, ...]
    sort: Sort
    language: str | None = None
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named: its code, or several that the name may mean, and the characters from and to."""

    codes: tuple[str, ...]
    sort: Sort
    start: int
    end: int
    first: int
    last: int


def mentions(passage: Passage) -> list[Mention]:
    """Return the countries that a passage names, in order."""
    found: list[Mention] = []
    free = 0
    for match in _gazetteer().all(passage.words):
        place = match.meaning
        if match.first < free or not (place.sort == "other" or _meant(place, match, passage)):
            continue
        free = match.last
        if place.sort != "other":
            start, end = passage.place(match.first, match.last)
            found.append(Mention(place.codes, place.sort, start, end, match.first, match.last))
    return found


def named(passage: Passage) -> set[str]:
    """Return the codes that one passage names by itself; a shared name counts for the country it most often is."""
    found = mentions(passage)
    clear = {mention.codes[0] for mention in found if len(mention.codes) == 1}
    for mention in found:
        if len(mention.codes) > 1 and not clear.intersection(mention.codes):
            clear.add(mention.codes[0])
    return clear


def _meant(place: Place, match: Match[Place], passage: Passage) -> bool:
    words, first, last = passage.words, match.first, match.last
    if place.capitals and not passage.written(first).isupper():
        return False
    if place.sort == "people":
        cased = place.language == "en"
        right = place.language in (passage.language, "ar", "ru") or passage.language is None
        return right and (_capital(passage, first) or not cased) and not _is_language(words, first, last)
    if not (_capital(passage, first) or _capital(passage, last - 1) or words[first][0] >= _FIRST_UNCASED):
        return False
    if place.sort == "capital":
        return not _is_pact(words, first, last)
    if last == first + 1 and words[first] == "us":
        return _abbreviates(passage, first)
    if last == first + 1 and words[first] in _raw()["personal"]:
        return not (_is_person(passage, first) or _is_state(words, first))
    return True


def _capital(passage: Passage, at: int) -> bool:
    return passage.text[passage.spans[at][0]].isupper()


def _is_pact(words: Sequence[str], first: int, last: int) -> bool:
    """ "Treaty of Amsterdam", "Doha process"."""
    raw = _raw()
    return (last < len(words) and words[last] in raw["pacts"]) or any(
        words[at] in raw["pact_of"] for at in (first - 2, first - 1) if at >= 0
    )


def _abbreviates(passage: Passage, at: int) -> bool:
    """ "US" between words that are not in capitals too: no "CONTACT US"."""
    beside = [passage.written(n) for n in (at - 1, at + 1) if 0 <= n < len(passage.words)]
    return passage.written(at) == "US" and not any(len(word) > 3 and word.isupper() for word in beside)


def _is_language(words: Sequence[str], first: int, last: int) -> bool:
    """ "in French and Spanish", "Original: Russian" name languages."""
    before = words[first - 1] if first else ""
    after = words[last] if last < len(words) else ""
    if after in ("language", "languages", "speaking", "translation", "version"):
        return True
    raw, near = _raw(), set(words[max(0, first - 3) : last + 3])
    if near.intersection(raw["other_languages"]) and near & {"and", "or", "et", "y", "original", "in"}:
        return True
    return before in raw["language_named"] and (after in raw["beside_language"] or last == len(words))


def _is_person(passage: Passage, at: int) -> bool:
    """ "Michael Jordan", "Jordan Smith": a capitalised word stands right beside it."""
    raw = _raw()
    return _part_of_name(passage, at - 1, at, raw["no_first_name"]) or _part_of_name(
        passage, at + 1, at, raw["no_surname"]
    )


def _part_of_name(passage: Passage, at: int, beside: int, no_names: Sequence[str]) -> bool:
    """A capitalised word, with only a blank between it and the one ``beside`` it."""
    if not 0 <= at < len(passage.words) or passage.words[at] in no_names or not _capital(passage, at):
        return False
    left, right = min(at, beside), max(at, beside)
    return passage.text[passage.spans[left][1] : passage.spans[right][0]] == " "


def _is_state(words: Sequence[str], at: int) -> bool:
    """Georgia beside Atlanta or Florida is the one of the United States."""
    raw, near = _raw(), set(words[max(0, at - 12) : at + 13])
    return (
        words[at] == "georgia"
        and bool(near.intersection(raw["states"]))
        and not near.intersection(raw["beside_georgia"])
    )


# ---------------------------------------------------------------- the gazetteer


@cache
def _raw() -> Any:
    return json.loads(files("ingest").joinpath("gazetteer.json").read_text("utf-8"))


@cache
def _gazetteer() -> Phrases[Place]:
    return Phrases(_phrases(), particles=False)


def _phrases() -> Iterator[Phrase[Place]]:
    raw = _raw()
    for written in raw["other"]:
        yield _name(written, Place((), "other"))
    for written, codes in raw["several"].items():
        yield _name(written, Place(tuple(codes), "name"))
    for code, written in _names(raw):
        yield _name(written, Place((code,), "name", capitals=_abbreviation(written)))
    for code, capitals in raw["capitals"].items():
        for written in capitals:
            yield _name(written, Place((code,), "capital"))
    for code, by_language in raw["people"].items():
        for language, adjectives in by_language.items():
            for written in adjectives:
                yield _adjective(written, language, Place((code,), "people", language))


def _names(raw: Any) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for code, more in raw["names"].items():
        for written in more:
            seen.add((code, fold(written)))
            yield code, written
    shared = {fold(written) for written in raw["several"]}
    for language in LANGUAGES:
        for code, label in Locale(language).territories.items():
            if not _CODE.fullmatch(code) or code in _NO_COUNTRY or code in raw["dropped"].get(language, ()):
                continue
            for written in _SPLIT.split(label):
                key = (code, fold(written))
                if written.strip() and key not in seen and fold(written).strip() not in shared:
                    seen.add(key)
                    yield code, written


def _abbreviation(written: str) -> bool:
    return written.replace(" ", "").isupper() and len(max(written.split(), key=len)) <= 4


def _name(written: str, place: Place) -> Phrase[Place]:
    found = _WORD.findall(written)
    return Phrase(tuple(inflection.name(word, first=not n) for n, word in enumerate(found)), place)


def _adjective(written: str, language: str, place: Place) -> Phrase[Place]:
    found = re.findall(r"[^\W_]+[~-]?", written)
    forms = (inflection.adjective(word, language, first=not n) for n, word in enumerate(found))
    return Phrase(tuple(forms), place)


@cache
def envoys() -> frozenset[str]:
    """Return the words that say who speaks for a country, as folded."""
    return frozenset(fold(word) for word in _raw()["envoys"])
