"""Tesseract: one confined process a page, one thread, one language.

Measured on five languages: with more threads a page takes six times as long, with two languages at once twice
as long and is read worse.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from ingest.engine import Bearing, EngineFailed, Picture, Recognised
from ingest.hocr import words
from ingest.program import Amounts, ProgramFailed, run

PACKS = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra", "he": "heb", "id": "ind",
    "it": "ita", "kk": "kaz", "nl": "nld", "pl": "pol", "ps": "pus", "pt": "por", "ro": "ron", "ru": "rus",
    "sr": "srp", "sw": "swa", "tr": "tur", "uk": "ukr", "ur": "urd", "bg": "bul", "el": "ell", "hi": "hin",
    "hy": "hye", "ja": "jpn", "ka": "kat", "ko": "kor", "th": "tha", "zh": "chi_sim", "am": "amh",
}  # fmt: skip
"""The language pack of a language (ISO 639-1)."""

OSD = "osd"
"""The pack that tells how a page lies and in which script."""

HOUSE = ("en", "fr", "es", "ru", "ar")
"""The languages that Concord expects."""

SCRIPTS = {
    "Latin": "LATIN", "Fraktur": "LATIN", "Cyrillic": "CYRILLIC", "Arabic": "ARABIC", "Hebrew": "HEBREW",
    "Greek": "GREEK", "Han": "CJK", "HanS": "CJK", "HanT": "CJK", "Japanese": "HIRAGANA", "Korean": "HANGUL",
    "Hangul": "HANGUL", "Thai": "THAI", "Devanagari": "DEVANAGARI", "Armenian": "ARMENIAN",
    "Georgian": "GEORGIAN", "Ethiopic": "ETHIOPIC",
}  # fmt: skip
"""The scripts that Tesseract tells apart, as Unicode names them."""

SECONDS = 60.0
"""Of wall clock for one page; one of dense print takes 2 to 4 of an idle machine."""

_AMOUNTS = Amounts(memory=768 << 20, output=32 << 20, cpu_seconds=45, seconds=SECONDS)
_ENVIRONMENT = {"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
_DEGREES = re.compile(r"^Rotate: (0|90|180|270)$", re.MULTILINE)
_SCRIPT = re.compile(r"^Script: ([A-Za-z]{1,20})$", re.MULTILINE)
_PACK = re.compile(r"^\w{3,20}$", re.MULTILINE)


class Tesseract:
    """The program, if this machine has it."""

    name = "tesseract"

    def __init__(self, path: str | None) -> None:
        """Take the program's full path; None where there is none."""
        self.path = path

    def packs(self) -> frozenset[str]:
        """Return the language packs that are installed; none without the program."""
        try:
            return _packs(self.path) if self.path is not None else frozenset()
        except ProgramFailed:
            # A busy machine may be too slow once; it is asked again.
            return frozenset()

    def languages(self) -> tuple[str, ...]:
        """Return the languages that can be read, those of the house first."""
        packs = self.packs()
        ordered = dict.fromkeys((*HOUSE, *PACKS))
        return tuple(language for language in ordered if PACKS[language] in packs)

    def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
        """Return the words of a picture, or of one line, in the order of reading; raise ``EngineFailed``."""
        layout = ("--psm", "7") if line else ()
        return words(self._run(picture, "-l", PACKS[language], *layout, "hocr"))

    def bearing(self, picture: Picture) -> Bearing | None:
        """Return how the page lies; None where it has too few letters to tell, or the pack for it is missing."""
        if OSD not in self.packs():
            return None
        try:
            said = self._run(picture, "-l", OSD, "--psm", "0").decode("ascii", "replace")
        except EngineFailed:
            # Tesseract gives up on a page with few letters.
            return None
        degrees, script = _DEGREES.search(said), _SCRIPT.search(said)
        if degrees is None or script is None:
            return None
        return Bearing(int(degrees[1]) // 90, SCRIPTS.get(script[1], script[1].upper()))

    def lacks(self, script: str) -> str:
        """Say which pack is missing for a script."""
        return f"no language pack for its script ({script}) is installed"

    def _run(self, picture: Picture, *options: str) -> bytes:
        if self.path is None:
            raise EngineFailed("no text recognition is installed")
        command = [self.path, "stdin", "stdout", "--dpi", str(picture.dpi), *options]
        try:
            return run(command, picture.pgm, _AMOUNTS, _ENVIRONMENT)
        except ProgramFailed as error:
            raise EngineFailed(str(error)) from error


def tesseract() -> Tesseract:
    """Look for the program on this machine."""
    found = shutil.which("tesseract")
    return Tesseract(str(Path(found).resolve()) if found else None)


@cache
def _packs(path: str) -> frozenset[str]:
    said = run([path, "--list-langs"], b"", _AMOUNTS, _ENVIRONMENT)
    return frozenset(_PACK.findall(said.decode("utf-8", "replace")))
