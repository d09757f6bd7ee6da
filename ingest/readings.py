"""What was recognised of an edition, kept sealed page by page until all of it is searchable.

A scan of hundreds of pages takes many minutes: a worker that is stopped or killed goes on where it was. The
files lie beside the page images, go with them when the edition is destroyed, and are worth nothing but time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingest.attempt import Reading
from ingest.engine import Recognised
from repository.sealed import EditionKey, SealBroken


class Readings:
    """The readings of one edition by one engine."""

    def __init__(self, folder: Path, key: EditionKey, edition: str, engine: str) -> None:
        """Take the data folder and what the readings are sealed for."""
        self._folder = folder / "pages" / edition
        self._key = key
        self._name = f"{engine}-{{}}"
        self._label = f"reading:{edition}:{engine}:{{}}"

    def load(self, page: int) -> Reading | None:
        """Return what was read on a page; None where nothing was, or a crash left it torn."""
        try:
            sealed = (self._folder / self._name.format(page)).read_bytes()
            return _read(zlib.decompress(self._key.unseal(self._label.format(page), sealed)))
        except (OSError, SealBroken, zlib.error, ValueError, TypeError):
            return None

    def keep(self, page: int, reading: Reading) -> None:
        """Keep what was read on a page, as far as the disk has room."""
        sealed = self._key.seal(self._label.format(page), zlib.compress(_written(reading)))
        place = self._folder / self._name.format(page)
        part = place.with_name(f"{place.name}.{os.getpid()}.part")
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                part.write_bytes(sealed)
                part.rename(place)
            finally:
                part.unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove all of them: the edition is searchable now."""
        for path in self._kept():
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _kept(self) -> Iterator[Path]:
        return self._folder.glob(self._name.format("*"))


def _written(reading: Reading) -> bytes:
    words = [[word.text, *word.box, word.line, word.confidence, word.size] for word in reading.words]
    return json.dumps([reading.language, reading.turns, reading.width, reading.height, words]).encode()


def _read(raw: bytes) -> Reading:
    language, turns, width, height, words = json.loads(raw)
    made = (
        Recognised(text, (x0, top, x1, bottom), line, sure, size)
        for text, x0, top, x1, bottom, line, sure, size in words
    )
    return Reading(language, turns, width, height, tuple(made))
