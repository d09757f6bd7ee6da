"""Words of a PDF page that nobody can see: without ink, white on white, smaller than a point, outside the page, or
under something drawn over them.

What is suspicious is cheap to find; only then the page is drawn, small and grey, and looked at. White letters on a
dark ground are seen; so is the text layer of a scan, by the picture that lies over or under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.frame import Frame
from ingest.glyphs import Glyphs, Word
from ingest.objects import Survey
from ingest.structure import Box

_TINY = 1.25
"""The height of a line of letters of one point."""
_CONTRAST = 16
_EDGE = 0.22
_MOST_PIXELS = 2_000
_MOST_BOXES = 100
_MOST_PICTURES = 50
_MOST_LOOKED_AT = 50_000_000
_LARGE_PICTURE = 0.05


@dataclass(slots=True)
class Sight:
    """Words that are seen, words that are not, and whether words without ink belong to a picture of themselves."""

    seen: list[Word] = field(default_factory=list)
    unseen: list[Word] = field(default_factory=list)
    layered: bool = False


def look(page: pdfium.PdfPage, frame: Frame, survey: Survey, glyphs: Glyphs, words: Sequence[Word]) -> Sight:
    """Sort the words of a page by whether they can be seen."""
    sight = Sight()
    drawn: _Drawn | None = None
    doubtful = survey.doubtful[:_MOST_BOXES]
    if survey.rules.too_many or len(survey.doubtful) > _MOST_BOXES:
        doubtful = [(0.0, 0.0, frame.width, frame.height)]
    pictures = [box for box in survey.pictures if _area(box) >= _LARGE_PICTURE * frame.width * frame.height]
    del pictures[_MOST_PICTURES:]
    width, height, seen = 2 * frame.width, 2 * frame.height, sight.seen
    for word in words:
        left, top, right, bottom = word.box
        inside = 0 <= left + right <= width and 0 <= top + bottom <= height
        if not inside or (bottom - top if word.turns % 2 == 0 else right - left) < _TINY:
            sight.unseen.append(word)
        elif not doubtful or not any(_holds(box, word.box) for box in doubtful):
            seen.append(word)
        elif any(_holds(box, word.box) for box in pictures):
            sight.layered = sight.layered or not glyphs.has_ink(word)
            sight.seen.append(word)
        elif not glyphs.has_ink(word):
            sight.unseen.append(word)
        else:
            drawn = drawn or _Drawn(page, frame)
            (sight.seen if drawn.shows(word.box) else sight.unseen).append(word)
    return sight


class _Drawn:
    """The page in grey, at most 72 dots to the inch."""

    def __init__(self, page: pdfium.PdfPage, frame: Frame) -> None:
        longest = max(frame.width, frame.height, 1.0)
        self._scale = min(1.0, _MOST_PIXELS / longest)
        bitmap = page.render(scale=self._scale, grayscale=True, draw_annots=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._grey = bytes(bitmap.buffer)
        bitmap.close()
        self._left = _MOST_LOOKED_AT

    def shows(self, box: Box) -> bool:
        """Whether anything stands out within a box, whose edges may reach beyond what covers the letters."""
        across, down = min(1.0, 0.1 * (box[2] - box[0])), _EDGE * (box[3] - box[1])
        left, top = max(0, int((box[0] + across) * self._scale)), max(0, int((box[1] + down) * self._scale))
        right = min(self._width, int((box[2] - across) * self._scale) + 1)
        bottom = min(self._height, int((box[3] - down) * self._scale) + 1)
        if left >= right or top >= bottom:
            return False
        self._left -= (right - left) * (bottom - top)
        if self._left < 0:
            return True
        rows = [self._grey[y * self._stride + left : y * self._stride + right] for y in range(top, bottom)]
        return max(map(max, rows)) - min(map(min, rows)) >= _CONTRAST


def _holds(outer: Box, word: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return outer[0] - 1 <= x <= outer[2] + 1 and outer[1] - 1 <= y <= outer[3] + 1


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
