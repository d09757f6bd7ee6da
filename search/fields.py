"""The fields a question may name and the values they take, each in the four languages of the pages.

Values are those of the controlled vocabularies, so that what is understood depends on nothing that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from babel import Locale

from models import language, vocabulary
from models.scheme import Level, classification_schemes
from repository.organizations import packaged
from search.analyser import fold, normalise_script, plain_digit, words

PILLAR, AREA, REGION, ORIGINATOR, LANGUAGE, MARKING = "pillar", "area", "region", "originator", "language", "marking"
FROM, BEFORE, TO, DATE = "from", "before", "to", "date"
VALUED = (PILLAR, AREA, REGION, ORIGINATOR, LANGUAGE, MARKING)
DATED = (FROM, BEFORE, TO, DATE)
_NAMES = {
    PILLAR: "pillar pillars pilier pilar ركيزة الركيزة محور المحور",
    AREA: "area areas crime domaine ámbito área delito مجال المجال جريمة الجريمة",
    REGION: "region regions région región منطقة المنطقة إقليم الإقليم",
    ORIGINATOR: "originator organization organisation org émetteur originador organización organismo جهة الجهة منظمة",
    LANGUAGE: "language lang langue idioma lengua لغة اللغة",
    MARKING: "marking classification marquage marcado clasificación علامة العلامة تصنيف التصنيف",
    FROM: "from after since depuis après dès desde después بعد منذ من",
    BEFORE: "before avant antes قبل",
    TO: "to until jusque hasta حتى إلى",
    DATE: "date year published année año fecha تاريخ التاريخ سنة",
}
_GRADES = (
    ("restricted restreint restreinte restringido restringida", "محدود مقيد"),
    ("confidential confidentiel confidentielle confidencial", "سري مكتوم"),
    ("secret secreto", "سري"),
)
"""Plain words of the languages of the pages: each means every level whose label has one that is in Latin letters.

In Arabic one word is another level from scheme to scheme, and part of "not secret".
"""
_ANY_CRIME = {
    "en": "crime criminal traffic trafficking trafficker smuggling smuggler illegal illicit",
    "fr": "crime criminalité criminel trafic trafiquant traite contrebande illégal illicite lié",
    "es": "crimen criminal delito delincuencia tráfico traficante trata contrabando ilegal ilícito relacionado",
    "ar": "جريمة الجريمة جرائم الجرائم تهريب التهريب اتجار الاتجار مشروع المشروع",
}
"""Words that single no crime out: "wildlife trafficking" is wildlife crime."""
_IN_ARABIC = {
    "interpol": "إنتربول الإنتربول",
    "afripol": "أفريبول الأفريبول",
    "ameripol": "أميريبول الأميريبول",
    "aseanapol": "آسيانابول الآسيانابول",
    "europol": "يوروبول اليوروبول",
    "frontex": "فرونتكس الفرونتكس",
}
"""What organizations are called in Arabic, without the article and with it."""
_POINTS = {
    "northern": "north", "eastern": "east", "southern": "south", "western": "west", "middle": "central",
    "septentrionale": "du Nord", "orientale": "de l’Est", "méridionale": "du Sud", "occidentale": "de l’Ouest",
    "septentrional": "del Norte", "oriental": "del Este", "meridional": "del Sur", "occidental": "del Oeste",
}  # fmt: skip
_POINT = re.compile(rf"\b(?:{'|'.join(_POINTS)})\b")
_NAMED_LIKE_A_COUNTRY = "southern-africa"
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_BUREAU = re.compile("ncb-[a-z]{2}")
_GAPS = re.compile(r"[\s_\-\u2010-\u2015/’']+")
_LONGEST_VALUE = 120


def field_of(name: str) -> str | None:
    """Return the field that a name means in any of the four languages, or None."""
    return _fields().get(plain(name))


def values_of(field: str, written: str) -> tuple[str, ...]:
    """Return the values of a field that a word or a label means; none where its vocabulary knows it not.

    A level that several schemes have by the same code or in whose label the same plain word stands means each of
    them: a word never fixes a rank (domain 2).
    """
    if field == ORIGINATOR and _BUREAU.fullmatch(written.casefold()):
        return (written.casefold(),)
    if field == LANGUAGE and written in language.named():
        # Another language may be called so: "ga" is Irish, and Ga another one.
        return (written,)
    found = _values(field).get(plain(written), ())
    # Depositors say codes without a name as well: "pt-BR", "prs".
    return (language.canonical(written),) if field == LANGUAGE and not found and language.known(written) else found


def filed_under(question: str) -> tuple[tuple[str, str], ...]:
    """Return the fields and values whose name a question is, in one of the four languages, whatever its word for crime.

    They are pillars, areas and regions; none for a question that says more.
    """
    found = (_names().get((spoken, _singling_out(question, spoken)), {}) for spoken in vocabulary.LANGUAGES)
    return tuple(dict.fromkeys(name for names in found for name in names))


def known(field: str) -> bool:
    """Tell whether all values of a field are known beforehand; organizations may be added by a registry."""
    return field != ORIGINATOR


def strange(field: str, written: str) -> str:
    """Return the sentence on a value of a field that is not known."""
    return f"'{written[:60]}' is no {field} that is known here, so nothing carries it"


def period(written: str) -> tuple[date, date] | None:
    """Return the first and the last day of a year, a month or a day (2026, 2026-03, 2026-03-01), or None."""
    found = _DAY.fullmatch("".join(map(plain_digit, written)))
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = first if day else date(first.year, month, _days(first)) if month else date(first.year, 12, 31)
    except ValueError:
        return None
    return first, last


def _days(first: date) -> int:
    """Return how many days the month has that begins on a day."""
    if first.month == 12:
        return 31
    return (date(first.year, first.month + 1, 1) - timedelta(days=1)).day


def plain(written: str) -> str:
    """Return a name as it is compared: without case, accents, the hyphens between its words, and blanks around it."""
    return _GAPS.sub(" ", normalise_script(fold(written[:_LONGEST_VALUE]))).strip()


@cache
def _fields() -> dict[str, str]:
    return {plain(name): field for field, names in _NAMES.items() for name in names.split()}


@cache
def _values(field: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, value in _named(field):
        found.setdefault(plain(name), {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def _named(field: str) -> Iterator[tuple[str, str]]:
    """Yield every name of every value of a field."""
    match field:
        case "pillar":
            yield from _labelled(field, vocabulary.pillars())
        case "area":
            yield from _labelled(field, vocabulary.areas())
        case "region":
            regions = tuple(_labelled(field, vocabulary.regions()))
            yield from (*regions, *((_by_compass(*named), named[1]) for named in regions))
        case "originator":
            for entry in packaged()["organizations"]:
                called = _IN_ARABIC.get(entry["id"], "").split()
                for name in (entry["id"], entry["abbreviation"], *entry["names"].values(), *called):
                    yield name, entry["id"]
        case "language":
            for spoken in vocabulary.LANGUAGES:
                for code, name in Locale.parse(spoken).languages.items():
                    if code.isalpha():
                        yield from ((code, code), (name, code))
        case _:
            for level in (level for scheme in classification_schemes() for level in scheme.levels):
                value = f"{level.scheme}:{level.code}"
                yield from ((name, value) for name in (value, level.code, level.label, *level.aliases))
                yield from ((name, value) for name in _plain_words(level))


def _by_compass(name: str, region: str) -> str:
    """Return a region's name as people say it: "West Africa" for "Western Africa"."""
    return (
        name if region == _NAMED_LIKE_A_COUNTRY else _POINT.sub(lambda point: _POINTS[point.group()], name.casefold())
    )


def _plain_words(level: Level) -> Iterator[str]:
    """Yield the plain words that mean a level: those that stand in its label or an alias, in every language."""
    said = {word for name in (level.label, *level.aliases) for word in plain(name).split()}
    for latin, arabic in _GRADES:
        if not said.isdisjoint(latin.split()):
            yield from f"{latin} {arabic}".split()


@cache
def _names() -> dict[tuple[str, frozenset[str]], dict[tuple[str, str], None]]:
    """Return pillars, areas and regions by the stems that single them out in a language."""
    found: dict[tuple[str, frozenset[str]], dict[tuple[str, str], None]] = {}
    for field in (PILLAR, AREA, REGION):
        for name, value in _named(field):
            for spoken in vocabulary.LANGUAGES:
                if name in (value, vocabulary.label(field, value, spoken)):
                    stems = _singling_out(name, spoken)
                    found.setdefault((spoken, stems), {})[field, value] = None
    return {key: names for key, names in found.items() if key[1]}


def _singling_out(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text without words that mean any crime, unless it has no others."""
    stems = frozenset(words(text, language))
    return stems - frozenset(words(_ANY_CRIME[language], language)) or stems


def _labelled(field: str, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        yield word, word
        yield from ((vocabulary.label(field, word, spoken), word) for spoken in vocabulary.LANGUAGES)
