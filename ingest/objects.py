"""What is drawn on a PDF page, in one pass: rules, pictures, and text whose ink may leave no trace."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.frame import Frame
from ingest.handles import Handle, passed, unchecked
from ingest.ruled import MAX_RULES, Budget, Rules, add, straight
from ingest.structure import Box
from ingest.transform import IDENTITY, Matrix, bounds_of, matrix_of, times

MAX_OBJECTS = 20_000
"""Page objects looked at; a page that holds more is a drawing, and its tables are not looked for."""

_MAX_DEPTH = 4
_MAX_COVERS = 100
_MAX_TEXTS = 2_000
_MAX_TRIES = 500
"""Shapes compared with the text below them; beyond that, the whole page is looked at."""
_COVER = 30.0
_PALE = 235
_CLEAR = 20
_UNPRINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

_kind = unchecked(raw.FPDFPageObj_GetType)
_on_page = unchecked(raw.FPDFPage_GetObject)
_in_form = unchecked(raw.FPDFFormObj_GetObject)
_count_in_form = unchecked(raw.FPDFFormObj_CountObjects)
_ink = unchecked(raw.FPDFPageObj_GetFillColor)
_mode = unchecked(raw.FPDFTextObj_GetTextRenderMode)
_draw_mode = unchecked(raw.FPDFPath_GetDrawMode)


@dataclass(slots=True)
class Survey:
    """Rules; boxes of pictures; boxes within which text may be invisible; how many paths are drawn.

    ``doubtful`` boxes hold text in white, without ink, or under something drawn later: whether it is seen must be
    looked at.
    """

    rules: Rules = field(default_factory=Rules)
    pictures: list[Box] = field(default_factory=list)
    doubtful: list[Box] = field(default_factory=list)
    paths: int = 0


def survey(page: pdfium.PdfPage, frame: Frame) -> Survey:
    """Look at every object of a page once, those within form objects as well."""
    return _Pass(frame).over(page)


class _Pass:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._found = Survey()
        self._budget = Budget(MAX_OBJECTS)
        self._texts: list[tuple[Handle, Matrix]] = []
        self._boxes: list[Box | None] = []
        self._covers = self._tries = 0
        self._ink = (ctypes.c_uint * 4)()
        self._ink_places = tuple(ctypes.byref(self._ink, 4 * part) for part in range(4))

    def over(self, page: pdfium.PdfPage) -> Survey:
        holder = passed(page.raw)
        count = raw.FPDFPage_CountObjects(page.raw)
        self._walk((_on_page(holder, index) for index in range(count)), IDENTITY, 0)
        self._found.rules.too_many = self._budget.spent
        return self._found

    def _walk(self, items: Iterator[Handle], matrix: Matrix, depth: int) -> None:
        for item in items:
            if not self._budget.take():
                return
            kind = _kind(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._text(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = self._shown(item, matrix)
                if box is not None:
                    self._found.pictures.append(box)
            elif kind == raw.FPDF_PAGEOBJ_SHADING:
                self._found.paths += 1
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                parts = (_in_form(item, ctypes.c_ulong(index)) for index in range(_count_in_form(item)))
                self._walk(parts, times(matrix_of(item), matrix), depth + 1)

    def _text(self, item: Handle, matrix: Matrix) -> None:
        if len(self._texts) < _MAX_TEXTS:
            self._texts.append((item, matrix))
        pale = False
        if _ink(item, *self._ink_places):
            red, green, blue, alpha = self._ink
            pale = alpha < _CLEAR or (red >= _PALE and green >= _PALE and blue >= _PALE)
        if pale or _mode(item) in _UNPRINTED:
            box = self._shown(item, matrix)
            if box is not None:
                self._found.doubtful.append(box)

    def _path(self, item: Handle, matrix: Matrix) -> None:
        self._found.paths += 1
        rules = self._found.rules
        for box in straight(item, matrix, self._budget):
            add(self._frame.place(*box), rules)
        if len(rules.horizontal) + len(rules.vertical) > MAX_RULES:
            self._budget.spent = True
        if self._texts and self._covers < _MAX_COVERS:
            self._cover(item, matrix)

    def _cover(self, item: Handle, matrix: Matrix) -> None:
        """Note a filled shape that is drawn over text: a bar that blackens a name leaves the name in the file."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not _draw_mode(item, ctypes.byref(fill), ctypes.byref(stroke)) or not fill.value:
            return
        box = self._shown(item, matrix)
        if box is None or min(box[2] - box[0], box[3] - box[1]) < 3 or _area(box) < _COVER:
            return
        self._tries += 1
        if self._tries > _MAX_TRIES or len(self._texts) >= _MAX_TEXTS:
            if self._covers < _MAX_COVERS:
                self._found.doubtful.append((0.0, 0.0, self._frame.width, self._frame.height))
                self._covers = _MAX_COVERS
            return
        while len(self._boxes) < len(self._texts):
            self._boxes.append(self._shown(*self._texts[len(self._boxes)]))
        if any(text is not None and _within(text, box) for text in self._boxes):
            self._covers += 1
            self._found.doubtful.append(box)

    def _shown(self, item: Handle, matrix: Matrix) -> Box | None:
        sides = bounds_of(item, matrix)
        return None if sides is None else self._frame.place(*sides)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _within(inner: Box, outer: Box) -> bool:
    """Whether an eighth of the inner box lies in the outer one."""
    across = min(inner[2], outer[2]) - max(inner[0], outer[0])
    down = min(inner[3], outer[3]) - max(inner[1], outer[1])
    return across > 0 and down > 0 and 8 * across * down > _area(inner)
