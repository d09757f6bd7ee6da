"""The languages of a document, by the share of its text that is in them: one document may hold several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.finding import Found
from ingest.portions import Portion
from search.language import detect

_SAMPLE = 160
_LEAST_SHARE = 0.03
_LEAST_LETTERS = 60
_FEWEST = 2


def languages(portions: Sequence[Portion]) -> list[Found]:
    """Return the languages of an even sample of the portions, the commonest first, each with its share.

    One that holds less than three in a hundred, or a single passage of many, is a quotation.
    """
    step = max(1, len(portions) // _SAMPLE)
    sizes: Counter[str] = Counter()
    passages: Counter[str] = Counter()
    pages: dict[str, int] = {}
    for portion in portions[::step]:
        # Notes quote titles of works in the languages of those works.
        if portion.kind == "footnote" or sum(map(str.isalpha, portion.text)) < _LEAST_LETTERS:
            continue
        language = detect(portion.text)
        if language is not None:
            sizes[language] += len(portion.text)
            passages[language] += 1
            pages.setdefault(language, portion.page)
    total = sum(sizes.values())
    few = len(portions[::step]) < 2 * _SAMPLE // 10
    return [
        Found(language, round(size / total, 3), pages[language])
        for language, size in sizes.most_common()
        if size >= _LEAST_SHARE * total and (few or passages[language] >= _FEWEST)
    ]
