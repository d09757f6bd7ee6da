"""When a document was published: the date of its distribution, of a field, in brackets, or at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dates import Dated, dates, hijri, months
from ingest.finding import Found
from ingest.opening import LEADING_PAGES, first_text, opening, places
from ingest.portions import Portion
from ingest.structure import Document

_DISTRIBUTED = re.compile(
    r"\bdistr\.?|\brestricted distribution|\u0440\u0430\u0441\u043f\u0440\.?"
    r"|\u0627\u0644\u062a\u0648\u0632\u064a\u0639|\u062a\u0648\u0632\u064a\u0639",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:\boriginal release date|\brelease date|\bdate of (?:issue|publication|information)|\bissued(?: on)?"
    r"|\bpublished(?: on)?"
    r"|\breleased(?: on)?|\bdate\b|\bpubli\u00e9 le|\bdate de (?:publication|parution)"
    r"|\bfecha(?: de publicaci\u00f3n)?|\bpublicado el"
    r"|\u062a\u0627\u0631\u064a\u062e (?:\u0627\u0644\u0646\u0634\u0631"
    r"|\u0627\u0644\u0625\u0635\u062f\u0627\u0631)|\u0627\u0644\u062a\u0627\u0631\u064a\u062e"
    r"|\u0434\u0430\u0442\u0430(?: \u043f\u0443\u0431\u043b\u0438\u043a\u0430\u0446\u0438\u0438)?"
    r"|\u043e\u043f\u0443\u0431\u043b\u0438\u043a\u043e\u0432\u0430\u043d\u043e)\s{0,3}[:|]?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[[^\[\]\n]{6,40}\]")
_OF_ANOTHER = re.compile(
    r"(?:\bdated|\bde fecha|\bfechada(?: el)?|\bdat\u00e9e? du|\ben date du|\bof|\bfrom|\bto|\bon|\bd\u2019|\bd'"
    r"|\bdel?|\bdu|\bau|\buntil|\bsince"
    r"|\u043e\u0442|\u0441|\u043f\u043e|\u0627\u0644\u0645\u0624\u0631\u062e\u0629|\u0645\u0646"
    r"|\u0625\u0644\u0649|updated|revised|last revised|reissued[^.\n]{0,40})"
    r"\s?[:]?\s{0,2}$|[\u2013\u2014-]\s?$",
    re.IGNORECASE,
)
_AFTER = 140
_AFTER_FIELD = 40
_FRONT = 900
_BRACKET_PAGES = 8


def published(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """Return the day of publication in ISO form, or nothing; a month alone is given by its first day.

    A date of the Islamic calendar is turned into one of the common calendar, unless that stands beside it.
    """
    text = first_text(document)
    for anchor, reach, sure in ((_DISTRIBUTED, _AFTER, 0.95), (_FIELD, _AFTER_FIELD, 0.9)):
        for match in anchor.finditer(text):
            near = dates(text[match.end() : match.end() + reach])
            if near:
                return [_found(near[0], text, match.end(), sure, portions)]
    bracketed = _in_brackets(document, portions)
    if bracketed:
        return bracketed
    head = [
        dated for dated in dates(text[:_FRONT]) if not _OF_ANOTHER.search(text[max(0, dated.start - 50) : dated.start])
    ]
    if head:
        return [_found(head[0], text, 0, 0.75, portions)]
    islamic = hijri(text[:_FRONT])
    if islamic:
        return [_found(islamic[0], text, 0, 0.5, portions)]
    return _month(document, portions)


def _found(dated: Dated, text: str, offset: int, sure: float, portions: Sequence[Portion], page: int = 1) -> Found:
    printed = text[offset + dated.start : offset + dated.end]
    return Found(dated.day.isoformat(), sure, page, places(portions, page, printed), {"printed": printed})


def _in_brackets(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """A date alone in square brackets, as official records print it after the contents."""
    for page in document.pages[:_BRACKET_PAGES]:
        for block in page.blocks:
            match = _BRACKETED.fullmatch(block.text.strip()) if len(block.text) < _AFTER else None
            day = dates(match[0]) if match else []
            if day and match:
                return [_found(day[0], match[0], 0, 0.8, portions, page.number)]
    return []


def _month(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """The month on a cover, where it ends a short block or follows a title."""
    for opened in opening(document, furniture=True, pages=LEADING_PAGES)[:14]:
        text = opened.text[:_FRONT]
        for dated in months(text):
            whole = len(text) <= _AFTER and not text[dated.end :].strip(" .")
            early = dated.end <= _AFTER and not _OF_ANOTHER.search(text[: dated.start])
            capital = text[dated.start : dated.start + 1].isupper() or not text[dated.start : dated.start + 1].isascii()
            if (whole or early) and capital:
                return [_found(dated, text, 0, 0.5, portions, opened.page)]
    return []
