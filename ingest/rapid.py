"""rapidocr, an extra: Latin letters by one confined process a page; every other script is left to Tesseract.

Its packaged models read neither Arabic nor Cyrillic, and it cannot tell how a page lies. Its processes are as confined
as those that read files, have no network, and load the models that came with the package.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.characters import clean
from ingest.engine import SURE, Bearing, EngineFailed, Picture, Recognised, sureness
from ingest.latin import models
from ingest.program import Amounts, ProgramFailed, run
from ingest.tesseract import Tesseract, tesseract
from search.language import LATIN

MAX_LINES = 1_000
MAX_WORDS = 50_000
SECONDS = 180.0
"""Of wall clock for one page; one of dense print takes 5 to 10 of an idle machine."""

COMMAND = (
    *(sys.executable, "-I", "-B", "-c"),
    "import sys; sys.path.insert(0, sys.argv[1]); from ingest.latin import main; main()",
    str(Path(__file__).resolve().parent.parent),
)
"""Reads a grey map from its standard input; run under the walls of the sandbox, but by who measures it."""

AMOUNTS = Amounts(memory=2 << 30, output=4 << 20, cpu_seconds=120, seconds=SECONDS)
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "ORT_DISABLE_TELEMETRY": "1",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
}
_LONGEST = 200
_MAX_SIDE = 100_000
_LATIN_ONLY = "rapidocr reads Latin letters only, and Tesseract, which reads others, is not installed"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read on a picture, and how many lines showed print that could be read or not."""

    picture: Picture
    words: tuple[Recognised, ...]
    lines: int


class Rapid:
    """rapidocr for Latin letters, and Tesseract for the rest as far as this machine has it."""

    name = "rapidocr"

    def __init__(self, other: Tesseract | None = None) -> None:
        """Take what reads the other scripts; by default the Tesseract of this machine."""
        self.other = other if other is not None else tesseract()
        self._last: _Seen | None = None

    def languages(self) -> tuple[str, ...]:
        """Return the languages that can be read, the Latin ones by rapidocr whatever packs there are."""
        own = LATIN if models() is not None else ()
        return tuple(dict.fromkeys((*own, *self.other.languages())))

    def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
        """Return the words of a picture; a single ``line`` is what Tesseract passed over, and is read by it."""
        if language not in LATIN or models() is None:
            return self.other.words(picture, language, line=line)
        # rapidocr passes over no line, and has one model for all languages.
        if line:
            return []
        seen = self._seen(picture)
        if seen.lines and not seen.words and language in self.other.languages():
            # Print that it cannot read is of another script, which what Tesseract makes of it will show.
            return self.other.words(picture, language)
        return list(seen.words)

    def bearing(self, picture: Picture) -> Bearing | None:
        """Return how the page lies, as Tesseract says; without it, as it is read best, or as of no script known."""
        if self.other.packs():
            return self.other.bearing(picture)
        as_it_lies = self._seen(picture)
        if not as_it_lies.lines:
            return None
        for turns in (0, 2, 1, 3):
            seen = as_it_lies if turns == 0 else self._seen(picture.turned(turns))
            if sureness(seen.words) >= SURE:
                return Bearing(turns, "LATIN")
        return Bearing(0, "UNKNOWN")

    def lacks(self, script: str) -> str:
        """Say what it would take to read a script."""
        return self.other.lacks(script) if self.other.packs() else _LATIN_ONLY

    def _seen(self, picture: Picture) -> _Seen:
        if self._last is None or self._last.picture != picture:
            self._last = _read(picture)
        return self._last


def _read(picture: Picture) -> _Seen:
    try:
        lines = json.loads(run(COMMAND, picture.pgm, AMOUNTS, ENVIRONMENT))
    except ProgramFailed as error:
        raise EngineFailed(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise EngineFailed("it wrote more than is believed") from error
    if not isinstance(lines, list):
        raise EngineFailed("it wrote more than is believed")
    read = [_of_line(line, number, picture) for number, line in enumerate(lines[:MAX_LINES])]
    legible = [words for words in read if any(map(str.isalnum, "".join(word.text for word in words)))]
    # Most lines of another script come back empty, and the rest is a comma that it is sure of.
    found = [word for words in read for word in words] if 2 * len(legible) >= len(read) else []
    return _Seen(picture, tuple(found[:MAX_WORDS]), len(read))


def _of_line(line: Any, number: int, picture: Picture) -> list[Recognised]:
    """Read the words of one line, believing nothing: hostile pixels made it."""
    match line:
        case [int() | float() as height, list() as words] if 0 < height < _MAX_SIDE:
            found = (_word(word, number, float(height), picture) for word in words)
            return [word for word in found if word is not None]
    return []


def _word(word: Any, number: int, height: float, picture: Picture) -> Recognised | None:
    match word:
        case [str() as text, int() as x0, int() as top, int() as x1, int() as bottom, int() as sure]:
            plain = "".join(clean(text[:_LONGEST]).split())
            if plain and 0 <= x0 <= x1 <= picture.width and 0 <= top <= bottom <= picture.height:
                return Recognised(plain, (x0, top, x1, bottom), number, max(0, min(sure, 100)), height)
    return None
