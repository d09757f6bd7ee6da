"""Text that a font maps to the wrong characters: it can be copied and searched, and says nothing."""

from __future__ import annotations

import re

from ingest.arabic import broken_font_map, has_arabic

_ENOUGH = 30
_MOST_UNKNOWN = 0.2
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_WORDS = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u00ff]{2,}|[\u0430-\u044f\u0451]{2,}")
_ENOUGH_WORDS = 120
_VOWELS = frozenset("aeiouy\u00e0\u00e1\u00e2\u00e4\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00f2\u00f3\u00f9\u00fa\u00fc")
_RUSSIAN_VOWELS = frozenset("\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0451")
_FREQUENT_WORDS = (
    "the of and to in for on is by with as de la le les des et en que los las el por con der die und den"
    " \u0438 \u043d\u0430 \u0432 \u043f\u043e \u043e\u0442 \u0438\u0437 \u0447\u0442\u043e \u043d\u0435"
    " di il che da do os dos van het een og av att"
)
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


def garbled(text: str) -> bool:
    """Tell whether a page's text is garbage: Arabic by its single letters, any script by signs that are no characters
    of it, Latin and Cyrillic by words without vowels of which none is a frequent one.
    """
    return (has_arabic(text) and broken_font_map(text)) or _unknown_signs(text) or _no_language(text)


def _unknown_signs(text: str) -> bool:
    unknown = len(_UNKNOWN.findall(text))
    signs = sum(map(len, text.split())) if unknown else 0
    return signs >= _ENOUGH and unknown > _MOST_UNKNOWN * signs


def _no_language(text: str) -> bool:
    text = text.lower()
    # Nearly every page has one of these between blanks, and need not be looked at more closely.
    if not _FREQUENT.isdisjoint(text.split()):
        return False
    words = _WORDS.findall(text)
    if len(words) < _ENOUGH_WORDS or not _FREQUENT.isdisjoint(words):
        return False
    letters = "".join(words)
    vowels = sum(char in _VOWELS or char in _RUSSIAN_VOWELS for char in letters)
    return not 0.25 <= vowels / len(letters) <= 0.6
