"""Running heads, page numbers and banners: what is printed on page after page and says nothing new."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
_OF_PAGES = (
    r"(?:page|p\.|p\u00e1gina|p\u00e1g\.|(?:\u0627\u0644)?\u0635\u0641\u062d\u0629)"
    r"\s?(\d{1,5})\s?(?:/|of|sur|de|\u0645\u0646)\s?(\d{1,5})"
)
_BEGINS = re.compile(rf"{_OF_PAGES}(?!\w)", re.IGNORECASE)
_ENDS = re.compile(rf"(?<!\w){_OF_PAGES}$", re.IGNORECASE)
Key = tuple[str, int]


def furniture(pages: Sequence[tuple[Sequence[Printed], float]], size: float) -> list[set[int]]:
    """Return, for each page (its lines and height), the indices of the lines that are furniture.

    A line is so if it stands among the three outermost rows of the head or foot and recurs at that height on at least
    three pages, or on both where there are but two; or if it is a bare page number, or the job number and bar code of
    the printing shop; and only if the rows outside it are so too. A line of the foot that begins or ends with the
    number of its page and of all ("Page 2 of 7") is so with whatever stands below it.
    Digits may differ from page to page, unless the letters are higher than the ordinary ``size``: then they number
    chapters, not pages. What recurs along a margin, in another direction than the page, is furniture as well.
    """
    sides = [(*_outer(lines, height), _aside(lines)) for lines, height in pages]
    least = min(_LEAST_PAGES, max(2, sum(bool(lines) for lines, _ in pages)))
    places: defaultdict[Key, set[int]] = defaultdict(set)
    for number, ((lines, _), outer) in enumerate(zip(pages, sides, strict=True), start=1):
        for key in {key for side in outer for index in side for key in _keys(lines[index], size)}:
            places[key].add(number)
    recurring = _recurring(places, least)
    found: list[set[int]] = []
    for number, ((lines, height), (heads, feet, asides)) in enumerate(zip(pages, sides, strict=True), start=1):
        chosen = {index for index in asides if _recurs(lines[index], recurring, size)}
        numbered = [place for place, index in enumerate(feet, start=1) if _counts(lines[index], number, len(pages))]
        chosen.update(feet[: max(numbered, default=0)])
        for side in (heads, feet):
            for index in side:
                if not (index in chosen or _recurs(lines[index], recurring, size) or _is_number(lines[index], height)):
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


def _recurring(places: Mapping[Key, set[int]], least: int) -> set[Key]:
    """Return what stands on so many pages at one height, or a little above or below it."""
    none: set[int] = set()
    return {
        (text, row)
        for (text, row), own in places.items()
        if len(own.union(*(places.get((text, row + by), none) for by in (-1, 1)))) >= least
    }


def _recurs(line: Printed, recurring: set[Key], size: float) -> bool:
    if _key(line, size) in recurring:
        return True
    return len(line.parts) > 1 and all(_recurs(part, recurring, size) for part in _parts(line))


def _is_number(line: Printed, height: float) -> bool:
    inner = _ZONE * height < line.box[3] and line.box[1] < (1 - _ZONE) * height
    if len(line.text) > 6 and _PRINT_SHOP.fullmatch(line.text):
        return line.box[1] > height / 2
    return not inner and len(line.text) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(line.text) is not None


def _counts(line: Printed, number: int, pages: int) -> bool:
    """Tell whether a line, or what stands apart on it, begins or ends with the number of its page and of all pages."""
    texts = (line.text, *(text for text, _ in line.parts))
    ends = (end for text in texts for end in (_BEGINS.match(text), _ENDS.search(text[-_LONGEST_NUMBER:])))
    return any(end is not None and tuple(map(int, end.groups())) == (number, pages) for end in ends)
