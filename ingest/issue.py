"""Issued copies: a PDF of its own for every holder, made of pixels or of words, never of the deposited file.

Pages of an original are drawn in the sandbox and stamped as pixels, so that its scripts, attachments, links and
descriptions stay behind (P4). All else is laid out anew from the passages that the reader may see.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest import cover as covers
from ingest.cover import Cover
from ingest.layout import Sheets
from ingest.rendition import lay_out
from ingest.sandbox import drawn
from ingest.stamp import Stamper
from ingest.structure import Box
from repository.disclosure import ReleasedPortion
from repository.sealed import EditionKey

DPI = 132
MOST_PAGES = 1_000
"""A copy is held in memory while it is made, 0.3 MB a page; what is longer is read in the browser."""
_LARGEST = 14_000.0
_HEADING = 14.0

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished copy: the bytes of its PDF and how many pages it has, the cover included."""

    content: bytes
    pages: int


def from_original(
    content: bytes,
    sizes: Sequence[Size],
    portions: Iterable[ReleasedPortion],
    cover: Cover,
    *,
    password: str | None = None,
) -> Paper:
    """Return a copy that shows every page of a PDF as it was deposited, under stamps burnt into its pixels.

    ``sizes`` are the pages' in points; the passages become words that are found but not seen, where the holder may
    quote. Raises ``ParseFailed`` where the file cannot be drawn.
    """
    sheets = Sheets(cover.stamp, cover.language)
    lines = _lines(portions) if "excerpt" in cover.actions else {}
    covers.draw(sheets, cover, pages="{nb}", lacking=False)
    stamper = Stamper(cover.stamp)
    for number, page in enumerate(drawn(content, range(1, len(sizes) + 1), DPI, password=password), start=1):
        width, height = sizes[number - 1]
        shrunk = min(1.0, _LARGEST / max(width, height, 1.0))
        sheets.picture(
            stamper.burn(page), (width * shrunk, height * shrunk), lines.get(number, []) if shrunk == 1 else []
        )
    return Paper(sheets.finish(), sheets.pages_count)


def from_passages(portions: Sequence[ReleasedPortion], cover: Cover) -> Paper:
    """Return a copy laid out from passages, in words; what no typeface draws is shown as missing, and said."""
    sheets = Sheets(cover.stamp, cover.language)
    covers.draw(sheets, cover, pages="{nb}", lacking=any(covers.lacks(portion.text) for portion in portions))
    lay_out(sheets, portions, cover.language)
    return Paper(sheets.finish(), sheets.pages_count)


def _lines(portions: Iterable[ReleasedPortion]) -> dict[int, list[tuple[str, Box]]]:
    """Return the words of each page in their places; a heading has none, so it stands above its own."""
    lines: dict[int, list[tuple[str, Box]]] = {}
    path: tuple[str, ...] = ()
    for portion in portions:
        if portion.spans:
            _, _, page, (x0, top, x1, _) = portion.spans[0]
            new = [h for level, h in enumerate(portion.heading) if portion.heading[: level + 1] != path[: level + 1]]
            for rank, heading in enumerate(new):
                above = top - _HEADING * (len(new) - rank)
                lines.setdefault(page, []).append((heading, (x0, above, x1, above + _HEADING)))
            path = portion.heading
        for start, end, page, box in portion.spans:
            lines.setdefault(page, []).append((portion.text[start:end], box))
    return lines


class SealedCopy:
    """A copy waiting to be handed over: a sealed file without a name, so that no crash leaves it behind."""

    def __init__(self, folder: Path, key: EditionKey, number: str, content: bytes) -> None:
        """Seal the content into the folder; raises ``OSError`` where the disk would not take it."""
        self.number, self.size = number, len(content)
        self._key = key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = folder / f"copy-{hashlib.sha256(number.encode()).hexdigest()[:24]}"
        self._file: BinaryIO = place.open("w+b")
        place.unlink()
        try:
            key.seal_file(self._label, io.BytesIO(content), self._file)
            self._file.flush()
        except BaseException:
            self._file.close()
            raise

    @property
    def _label(self) -> str:
        return f"copy:{self.number}"

    def __iter__(self) -> Iterator[bytes]:
        """Yield the plain bytes in chunks."""
        self._file.seek(0)
        yield from self._key.unseal_file(self._label, self._file)

    def close(self) -> None:
        """Give the file back to the disk."""
        self._file.close()
