"""Page images: drawn in the sandbox, kept sealed, and marked anew for every reader.

The sandbox gives pixels, never an image file, so the server decodes nothing that came out of a document (P4).
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from PIL import Image

from ingest.errors import ParseFailed
from ingest.sandbox import render
from ingest.stamp import mark
from repository import durable
from repository.sealed import EditionKey, SealBroken

DPI = 110
_AHEAD = 3
"""A reader turns pages: the following ones are drawn in the same run."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """Whom and when a page was shown to; burnt into the image."""

    person: str
    organization: str
    at: datetime

    @property
    def text(self) -> str:
        """Return the words of the mark."""
        return f"{self.person} · {self.organization} · {self.at:%Y-%m-%d %H:%M:%S} UTC"


class PageImages:
    """Draws pages once, keeps them sealed in the data directory, marks them at every showing."""

    def __init__(self) -> None:
        """Draw one document at a time: a sandbox takes a core."""
        self._lock = Lock()

    def page(
        self,
        folder: Path,
        key: EditionKey,
        edition: str,
        original: Callable[[], bytes],
        number: int,
        pages: int,
        watermark: Watermark,
        password: str | None = None,
    ) -> bytes:
        """Return page ``number`` (from 1) as PNG with its watermark; raises ``ParseFailed`` if it cannot."""
        place = folder / "pages" / edition
        plain = _kept(place, key, edition, number)
        if plain is None:
            with self._lock:
                plain = _kept(place, key, edition, number)
                if plain is None:
                    following = range(number + 1, min(number + _AHEAD, pages) + 1)
                    wanted = [number, *(n for n in following if not (place / str(n)).exists())]
                    plain = _draw(place, key, edition, original(), wanted, password)
        return _marked(_open(plain), watermark)


def _kept(place: Path, key: EditionKey, edition: str, number: int) -> bytes | None:
    """Return a page drawn before; None where there is none, or a crash left it torn."""
    try:
        return key.unseal(f"image:{edition}:{number}", (place / str(number)).read_bytes())
    except (OSError, SealBroken):
        return None


def _draw(
    place: Path, key: EditionKey, edition: str, content: bytes, numbers: list[int], password: str | None
) -> bytes:
    """Draw pages, keep them as far as the disk has room, and return the first."""
    try:
        rasters = render(content, numbers, DPI, password=password)
    except ParseFailed:
        # A page further on may be the one that cannot be drawn.
        rasters = render(content, numbers[:1], DPI, password=password)
    plains = [r.width.to_bytes(4, "big") + r.height.to_bytes(4, "big") + zlib.compress(r.rgb, 1) for r in rasters]
    for number, plain in zip(numbers, plains, strict=False):
        with suppress(OSError):
            _keep(place, str(number), key.seal(f"image:{edition}:{number}", plain))
    return plains[0]


def _keep(place: Path, name: str, sealed: bytes) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place / f"{name}.{os.getpid()}.part"
    try:
        part.write_bytes(sealed)
        durable.point("page.drawn")
        part.rename(place / name)
        durable.point("page.kept")
    finally:
        part.unlink(missing_ok=True)


def _open(plain: bytes) -> Image.Image:
    width, height = int.from_bytes(plain[:4], "big"), int.from_bytes(plain[4:8], "big")
    return Image.frombytes("RGB", (width, height), zlib.decompress(plain[8:]))


def _marked(image: Image.Image, watermark: Watermark) -> bytes:
    """Burn the mark along the foot, and faintly aslant all over the page so that no crop is without it."""
    mark(image, watermark.text, max(11, image.width // 75))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()
