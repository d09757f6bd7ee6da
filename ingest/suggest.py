"""What a document says of itself: title, languages, date, reference, pillars, markings; each with its
evidence.

Suggestions only: a person confirms them, and none of them ever lowers a marking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ingest.actor import actors
from ingest.area import areas
from ingest.banner import banners
from ingest.country import countries
from ingest.dates import dates
from ingest.finding import Found
from ingest.gap import gaps
from ingest.judgement import judgements
from ingest.kind import kinds
from ingest.languages import languages
from ingest.organization import organizations
from ingest.outlook import outlook
from ingest.period import periods
from ingest.pillar import pillars
from ingest.portion_marks import MarkFound, portion_marks
from ingest.portions import Portion
from ingest.published import published
from ingest.reading import read
from ingest.recommendation import recommendations
from ingest.reference import references
from ingest.region import regions_of
from ingest.resemblance import resembling, warnings
from ingest.statement import statements
from ingest.structure import Document
from ingest.threat import threats
from ingest.title import titles

_MOST_DATES = 20
_MOST_PLACES = 2_000
_MOST_HEADINGS = 300

Suggested = dict[str, Any]


def suggest(
    document: Document, portions: Sequence[Portion], ids: Sequence[str], scheme: str | None = None
) -> Suggested:
    """Return everything suggested, ready for JSON; ``ids`` name the portions, so that evidence can point at
    them, and ``scheme`` is that of the declared marking, in which portion marks are read.

    Keys: those of ``front`` and ``subjects``; ``dates``,
    ``banners``, ``doubtful_banners`` (what recognition may have garbled), ``portion_marks``, ``headings``,
    ``warnings``, ``hidden``.
    """
    opened = front(document, portions, ids)
    doubtful = resembling(document)
    said = statements(portions)
    return {
        **opened,
        **subjects(portions, ids),
        "judgements": [found.plain(portions, ids) for found in judgements(said)],
        "recommendations": [found.plain(portions, ids) for found in recommendations(said)],
        "gaps": [found.plain(portions, ids) for found in gaps(said)],
        "threat_levels": [found.plain(portions, ids) for found in threats(said)],
        "dates": _dates(document),
        "banners": [{"page": found.page, "text": found.text} for found in banners(document)],
        "doubtful_banners": [{"page": found.page, "text": found.text, "known": found.known} for found in doubtful],
        "portion_marks": [_mark(found, portions, ids) for found in portion_marks(document, scheme)],
        "headings": list(dict.fromkeys(heading for portion in portions for heading in portion.heading))[
            :_MOST_HEADINGS
        ],
        "warnings": [*warnings(doubtful), *document.warnings],
        "hidden": [{"kind": one.kind, "page": one.page, "text": one.text} for one in document.hidden],
    }


def front(document: Document, portions: Sequence[Portion], ids: Sequence[str]) -> Suggested:
    """Return what the document says of itself at its front, ready for JSON.

    Keys: ``title``, ``reference``, ``kind``, ``published_at``, ``period`` (with ``from`` and ``until``, which is
    the day after the last), ``horizon``, absent where nothing was found; ``languages``, a list.
    """
    title = titles(document, portions)
    name = title[0].value if title else ""
    single = {
        "title": title,
        "reference": references(document, portions),
        "kind": kinds(document, portions, name),
        "published_at": published(document, portions),
        "period": periods(document, portions, name),
        "horizon": outlook(document, portions),
    }
    return {
        **{key: found[0].plain(portions, ids) for key, found in single.items() if found},
        "languages": _plain(languages(portions), portions, ids),
    }


def subjects(portions: Sequence[Portion], ids: Sequence[str]) -> Suggested:
    """Return what the document is about, ready for JSON, each a list of values, the surest first.

    Keys: ``pillars``, ``areas``, ``countries``, ``regions``, ``organizations``, ``actors``.
    """
    reading = read(portions)
    about = countries(reading)
    found = {
        "pillars": pillars(reading),
        "areas": areas(reading),
        "countries": about,
        "regions": regions_of(reading, about),
        "organizations": organizations(reading),
        "actors": actors(reading),
    }
    return {key: _plain(each, portions, ids) for key, each in found.items()}


def _plain(found: Iterable[Found], portions: Sequence[Portion], ids: Sequence[str]) -> list[Suggested]:
    return [one.plain(portions, ids) for one in found]


def _mark(found: MarkFound, portions: Sequence[Portion], ids: Sequence[str]) -> Suggested:
    """A portion mark, with the pages and passages it stands on, and the headings they stand under."""
    blocks = set(found.blocks)
    marked = [
        place
        for place, portion in enumerate(portions)
        if not blocks.isdisjoint(range(portion.block_from, portion.block_to + 1))
        or found.headings & set(portion.heading)
    ][:_MOST_PLACES]
    return {
        "text": found.mark.text,
        "page": found.page,
        "rank": found.mark.rank,
        "ambiguous": found.mark.ambiguous,
        "count": found.count,
        "pages": list(found.pages),
        "portions": [ids[place] for place in marked],
        "headings": list(dict.fromkeys(heading for place in marked for heading in portions[place].heading)),
    }


def _dates(document: Document) -> list[Suggested]:
    """The days named most often, with their number and first page."""
    counts: Counter[str] = Counter()
    pages: dict[str, int] = {}
    for page in document.pages:
        for block in page.blocks:
            for dated in dates(block.text):
                counts[dated.day.isoformat()] += 1
                pages.setdefault(dated.day.isoformat(), page.number)
    return [{"value": day, "count": count, "page": pages[day]} for day, count in counts.most_common(_MOST_DATES)]
