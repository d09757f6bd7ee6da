"""What recognises the words of a picture: the values that pass, and what every engine can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import Image

from ingest.image import Raster

LOW = 0.85
"""A passage less sure than this on average says so wherever it is found: one word in seven and more is wrong there, of
surer ones one in ten and less (``python -m benchmarks.recognition``).
"""

DOUBTFUL = 80
"""Per cent below which a word is marked in the text: a third of those and more are wrong, of the rest 2 to 5 in 100."""

SURE = 80
"""Per cent of confidence, weighed by letters, from which the first guess of language and bearing stands.

Measured: the pages of five languages are read with 86 to 96 in their own; upside down, lying or in another
script with 20 to 62.
"""

Pixels = tuple[int, int, int, int]
"""x0, top, x1, bottom in pixels from the top left."""


class EngineFailed(Exception):
    """A page could not be recognised; the message ends a sentence about that page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey: ``pixels`` holds width x height bytes, rows from the top; ``dpi`` is its resolution."""

    width: int
    height: int
    pixels: bytes
    dpi: int

    @staticmethod
    def of(raster: Raster, dpi: int) -> Picture:
        """Take the colours off a drawn page."""
        grey = Image.frombytes("RGB", (raster.width, raster.height), raster.rgb).convert("L")
        return Picture(raster.width, raster.height, grey.tobytes(), dpi)

    def turned(self, turns: int) -> Picture:
        """Turn it clockwise by quarter turns."""
        if turns % 4 == 0:
            return self
        ways = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        image = Image.frombytes("L", (self.width, self.height), self.pixels).transpose(ways[turns % 4 - 1])
        return Picture(image.width, image.height, image.tobytes(), self.dpi)

    @property
    def pgm(self) -> bytes:
        """The picture as a file: a portable grey map."""
        return b"P5\n%d %d\n255\n" % (self.width, self.height) + self.pixels


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word as it was recognised: the number of its line, per cent of confidence, height of its letters in
    pixels.
    """

    text: str
    box: Pixels
    line: int
    confidence: int
    size: float

    def moved(self, down: int, line: int) -> Recognised:
        """The same word so many pixels further down, on a line of that number."""
        x0, top, x1, bottom = self.box
        return replace(self, box=(x0, top + down, x1, bottom + down), line=line)


def sureness(words: Sequence[Recognised]) -> float:
    """Return how sure words are on average, in per cent, long ones counting more; 0 without words."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


@dataclass(frozen=True, slots=True)
class Bearing:
    """How a page lies: quarter turns clockwise that set it upright, and its script as Unicode names it."""

    turns: int
    script: str


class Engine(Protocol):
    """Recognises words behind the walls of the sandbox."""

    @property
    def name(self) -> str:
        """Name it as settings do; what it recognised is kept under it."""

    def languages(self) -> tuple[str, ...]:
        """Return the languages it can read here (ISO 639-1), none where it is not installed."""

    def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
        """Return the words in the order of reading, of a page or of one ``line``; raise ``EngineFailed``."""

    def bearing(self, picture: Picture) -> Bearing | None:
        """Return how the page lies; None where it does not show."""

    def lacks(self, script: str) -> str:
        """Say what it would take to read a script, as the end of a sentence about a page."""
