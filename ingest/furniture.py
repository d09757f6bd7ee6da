"""Running heads, page numbers and banners: what is printed on page after page and says nothing new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.printed import Printed

_OUTER_ROWS = 3
_ZONE = 0.14
_LARGE = 1.12
_LEAST_PAGES = 3
_FOOT = 0.2
_PLACE = 8.0
_LONGEST_NUMBER = 60
"""Characters of a line that may be a page number: the pattern takes more than linear time for long blanks."""
_DIGITS = re.compile(r"\d+")
_PRINT_SHOP = re.compile(r"(?:\d\d-\d{5}(?: \([A-Z]\))?(?: +\d{6}){0,6} ?)?(?:\*\d{5,12}\*)?")
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014|\s]*(?:page|p\.|p\u00e1gina|pag\.|\u0635\u0641\u062d\u0629)?\s*\d{1,5}(?:\s*(?:/|of|de|sur|von|\u0645\u0646)\s*\d{1,5})?[-\u2013\u2014|\s]*",
    re.IGNORECASE,
)
Key = tuple[str, int]


def furniture(pages: Sequence[tuple[Sequence[Printed], float]], size: float) -> list[set[int]]:
    """Return, for each page (its lines and height), the indices of the lines that are furniture.

    A line is so if it stands among the three outermost rows of the head or foot and recurs at that height on at least
    three pages, or is a bare page number or the job number and bar code of the printing shop, and only if the rows
    outside it are so too.
    Digits may differ from page to page, unless the letters are higher than the ordinary ``size``: then they number
    chapters, not pages. What recurs along a margin, in another direction than the page, is furniture as well.
    """
    sides = [(*_outer(lines, height), _aside(lines)) for lines, height in pages]
    seen: Counter[Key] = Counter()
    for (lines, _), outer in zip(pages, sides, strict=True):
        seen.update({key for side in outer for index in side for key in _keys(lines[index], size)})
    found: list[set[int]] = []
    for (lines, height), (heads, feet, asides) in zip(pages, sides, strict=True):
        chosen = {index for index in asides if _recurs(lines[index], seen, size)}
        for side in (heads, feet):
            for index in side:
                if not (_recurs(lines[index], seen, size) or _is_number(lines[index], height)):
                    break
                chosen.add(index)
        found.append(chosen)
    return found


def _outer(lines: Sequence[Printed], height: float) -> tuple[list[int], list[int]]:
    """The outermost lines of a page's head and foot, from the edge inwards."""
    plain = [i for i, line in enumerate(lines) if line.table is None and not line.aside]
    heads = sorted((i for i in plain if lines[i].box[3] <= _ZONE * height), key=lambda i: lines[i].box[1])
    feet = sorted((i for i in plain if lines[i].box[1] >= (1 - _FOOT) * height), key=lambda i: -lines[i].box[3])
    return heads[:_OUTER_ROWS], feet[:_OUTER_ROWS]


def _aside(lines: Sequence[Printed]) -> list[int]:
    return [index for index, line in enumerate(lines) if line.aside]


def _key(line: Printed, size: float) -> Key:
    text = line.text.casefold()
    return text if line.size > _LARGE * size else _DIGITS.sub("#", text), round(line.box[1] / _PLACE)


def _parts(line: Printed) -> list[Printed]:
    """What stands apart on a line; a banner may share its row with a name on one page and not on another."""
    return [replace(line, text=text, box=box, parts=()) for text, box in line.parts]


def _keys(line: Printed, size: float) -> set[Key]:
    return {_key(part, size) for part in (line, *_parts(line))}


def _recurs(line: Printed, seen: Counter[Key], size: float) -> bool:
    text, row = _key(line, size)
    if seen[text, row - 1] + seen[text, row] + seen[text, row + 1] >= _LEAST_PAGES:
        return True
    return len(line.parts) > 1 and all(_recurs(part, seen, size) for part in _parts(line))


def _is_number(line: Printed, height: float) -> bool:
    inner = _ZONE * height < line.box[3] and line.box[1] < (1 - _ZONE) * height
    if len(line.text) > 6 and _PRINT_SHOP.fullmatch(line.text):
        return line.box[1] > height / 2
    return not inner and len(line.text) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(line.text) is not None
