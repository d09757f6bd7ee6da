"""The order in which the pieces of a page are read: rows from the top, columns one after the other."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from ingest.structure import Box

Row = list[int]
"""Indices of the pieces that stand beside each other."""

_GUTTER = 6.0
"""Least width, in points, of the empty strip between two columns."""
_STEP = 3.0
_MIN_COLUMN_ROWS = 3
_MIN_FILLED = 0.3
_MIN_COLUMN_WIDTH = 75.0
_MAX_DEPTH = 3


def in_reading_order(boxes: Sequence[Box], alone: Sequence[bool], rtl: bool) -> list[Row]:
    """Return rows of indices in reading order; a piece that stands ``alone`` (a table) shares its row with
    none.
    """
    return _Order(boxes, alone, rtl).rows(list(range(len(boxes))), 0)


class _Order:
    def __init__(self, boxes: Sequence[Box], alone: Sequence[bool], rtl: bool) -> None:
        self._boxes, self._alone, self._rtl = boxes, alone, rtl

    def rows(self, indices: list[int], depth: int) -> list[Row]:
        gutter = self._gutter(indices) if depth < _MAX_DEPTH else None
        if gutter is None:
            return self._plain_rows(indices)
        ordered: list[Row] = []
        band: list[int] = []
        for index in sorted(indices, key=lambda i: (self._boxes[i][1], self._boxes[i][0])):
            if self._crosses(index, gutter):
                ordered += self._band(band, gutter, depth)
                ordered += [[index]]
                band = []
            else:
                band.append(index)
        return self._join_crossing(ordered) + self._band(band, gutter, depth)

    def _band(self, band: list[int], gutter: float, depth: int) -> list[Row]:
        """A strip of the page that nothing crosses: two columns if both are filled with lines, else rows."""
        left = [i for i in band if self._boxes[i][2] <= gutter]
        right = [i for i in band if self._boxes[i][2] > gutter]
        if not (self._filled(left) and self._filled(right)):
            return self._plain_rows(band)
        sides = (right, left) if self._rtl else (left, right)
        return [row for side in sides for row in self.rows(side, depth + 1)]

    def _filled(self, side: list[int]) -> bool:
        if len(side) < _MIN_COLUMN_ROWS:
            return False
        boxes = [self._boxes[i] for i in side]
        width = max(box[2] for box in boxes) - min(box[0] for box in boxes)
        return statistics.median(box[2] - box[0] for box in boxes) >= max(_MIN_COLUMN_WIDTH, _MIN_FILLED * width)

    def _gutter(self, indices: list[int]) -> float | None:
        """The strip in the middle three fifths that fewest pieces cross, if most pieces keep clear of it."""
        if len(indices) < 2 * _MIN_COLUMN_ROWS:
            return None
        boxes = [self._boxes[i] for i in indices]
        start, end = min(box[0] for box in boxes), max(box[2] for box in boxes)
        low, high = start + 0.2 * (end - start), start + 0.8 * (end - start)
        count = max(1, min(1_000, int((high - low) / _STEP)))
        crossed = [0] * (count + 1)
        for box in boxes:
            first = int((box[0] - _GUTTER / 2 - low) / (high - low + 1e-9) * count) + 1
            last = int((box[2] + _GUTTER / 2 - low) / (high - low + 1e-9) * count)
            if last >= 0 and first <= count:
                crossed[max(0, first)] += 1
                if last + 1 <= count:
                    crossed[last + 1] -= 1
        return _calmest(crossed, low, (high - low) / count, len(indices))

    def _crosses(self, index: int, gutter: float) -> bool:
        box = self._boxes[index]
        return box[0] < gutter < box[2]

    def _join_crossing(self, rows: list[Row]) -> list[Row]:
        """Rows that were split only because one of their pieces crosses the gutter belong together again."""
        joined: list[Row] = []
        for row in rows:
            if joined and len(row) == 1 and len(joined[-1]) == 1 and self._beside(joined[-1][0], row[0]):
                joined[-1] = joined[-1] + row
            else:
                joined.append(row)
        return joined

    def _plain_rows(self, indices: list[int]) -> list[Row]:
        rows: list[Row] = []
        for index in sorted(indices, key=lambda i: (_middle(self._boxes[i]), i)):
            if rows and self._beside(rows[-1][0], index):
                rows[-1].append(index)
            else:
                rows.append([index])
        return [sorted(row) for row in rows]

    def _beside(self, one: int, other: int) -> bool:
        if self._alone[one] or self._alone[other]:
            return False
        first, second = self._boxes[one], self._boxes[other]
        overlap = min(first[3], second[3]) - max(first[1], second[1])
        apart = max(second[0] - first[2], first[0] - second[2])
        return overlap > 0.5 * min(first[3] - first[1], second[3] - second[1]) and apart > -2.0


def _calmest(changes: list[int], low: float, step: float, total: int) -> float | None:
    running, best, place = 0, total + 1, 0
    for slot, change in enumerate(changes):
        running += change
        if running < best:
            best, place = running, slot
    return low + place * step if best <= 0.4 * total else None


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
