"""How far a document looks ahead: the horizon that its title, its summary or most of its sentences name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.finding import Evidence, Found
from ingest.horizon import first
from ingest.portions import Portion
from ingest.structure import Document

_MOST = 400
_LEADING = 12
_LONGEST = 2_500


def outlook(document: Document, portions: Sequence[Portion]) -> list[Found]:
    """Return the horizon in the words of the text; surer where the title or the first passages name it."""
    named: Counter[str] = Counter()
    printed: dict[str, tuple[str, Evidence]] = {}
    for index, portion in enumerate(portions[:_MOST]):
        found = first(portion.text[:_LONGEST])
        if found is None:
            continue
        start, end = found
        words = " ".join(portion.text[start:end].split())
        key = words.casefold()
        named[key] += 4 if index < _LEADING else 1
        printed.setdefault(key, (words, Evidence(index, start, end)))
    title = document.title or ""
    own = first(title)
    if own:
        return [Found(title[own[0] : own[1]], 0.8, 1)]
    if not named:
        return []
    key, weight = named.most_common(1)[0]
    words, place = printed[key]
    return [Found(words, round(min(0.7, 0.25 + 0.1 * weight), 2), portions[place.portion].page, (place,))]
