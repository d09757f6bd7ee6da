"""Running heads, page numbers and banners: what is printed on page after page and says nothing new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.printed import Printed

_OUTER_ROWS = 3
_ZONE = 0.14
_LARGE = 1.12
_LEAST_PAGES = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014|\s]*(?:page|p\.|p\u00e1gina|pag\.|\u0635\u0641\u062d\u0629)?\s*\d{1,5}(?:\s*(?:/|of|de|sur|von|\u0645\u0646)\s*\d{1,5})?[-\u2013\u2014|\s]*",
    re.IGNORECASE,
)
Key = tuple[str, bool]


def furniture(pages: Sequence[tuple[Sequence[Printed], float]], size: float) -> list[set[int]]:
    """Return, for each page (its lines and height), the indices of the lines that are furniture.

    A line is so if it stands among the three outermost rows of the head or foot and recurs on at least
    three pages, or is a bare page number; only the rows outside it being so too. Digits may differ from page
    to page, unless the letters are higher than the ordinary ``size``: then they number chapters, not pages.
    """
    outer = [_outer(lines, height) for lines, height in pages]
    seen: Counter[Key] = Counter()
    for (lines, _), sides in zip(pages, outer, strict=True):
        seen.update({_key(lines[i], head, size) for head, side in ((True, sides[0]), (False, sides[1])) for i in side})
    found: list[set[int]] = []
    for (lines, _), sides in zip(pages, outer, strict=True):
        chosen: set[int] = set()
        for head, side in ((True, sides[0]), (False, sides[1])):
            for index in side:
                if not _is_furniture(lines[index], seen[_key(lines[index], head, size)]):
                    break
                chosen.add(index)
        found.append(chosen)
    return found


def _outer(lines: Sequence[Printed], height: float) -> tuple[list[int], list[int]]:
    """The outermost lines of a page's head and foot, from the edge inwards."""
    plain = [i for i, line in enumerate(lines) if line.table is None]
    heads = sorted((i for i in plain if lines[i].box[3] <= _ZONE * height), key=lambda i: lines[i].box[1])
    feet = sorted((i for i in plain if lines[i].box[1] >= (1 - _ZONE) * height), key=lambda i: -lines[i].box[3])
    return heads[:_OUTER_ROWS], feet[:_OUTER_ROWS]


def _key(line: Printed, head: bool, size: float) -> Key:
    text = line.text.casefold()
    return text if line.size > _LARGE * size else _DIGITS.sub("#", text), head


def _is_furniture(line: Printed, pages: int) -> bool:
    return pages >= _LEAST_PAGES or _PAGE_NUMBER.fullmatch(line.text) is not None
