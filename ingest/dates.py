"""Dates as reports print them, in the languages of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "janvier", "enero", "يناير", "кانون الثاني", "января"),
    ("february", "février", "febrero", "فبراير", "شباط", "февраля"),
    ("march", "mars", "marzo", "مارس", "آذار", "марта"),
    ("april", "avril", "abril", "أبريل", "نيسان", "апреля"),
    ("may", "mai", "mayo", "مايو", "أيار", "мая"),
    ("june", "juin", "junio", "يونيو", "حزيران", "июня"),
    ("july", "juillet", "julio", "يوليو", "تموز", "июля"),
    ("august", "août", "agosto", "أغسطس", "آب", "августа"),
    ("september", "septembre", "septiembre", "سبتمبر", "أيلول", "сентября"),
    ("october", "octobre", "octubre", "أكتوبر", "تشرين الأول", "октября"),
    ("november", "novembre", "noviembre", "نوفمبر", "تشرين الثاني", "ноября"),
    ("december", "décembre", "diciembre", "ديسمبر", "كانون الأول", "декабря"),
)  # fmt: skip
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NAME = "|".join(sorted((re.escape(name) for name in _NUMBER), key=len, reverse=True))
_YEAR = r"((?:19|20)\d\d)"
_WRITTEN = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th|\u00ba)?\s+(?:de\s+)?({_NAME})\b(?:/\w+)?,?\s+(?:del?\s+)?{_YEAR}",
    re.IGNORECASE,
)
_AMERICAN = re.compile(rf"\b({_NAME})\s+(\d{{1,2}}),\s+{_YEAR}", re.IGNORECASE)
_ISO = re.compile(rf"\b{_YEAR}-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(rf"\b(\d{{1,2}})[./](\d{{1,2}})[./]{_YEAR}\b")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, and the characters of the text that name it."""

    day: date
    start: int
    end: int


def dates(text: str) -> list[Dated]:
    """Return the days named in a text, in its order; a numeric date is read day first, impossible ones are
    left out.
    """
    plain = text.translate(_DIGITS)
    found = {dated.start: dated for dated in _all(plain)}
    return [found[start] for start in sorted(found)]


def _all(text: str) -> Iterator[Dated]:
    for match in _NUMERIC.finditer(text):
        yield from _made(match, match[3], match[2], match[1])
    for match in _ISO.finditer(text):
        yield from _made(match, match[1], match[2], match[3])
    for match in _AMERICAN.finditer(text):
        yield from _made(match, match[3], str(_NUMBER[match[1].lower()]), match[2])
    for match in _WRITTEN.finditer(text):
        yield from _made(match, match[3], str(_NUMBER[match[2].lower()]), match[1])


def _made(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Dated]:
    try:
        yield Dated(date(int(year), int(month), int(day)), match.start(), match.end())
    except ValueError:
        return
