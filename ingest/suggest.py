"""What a document says of itself: title, languages, date, reference, pillars, markings; each with its
evidence.

Suggestions only: a person confirms them, and none of them ever lowers a marking.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.banner import banners, readings
from ingest.dates import dates
from ingest.pillar import suggest as suggest_pillars
from ingest.portion_marks import portion_marks
from ingest.portions import Portion
from ingest.structure import Block, Document
from search.language import detect

_REFERENCE = re.compile(
    r"(?<![\w./:-])(?:[A-Z][A-Z0-9.]{0,15}(?:/[A-Z0-9][A-Za-z0-9.()-]{0,15}){1,5}|[A-Z]{2,6}\d{2}-\d{2,4}[A-Z]?)(?![\w/])"
)
_NO_TITLE = re.compile(
    r"distr\.|original:|\.docx?\b|\.pdf\b|microsoft word|untitled|https?:|^contents$|^summary$", re.IGNORECASE
)
_LEADING_PAGES = 2
_LEAST_TITLE_LETTERS = 12
_SAMPLE_PORTIONS = 80
_LEAST_SHARE = 0.15
_LEAST_CONFIDENCE = 0.05
_MAX_TITLE = 300
_FRONT = 600

Suggested = dict[str, Any]


def suggest(
    document: Document, portions: Sequence[Portion], ids: Sequence[str], scheme: str | None = None
) -> Suggested:
    """Return everything suggested, ready for JSON; ``ids`` name the portions, so that evidence can point at
    them, and ``scheme`` is that of the declared marking, in which portion marks are read.

    Keys: ``title``, ``reference``, ``published_at`` (value, confidence, page; absent if nothing was found),
    ``languages``, ``pillars`` (lists of value, confidence, and the pillars' evidence), ``dates``,
    ``banners``, ``portion_marks``, ``warnings``.
    """
    languages = _languages(portions)
    main = languages[0]["value"] if languages else None
    single = {
        "title": _title(document),
        "reference": _reference(document),
        "published_at": _published(document),
    }
    return {
        **{key: value for key, value in single.items() if value is not None},
        "languages": languages,
        "pillars": _pillars(portions, ids, main),
        "dates": _dates(document),
        "banners": [{"page": found.page, "text": found.text} for found in banners(document)],
        "portion_marks": _portion_marks(document, scheme),
        "warnings": list(document.warnings),
    }


def _portion_marks(document: Document, scheme: str | None) -> list[Suggested]:
    return [
        {
            "text": found.mark.text,
            "page": found.page,
            "rank": found.mark.rank,
            "ambiguous": found.mark.ambiguous,
            "count": found.count,
        }
        for found in portion_marks(document, scheme)
    ]


def _one(value: str, confidence: float, page: int) -> Suggested:
    return {"value": value, "confidence": confidence, "page": page}


def _title(document: Document) -> Suggested | None:
    """The file's own title, surer if its first pages print it; else the highest heading that reads like a
    title.
    """
    own = document.title
    if own and _like_title(own):
        printed = " ".join(block.text for _, block in _leading(document)).casefold()
        return _one(own[:_MAX_TITLE], 0.95 if own.casefold() in printed else 0.6, 1)
    headings = [
        (page, block) for page, block in _leading(document) if block.kind == "heading" and _like_title(block.text)
    ]
    if headings:
        page, block = min(headings, key=lambda found: (found[1].level, found[0]))
        return _one(block.text[:_MAX_TITLE], 0.6, page)
    texts = [
        (page, block) for page, block in _leading(document) if block.kind == "paragraph" and _like_title(block.text)
    ]
    if texts:
        page, block = texts[0]
        return _one(block.text[:_MAX_TITLE], 0.2, page)
    return None


def _leading(document: Document) -> Iterator[tuple[int, Block]]:
    for page in document.pages[:_LEADING_PAGES]:
        for block in page.blocks:
            if block.kind != "furniture":
                yield page.number, block


def _like_title(text: str) -> bool:
    """Several words, no masthead, no marking, not only a reference or a date."""
    if _NO_TITLE.search(text) or any(readings(text)):
        return False
    rest, references = _REFERENCE.subn("", text)
    for dated in reversed(dates(rest)):
        rest = rest[: dated.start] + rest[dated.end :]
    letters = sum(char.isalpha() for char in rest)
    return letters >= _LEAST_TITLE_LETTERS and len(rest.split()) >= (4 if references else 3)


def _reference(document: Document) -> Suggested | None:
    """The reference that running heads repeat, or the first one at the head of the first page."""
    heads: Counter[str] = Counter()
    first: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            found = [
                text.rstrip(".-") for text in _REFERENCE.findall(block.text[:_FRONT]) if any(map(str.isdigit, text))
            ]
            if block.kind == "furniture":
                heads.update(set(found))
            elif page.number == 1:
                first += found
    if heads and heads.most_common(1)[0][1] > 1:
        return _one(heads.most_common(1)[0][0], 0.9, 1)
    candidates = [*first, *heads]
    return _one(candidates[0], 0.6, 1) if candidates else None


def _published(document: Document) -> Suggested | None:
    """The first day that the first page names; surer near its head, since letters name other days too."""
    text = "\n".join(block.text for block in document.pages[0].blocks) if document.pages else ""
    found = dates(text)
    if not found:
        return None
    return _one(found[0].day.isoformat(), 0.8 if found[0].start <= _FRONT else 0.4, 1)


def _dates(document: Document) -> list[Suggested]:
    """The days named most often, with their number and first page."""
    counts: Counter[str] = Counter()
    pages: dict[str, int] = {}
    for page in document.pages:
        for block in page.blocks:
            for dated in dates(block.text):
                counts[dated.day.isoformat()] += 1
                pages.setdefault(dated.day.isoformat(), page.number)
    return [{"value": day, "count": count, "page": pages[day]} for day, count in counts.most_common(20)]


def _languages(portions: Sequence[Portion]) -> list[Suggested]:
    """Languages by the share of text that is in them, over an even sample of the portions."""
    step = max(1, len(portions) // _SAMPLE_PORTIONS)
    shares: Counter[str] = Counter()
    pages: dict[str, int] = {}
    for portion in portions[::step]:
        language = detect(portion.text)
        if language is not None:
            shares[language] += len(portion.text)
            pages.setdefault(language, portion.page)
    total = sum(shares.values())
    return [
        _one(language, round(size / total, 3), pages[language])
        for language, size in shares.most_common()
        if size >= _LEAST_SHARE * total
    ]


def _pillars(portions: Sequence[Portion], ids: Sequence[str], language: str | None) -> list[Suggested]:
    headings = list(dict.fromkeys(heading for portion in portions for heading in portion.heading))
    return [
        {
            "value": found.pillar,
            "confidence": found.confidence,
            "evidence": [
                {"portion": ids[index], "page": portions[index].page, "start": start, "end": end}
                for index, start, end in found.evidence
            ],
        }
        for found in suggest_pillars([portion.text for portion in portions], language, headings)
        if found.confidence >= _LEAST_CONFIDENCE
    ]
