"""How one picture is read: the likely language first, then as it lies, in the script and language it shows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ingest.engine import SURE, Engine, EngineFailed, Picture, Recognised, sureness
from ingest.missed import strips
from search.language import SCRIPT_LANGUAGES, SOLE, chief_script, detect

_POOR = 60
"""Below this the script was probably mistaken, and the others are tried."""

_NOTHING = 40
"""A word less sure than this tells nothing for a reading."""
_ENOUGH_LETTERS = 60
_LONG = 60.0
"""Seconds after the first reading of a page from which no further one is begun."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a page in one language, their boxes on the picture once turned; both its sides in pixels."""

    language: str
    turns: int
    width: int
    height: int
    words: tuple[Recognised, ...]

    @property
    def text(self) -> str:
        """The words in order."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """How sure the words are on average, in per cent, long ones counting more; 0 without words."""
        return sureness(self.words)

    @property
    def worth(self) -> int:
        """How much was read, and how well: what readings of one page are compared by."""
        return sum(len(word.text) * max(0, word.confidence - _NOTHING) for word in self.words)


class Attempts:
    """Reads the pictures of one document; what is learnt on a page is tried first on the next."""

    def __init__(self, engine: Engine, likely: Sequence[str]) -> None:
        """Take the languages that the document is probably in, the likeliest first."""
        self._engine = engine
        self._known = engine.languages()
        self._likely = [language for language in likely if language in self._known]
        self._settled = bool(self._likely)
        self._lacking = ""
        self._bearing_known = False

    def read(self, picture: Picture) -> Reading:
        """Return the best of a few readings, one where the first is sure; raise ``EngineFailed``."""
        self._lacking, self._bearing_known = "", False
        found = self._attempt(picture, 0, self._likely[0]) if self._settled else self._as_it_lies(picture, None)
        until = time.monotonic() + _LONG
        for better in (self._as_it_lies, self._in_other_scripts, self._in_its_language, self._with_missed):
            # What was read is not lost because a further reading fails, or would take too long.
            if time.monotonic() < until:
                with suppress(EngineFailed):
                    found = better(picture, found)
        if found.confidence < _POOR and self._lacking:
            raise EngineFailed(self._engine.lacks(self._lacking))
        self.learn(found)
        return found

    def learn(self, found: Reading) -> None:
        """Try the language of a reading first from now on, if it was sure."""
        if found.confidence >= SURE and found.language in self._known:
            self._likely = list(dict.fromkeys((found.language, *self._likely)))
            self._settled = True

    def _attempt(self, picture: Picture, turns: int, language: str) -> Reading:
        turned = picture.turned(turns)
        words = tuple(self._engine.words(turned, language))
        return Reading(language, turns, turned.width, turned.height, words)

    def _as_it_lies(self, picture: Picture, first: Reading | None) -> Reading:
        """Read it turned, and in the language of its script, as far as the first reading leaves a doubt."""
        if first is not None and (first.confidence >= SURE or self._bearing_known):
            return first
        self._bearing_known = True
        bearing = self._engine.bearing(picture)
        language = self._of_script(bearing.script) if bearing is not None else None
        if language is None:
            self._lacking = bearing.script.lower() if bearing is not None else ""
            return first or self._attempt(picture, 0, self._default())
        turns = bearing.turns if bearing is not None else 0
        if first is not None and (first.turns, first.language) == (turns, language):
            return first
        second = self._attempt(picture, turns, language)
        if first is None and turns and second.confidence < SURE:
            # How it lies was told by few letters: as it is shown may be right after all.
            first = self._attempt(picture, 0, language)
        return max(first, second, key=lambda reading: reading.worth) if first is not None else second

    def _with_missed(self, picture: Picture, found: Reading) -> Reading:
        """Read the lines that were passed over; what is read badly there was no line."""
        words = list(found.words)
        for top, strip in strips(picture.turned(found.turns), found.words):
            again = self._engine.words(strip, found.language, line=True)
            if again and sum(word.confidence for word in again) >= _POOR * len(again):
                number = words[-1].line + 1
                words += [word.moved(top, number) for word in again]
        return replace(found, words=tuple(words))

    def _in_other_scripts(self, picture: Picture, found: Reading) -> Reading:
        """Try the chief language of every script but the one it was read in: pale print is often mistaken."""
        if not found.words or found.confidence >= _POOR:
            return found
        for languages in SCRIPT_LANGUAGES.values():
            language = next((known for known in self._known if known in languages), None)
            if language is not None and found.language not in languages:
                again = self._attempt(picture, found.turns, language)
                if again.confidence >= _POOR and again.worth > found.worth:
                    return again
        return found

    def _of_script(self, script: str) -> str | None:
        """The likeliest language of a script that can be read here."""
        possible = (SOLE[script],) if script in SOLE else SCRIPT_LANGUAGES.get(script, ())
        ordered = (*self._likely, *self._known)
        return next((language for language in ordered if language in possible), None)

    def _default(self) -> str:
        return (*self._likely, *self._known)[0]

    def _in_its_language(self, picture: Picture, found: Reading) -> Reading:
        """Read it again where its words are of another language of the same script, as accents are lost else."""
        text = found.text
        if sum(char.isalpha() for char in text) < _ENOUGH_LETTERS:
            return found
        language = detect(text)
        if language is None or language == found.language or language not in self._known:
            return found
        if language not in SCRIPT_LANGUAGES.get(chief_script(text)[0], ()):
            return found
        again = self._attempt(picture, found.turns, language)
        return max(again, found, key=lambda reading: reading.worth)
