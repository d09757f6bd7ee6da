"""The masthead of a document of the United Nations: body, symbol, distribution and date, none of them a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.printed import Printed
from ingest.structure import Box

_DISTRIBUTION = re.compile(
    r"Distr(?:\.|ibution)|\u0420\u0430\u0441\u043f\u0440\.|Distr\b|\u062a\u0648\u0632\u064a\u0639"
)
_UPPER = 0.4
_BESIDE = 8.0
_BELOW = 90.0


def masthead(lines: Sequence[Printed]) -> frozenset[int]:
    """Return the indices of a first page's lines that belong to the masthead; empty where there is none.

    It is known by the word of distribution at the upper right, and ends with what stands under it in one column (date,
    original language).
    """
    if not lines:
        return frozenset()
    foot = max(line.box[3] for line in lines)
    marks = [
        box
        for line in lines
        if line.table is None and line.box[1] < _UPPER * foot
        for text, box in _parts(line)
        if _DISTRIBUTION.match(text)
    ]
    if not marks:
        return frozenset()
    end = _end(lines, marks[0])
    return frozenset(
        index
        for index, line in enumerate(lines)
        if line.table is None and not line.aside and (line.box[1] + line.box[3]) / 2 <= end
    )


def _parts(line: Printed) -> Sequence[tuple[str, Box]]:
    return line.parts or ((line.text, line.box),)


def _end(lines: Sequence[Printed], mark: Box) -> float:
    column = sorted(
        (box[1], box[3])
        for line in lines
        for _, box in _parts(line)
        if abs(box[0] - mark[0]) <= _BESIDE and mark[1] <= box[1] <= mark[1] + _BELOW
    )
    end = mark[3]
    for top, bottom in column:
        if top > end + 2 * (mark[3] - mark[1]):
            break
        end = max(end, bottom)
    return end
