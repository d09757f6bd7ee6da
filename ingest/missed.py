"""Lines that an engine passed over: print on the picture where it found no word, cut out to be read alone.

Tesseract's analysis of a page now and then drops a line in the middle of a paragraph (one in 200 measured, mostly in
Arabic); cut out, the same line is read as well as its neighbours.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ingest.engine import Picture, Recognised

MOST = 12
"""Strips of one page that are looked at again; more are a drawing, or a page that is not read well at all."""

_DARK = 128
_SPARSE = 8
_SPECK = 3
_LEAST_WORDS = 10
_LOWEST, _HIGHEST = 0.5, 2.2
"""Of the usual height of a word: lower is a rule or a speck, higher a picture or a signature."""
_LEAST_WIDTH = 3.0
"""Heights of a word that a strip is wide at least."""
_EDGE = 0.3
_INK = 0.06
"""Share of a strip's area between its outermost marks that print fills at least; a rule fills less, or nearly all."""
_MOST_INK = 0.6


def strips(picture: Picture, words: Sequence[Recognised]) -> list[tuple[int, Picture]]:
    """Return where the strips begin, in pixels from the top, and the strips, without the words that are known."""
    if len(words) < _LEAST_WORDS:
        return []
    height = statistics.median(word.box[3] - word.box[1] for word in words)
    grey = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width).copy()
    # Words are covered with the paper's own grey: an edge of white would be read as print.
    paper = int(np.median(grey[::_SPARSE, ::_SPARSE]))
    for word in words:
        x0, top, x1, bottom = word.box
        edge = round(_EDGE * height)
        grey[max(0, top - edge) : bottom + edge, max(0, x0 - edge) : x1 + edge] = paper
    # Specks would join one line to the next.
    dark = np.asarray(_without_specks(grey)) < _DARK
    found = []
    for top, bottom in _runs(np.asarray(dark.any(axis=1))):
        if _LOWEST * height <= bottom - top <= _HIGHEST * height and _is_print(dark[top:bottom], height):
            first, last = max(0, top - round(height)), min(picture.height, bottom + round(height))
            found.append((first, _smoothed(grey[first:last], picture.dpi)))
    return found if len(found) <= MOST else []


def _smoothed(grey: NDArray[np.uint8], dpi: int) -> Picture:
    """A strip without specks: a little noise is often why the line was passed over."""
    image = _without_specks(grey)
    return Picture(image.width, image.height, image.tobytes(), dpi)


def _without_specks(grey: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(grey).filter(ImageFilter.MedianFilter(_SPECK))


def _runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First row and the one behind the last of every run of rows with ink."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _is_print(dark: NDArray[np.bool_], height: float) -> bool:
    across = np.flatnonzero(dark.any(axis=0))
    if len(across) == 0:
        return False
    left, right = int(across[0]), int(across[-1]) + 1
    share = float(dark[:, left:right].mean())
    return right - left >= _LEAST_WIDTH * height and _INK <= share <= _MOST_INK
