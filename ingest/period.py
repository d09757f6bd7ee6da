"""The period a document covers: from a day on, until a day without it, as its title or its opening says."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.dates import NAME, NUMBER, ORDINAL, YEAR, dates, western
from ingest.finding import Evidence, Found
from ingest.opening import first_text, places
from ingest.portions import Portion
from ingest.structure import Document

_TO = (
    r"\s?(?:\u2013|\u2014|-|\bto\b|\bthrough\b|\buntil\b|\btill\b|\band\b|\bau\b|\b\u00e0\b|\bet\b|\bal?\b"
    r"|\bhasta(?: el)?\b|\by(?: el)?\b|\u0625\u0644\u0649|\u062d\u062a\u0649|\bпо\b|\bдо\b)\s?"
)
_TWIN = r"(?:/[^\W\d]{2,12}(?: [^\W\d]{2,10})?)?"
_POINT = (
    rf"(?:(?P<d@>\d{{1,2}}){ORDINAL}\s(?:de\s|of\s)?)?(?P<m@>{NAME})\b\.?{_TWIN}",
    rf",?\s(?:del?\s|of\s|\u0639\u0627\u0645\s|\u0633\u0646\u0629\s)?(?P<y@>{YEAR})(?!\d)",
)
_FIRST, _LAST = ([part.replace("@", number) for part in _POINT] for number in "12")
_RANGE = re.compile(rf"\b{_FIRST[0]}(?:{_FIRST[1]})?{_TO}{_LAST[0]}{_LAST[1]}", re.IGNORECASE)
_DAYS = re.compile(
    rf"\b(?P<d1>\d{{1,2}}){ORDINAL}{_TO}(?P<d2>\d{{1,2}}){ORDINAL}\s(?:de\s"
    rf"|of\s)?(?P<m>{NAME})\b\.?{_TWIN},?\s(?:del?\s)?(?P<y>{YEAR})(?!\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"(?<![\w/.-])(?P<y1>{YEAR})\s?(?:\u2013|\u2014|-|\bto\b|\b\u00e0\b|\ba\b|\u0625\u0644\u0649"
    rf"|\bпо\b)\s?(?P<y2>{YEAR})(?![\w/-])"
)
_NUMERIC = re.compile(
    rf"(?<!\d)(?P<a>\d{{1,2}}[./]\d{{1,2}}[./]{YEAR}|{YEAR}-\d\d-\d\d){_TO}(?P<b>\d{{1,2}}[./]\d{{1,2}}[./]{YEAR}"
    rf"|{YEAR}-\d\d-\d\d)(?!\d)",
    re.IGNORECASE,
)
_ORDINALS = {
    "first": 1, "1st": 1, "premier": 1, "1er": 1, "primer": 1, "الأول": 1, "الاول": 1, "первое": 1,
    "первом": 1, "первый": 1, "первого": 1,
    "second": 2, "2nd": 2, "deuxième": 2, "segundo": 2, "الثاني": 2,
    "второе": 2, "втором": 2, "второй": 2, "второго": 2,
    "third": 3, "3rd": 3, "troisième": 3, "tercer": 3, "الثالث": 3, "третий": 3, "третьем": 3, "третьего": 3,
    "fourth": 4, "4th": 4, "quatrième": 4, "cuarto": 4, "الرابع": 4, "четвертый": 4, "четвертом": 4, "четвертого": 4,
}  # fmt: skip
_ORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_PART = re.compile(
    rf"\b(?P<o>{_ORD})\s(?P<part>half|semester|semestre|quarter|trimestre|полугоди[еия]|квартал[еа]?)\s?(?:of\s"
    rf"|de\s|del\s|de l\W?année\s)?(?P<y>{YEAR})(?!\d)"
    rf"|(?P<part2>النصف|الربع)\s(?P<o2>{_ORD})\sمن\s(?:عام\s|سنة\s|العام\s)?(?P<y2>{YEAR})(?!\d)"
    rf"|\b(?P<part3>[HQS])(?P<o3>[1-4])[ /-](?P<y3>{YEAR})(?!\d)",
    re.IGNORECASE,
)
_YEAR_ENDED = re.compile(
    rf"\b(?:year|twelve months|12 months) end(?:ed|ing)(?: on)? (?P<d>\d{{1,2}})\s(?P<m>{NAME})\s(?P<y>{YEAR})(?!\d)",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(
    rf"\b(?:calendar year|the year|year|l\W?année|el año|año|عام|سنة|год)\s(?P<y>{YEAR})(?!\d)", re.IGNORECASE
)
_CUE = re.compile(
    r"\bcover(?:s|ed|ing)?\b|\bperiod|\breporting\b|\bcouvr|\bp\u00e9riode|\babarca|\bper\u00edodo|\bperiodo"
    r"|\bcomprende|\bporte sur|\bau cours du"
    r"|\bdurant\b|\ben el\b|\u062a\u063a\u0637\u064a|\u064a\u063a\u0637\u064a"
    r"|\u0627\u0644\u0641\u062a\u0631\u0629|\u0644\u0644\u0641\u062a\u0631\u0629"
    r"|\u0627\u0644\u0645\u0634\u0645\u0648\u0644\u0629|\u062e\u0644\u0627\u0644"
    r"|период|охватыва|отч[её]тн",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\breport|\bassessment|\brapport|\binforme|\bevaluaci|\bévaluation|\bdocument|\bperiod covered|تقرير|التقرير"
    r"|التقييم|доклад|отч[её]т|оценк",
    re.IGNORECASE,
)
_NOT_OF_IT = re.compile(
    r"\bsession|\bprevious|\bplan\b|\bsupplement|\bmandate|\bbudget|\bstrategy for\b|\bmeeting", re.IGNORECASE
)
_SINCE = re.compile(
    r"\b(?:since|depuis|desde|со времени|منذ)\b[^.;]{0,60}?(?:previous|last|latest|préc[ée]dent|dernier|anterior"
    r"|último|предыдущ|السابق|my|the) ?"
    r"(?:report|rapport|informe|доклад\w*|تقرير)|\bsince the report of\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:present|this) report covers [^.;]{0,40}?(?:until|up to|to|through) ", re.IGNORECASE)
_BEFORE, _AFTER = 110, 60
_LEADING = 14
_LONGEST = 2_500


@dataclass(frozen=True, slots=True)
class _Span:
    """A period in a text: its first day, the day after its last, and its characters."""

    first: date
    after: date
    start: int
    end: int


def periods(document: Document, portions: Sequence[Portion], title: str = "") -> list[Found]:
    """Return the period that is likeliest, or nothing.

    ``more`` has ``from`` and ``until`` in ISO form, closed at the start and open at the end as everywhere here;
    either may be None where the document leaves it open.
    """
    for span in _spans(title):
        return [_found(span, title, 0.9, 1, places(portions, 1, title[span.start : span.end]))]
    best: tuple[float, int, _Span] | None = None
    for index, text in enumerate(_texts(document, portions)):
        for span in _spans(text):
            sure = _sureness(text, span)
            if sure and (best is None or sure > best[0]):
                best = (sure, index, span)
    if best is not None:
        sure, index, span = best
        text = _texts(document, portions)[index]
        page = portions[index - 1].page if index else 1
        evidence = (
            (Evidence(index - 1, span.start, span.end),) if index else places(portions, 1, text[span.start : span.end])
        )
        return [_found(span, text, sure, page, evidence)]
    return _open(portions)


def _texts(document: Document, portions: Sequence[Portion]) -> list[str]:
    """The first page as it is printed, then the first passages; those with places of their own come second."""
    return [first_text(document), *(portion.text[:_LONGEST] for portion in portions[:_LEADING])]


def _found(span: _Span, text: str, sure: float, page: int, evidence: tuple[Evidence, ...]) -> Found:
    said = {"from": span.first.isoformat(), "until": span.after.isoformat()}
    return Found(" ".join(text[span.start : span.end].split()), sure, page, evidence, dict(said))


def _sureness(text: str, span: _Span) -> float:
    """How surely a span is what the document covers: the words before it say so, or it is none of that."""
    before, after = text[max(0, span.start - _BEFORE) : span.start], text[span.end : span.end + _AFTER]
    # What a sentence before this one says is of another matter; the name of a field ends no sentence.
    near = re.split(r"[.;\u061b\u06d4]\s", before)[-1]
    if _NOT_OF_IT.search(near):
        return 0.0
    cues = list(_CUE.finditer(near))
    if not cues:
        return 0.0
    close = len(near) - cues[-1].end() <= 30
    reported = bool(_REPORT.search(near) or _REPORT.search(after))
    field = re.search(
        r"(?:period|p\u00e9riode|per\u00edodo|\u0627\u0644\u0641\u062a\u0631\u0629"
        r"|\u043f\u0435\u0440\u0438\u043e\u0434)[^\n]{0,25}[:\n]?\s?$",
        near,
        re.IGNORECASE,
    )
    return 0.9 if field or (close and reported) else 0.7 if close else 0.5 if reported else 0.0


def _open(portions: Sequence[Portion]) -> list[Found]:
    """A report since the one before it, or until a day: one of both ends only."""
    for index, portion in enumerate(portions[:_LEADING]):
        text = portion.text[:_LONGEST]
        since, until = _SINCE.search(text), _UNTIL.search(text)
        first = dates(text[since.end() : since.end() + 130]) if since else []
        last = dates(text[until.end() : until.end() + 30]) if until else []
        if since and first:
            start, end = since.start(), since.end() + first[0].end
        elif until and last:
            start, end = until.start(), until.end() + last[0].end
        else:
            continue
        said = {
            "from": first[0].day.isoformat() if first else None,
            "until": (last[0].day + timedelta(days=1)).isoformat() if last else None,
        }
        value = " ".join(text[start:end].split())
        return [Found(value, 0.6, portion.page, (Evidence(index, start, end),), dict(said))]
    return []


def _spans(text: str) -> Iterator[_Span]:
    plain = re.sub(r"\s", " ", western(text))
    for match in _RANGE.finditer(plain):
        yield from _ranged(match)
    for match in _DAYS.finditer(plain):
        month, year = NUMBER[match["m"].lower()], int(match["y"])
        yield from _made(match, (year, month, int(match["d1"])), (year, month, int(match["d2"])))
    for match in _NUMERIC.finditer(plain):
        first, last = dates(match["a"]), dates(match["b"])
        if first and last and first[0].day <= last[0].day:
            yield _Span(first[0].day, last[0].day + timedelta(days=1), match.start(), match.end())
    for match in _PART.finditer(plain):
        yield from _part_of_year(match)
    for match in _YEAR_ENDED.finditer(plain):
        year, month, day = int(match["y"]), NUMBER[match["m"].lower()], int(match["d"])
        for span in _made(match, (year, month, day), (year, month, day)):
            yield _Span(span.after.replace(year=year - 1), span.after, span.start, span.end)
    for match in _YEARS.finditer(plain):
        yield from _made(match, (int(match["y1"]), 1, 1), (int(match["y2"]), 12, 31))
    for match in _ONE_YEAR.finditer(plain):
        if _CUE.search(plain, max(0, match.start() - 30), match.start()):
            yield from _made(match, (int(match["y"]), 1, 1), (int(match["y"]), 12, 31))


def _ranged(match: re.Match[str]) -> Iterator[_Span]:
    one, two = NUMBER[match["m1"].lower()], NUMBER[match["m2"].lower()]
    year = int(match["y2"])
    before = int(match["y1"]) if match["y1"] else year - (one > two)
    if bool(match["d1"]) != bool(match["d2"]):
        return
    last = int(match["d2"]) if match["d2"] else calendar.monthrange(year, two)[1]
    yield from _made(match, (before, one, int(match["d1"] or 1)), (year, two, last))


def _part_of_year(match: re.Match[str]) -> Iterator[_Span]:
    name = (match["part"] or match["part2"] or match["part3"]).lower()
    which = match["o"] or match["o2"]
    number = _ORDINALS[which.lower()] if which else int(match["o3"])
    year = int(match["y"] or match["y2"] or match["y3"])
    long = 6 if name.startswith(("h", "s", "полуг", "النصف")) else 3
    if number * long <= 12:
        last = number * long
        yield from _made(match, (year, last - long + 1, 1), (year, last, calendar.monthrange(year, last)[1]))


def _made(match: re.Match[str], first: tuple[int, int, int], last: tuple[int, int, int]) -> Iterator[_Span]:
    try:
        start, end = date(*first), date(*last)
    except ValueError:
        return
    if start <= end:
        yield _Span(start, end + timedelta(days=1), match.start(), match.end())
