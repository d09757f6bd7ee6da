"""Dates as reports print them, in the languages of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.hijri import MONTHS as HIJRI_MONTHS
from ingest.hijri import gregorian

_MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "jan", "janvier", "janv", "enero", "ene",
     "января", "январь", "январе", "يناير", "كانون الثاني", "جانفي"),
    ("february", "feb", "février", "fevrier", "févr", "febrero",
     "февраля", "февраль", "феврале", "فبراير", "شباط", "فيفري"),
    ("march", "mar", "mars", "marzo", "марта", "март", "марте", "مارس", "آذار", "اذار"),
    ("april", "apr", "avril", "avr", "abril", "abr", "апреля",
     "апрель", "апреле", "أبريل", "ابريل", "إبريل", "نيسان", "أفريل"),
    ("may", "mai", "mayo", "мая", "май", "мае", "مايو", "أيار", "ايار", "ماي"),
    ("june", "jun", "juin", "junio", "июня", "июнь", "июне", "يونيو", "يونية", "حزيران", "جوان"),
    ("july", "jul", "juillet", "juil", "julio", "июля", "июль", "июле", "يوليو", "يولية", "تموز", "جويلية"),
    ("august", "aug", "août", "aout", "agosto", "ago", "августа", "август", "августе", "أغسطس", "اغسطس", "آب", "أوت"),
    ("september", "sep", "sept", "septembre", "septiembre", "setiembre",
     "сентября", "сентябрь", "сентябре", "سبتمبر", "أيلول", "ايلول"),
    ("october", "oct", "octobre", "octubre", "октября", "октябрь", "октябре", "أكتوبر", "اكتوبر", "تشرين الأول"),
    ("november", "nov", "novembre", "noviembre", "ноября", "ноябрь", "ноябре", "نوفمبر", "تشرين الثاني"),
    ("december", "dec", "décembre", "decembre", "déc", "diciembre",
     "dic", "декабря", "декабрь", "декабре", "ديسمبر", "كانون الأول"),
)  # fmt: skip
NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
MONTH_NAMES = frozenset(NUMBER)
NAME = "|".join(sorted((re.escape(name) for name in NUMBER), key=len, reverse=True))
YEAR = r"(?:19|20)\d\d"
ORDINAL = r"(?:er|st|nd|rd|th|\u00ba|\u00aa|-\u0433\u043e)?"
_TWIN = r"(?:/[^\W\d]{2,12}(?: [^\W\d]{2,10})?)?"
_WRITTEN = re.compile(
    rf"\b(\d{{1,2}}){ORDINAL}[\s-]\s?(?:de\s+|of\s+|من\s+)?({NAME})\b\.?{_TWIN}"
    rf",?[\s-]\s?(?:del?\s+|of\s+|عام\s+|سنة\s+)?({YEAR})(?!\d)",
    re.IGNORECASE,
)
_AMERICAN = re.compile(rf"\b({NAME})\.?\s+(\d{{1,2}}){ORDINAL},\s*({YEAR})(?!\d)", re.IGNORECASE)
_ISO = re.compile(rf"\b({YEAR})-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(rf"\b(\d{{1,2}})[./](\d{{1,2}})[./]({YEAR})\b")
_HIJRI = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(map(re.escape, HIJRI_MONTHS))}),?\s+(1[34]\d\d)(?!\d)", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"\b({NAME})\b\.?{_TWIN},?\s+(?:del?\s+|of\s+|عام\s+|سنة\s+)?({YEAR})(?!\d)", re.IGNORECASE)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, and the characters of the text that name it."""

    day: date
    start: int
    end: int


def western(text: str) -> str:
    """Return a text with western digits in the same places."""
    return text.translate(_DIGITS)


def dates(text: str) -> list[Dated]:
    """Return the days named in a text, in its order; a numeric date is read day first, impossible ones are
    left out.
    """
    plain = western(text)
    found = {dated.start: dated for dated in _all(plain)}
    return [found[start] for start in sorted(found)]


def months(text: str) -> list[Dated]:
    """Return the months named with their year, each by its first day, in the order of the text."""
    found = (_made(m, m[2], str(NUMBER[m[1].lower()]), "1") for m in _MONTH_ONLY.finditer(western(text)))
    return [dated for made in found for dated in made]


def hijri(text: str) -> list[Dated]:
    """Return the days of the Islamic calendar named in a text, as the common calendar counts them; a day more
    or less is possible.
    """
    made = []
    for match in _HIJRI.finditer(western(text)):
        day = gregorian(int(match[3]), HIJRI_MONTHS[match[2].lower()], int(match[1]))
        made += [Dated(day, match.start(), match.end())] if day else []
    return made


def _all(text: str) -> Iterator[Dated]:
    for match in _NUMERIC.finditer(text):
        yield from _made(match, match[3], match[2], match[1])
    for match in _ISO.finditer(text):
        yield from _made(match, match[1], match[2], match[3])
    for match in _AMERICAN.finditer(text):
        yield from _made(match, match[3], str(NUMBER[match[1].lower()]), match[2])
    for match in _WRITTEN.finditer(text):
        yield from _made(match, match[3], str(NUMBER[match[2].lower()]), match[1])


def _made(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Dated]:
    try:
        yield Dated(date(int(year), int(month), int(day)), match.start(), match.end())
    except ValueError:
        return
