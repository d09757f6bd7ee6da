"""What kind of work a document is, by the words of its title and of its opening, in five languages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

from ingest.finding import Found
from ingest.opening import opening, places
from ingest.phrase import Phrases, phrase, words
from ingest.portions import Portion
from ingest.structure import Document

_RAW = json.loads(files("ingest").joinpath("kinds.json").read_text("utf-8"))
_PHRASES = Phrases([phrase(each, kind) for kind, listed in _RAW["kinds"].items() for each in listed])
_REPORT = frozenset(["report", "reports", "rapport", "informe", "تقرير", "التقرير", "доклад", "отчет"])
_TELLING = Phrases([phrase(each, "assessment") for each in _RAW["telling"]])
_LEADING_WORDS = 700
_REPEATED = 5


def kinds(document: Document, portions: Sequence[Portion], title: str = "") -> list[Found]:
    """Return the kind that the title names first, else what the opening is like; nothing where neither tells."""
    named = next(_PHRASES.longest(words(title)), None)
    if named is not None:
        return [Found(named.meaning, 0.8, 1, places(portions, 1, title))]
    blocks = opening(document)
    for opened in blocks[:12]:
        # A line on a cover that is nothing but the kind: "Early warning", "Plan stratégique 2025-2028".
        said = words(opened.text)
        found = next(_PHRASES.longest(said), None) if 0 < len(said) <= 6 else None
        if found is not None and found.meaning != "assessment":
            return [Found(found.meaning, 0.6, opened.page, places(portions, opened.page, opened.text))]
    front = words(" ".join(opened.text for opened in blocks))[:_LEADING_WORDS]
    told = next(_TELLING.all(front), None)
    if told is not None and _REPORT & set(front):
        return [Found("assessment", 0.4, 1)]
    return _spoken_of(front)


def _spoken_of(front: Sequence[str]) -> list[Found]:
    """The kind whose words the opening keeps repeating, where it repeats those of no other."""
    counts = Counter(match.meaning for match in _PHRASES.longest(front)).most_common(2)
    if not counts or counts[0][1] < _REPEATED or (len(counts) > 1 and counts[1][1] * 2 > counts[0][1]):
        return []
    return [Found(counts[0][0], 0.35, 1)]
