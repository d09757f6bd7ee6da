"""A page as an image, and how large one may be."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SIDE = 4_096
MAX_PIXELS = 12_000_000


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as an image: ``rgb`` holds width x height x 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes
