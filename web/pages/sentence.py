"""The server's sentences in other languages: a sentence is recognised by its shape and said again.

Layers below the pages say what happened in English, once, for programs and people alike. A shape here is that
sentence with names where its words vary; the catalogue holds its translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from web.pages.shapes import SHAPES

_NAME = re.compile(r"%\((\w+)\)s")
_WORDS_TO_CHOOSE_FROM = re.compile(" or |, ")
_MOST_PARTS = 12
"""Above so many parts a text is no list of reasons, and is not tried in every way it may be cut."""

Says = Mapping[str, Callable[[str], str]]
"""How to say what stands under some names of a shape."""

_AS_WRITTEN: Says = {}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    patterns = []
    # The first shape that fits decides, so the one that says most comes before one that would swallow it.
    for shape in sorted(SHAPES, key=lambda shape: -len(_NAME.sub("", shape))):
        pieces = _NAME.split(shape)
        literal = [re.escape(piece) for piece in pieces[::2]]
        named = [f"(?P<{name}>.+)" for name in pieces[1::2]]
        text = "".join(part for pair in zip(literal, [*named, ""], strict=True) for part in pair)
        patterns.append((re.compile(text, re.DOTALL), shape))
    return tuple(patterns)


def translate(text: str, gettext: Callable[[str], str], says: Says = _AS_WRITTEN) -> str:
    """Return a sentence of the server in the catalogue's language, or as it is where no shape fits.

    Reasons joined by ``; `` are said one by one, though one may hold a ``; `` itself; so is what a name of a shape
    stands for, unless ``says`` knows how to say what stands under that name.
    """
    parts = text.split("; ")
    said = _reasons(parts, gettext, says) if len(parts) <= _MOST_PARTS else None
    whole = said or _translated(text, gettext, says)
    return whole or "; ".join(_translated(part, gettext, says) or part for part in parts)


def _reasons(parts: list[str], gettext: Callable[[str], str], says: Says) -> str | None:
    """Return reasons said one by one, each of as few parts as a shape fits, or None where one fits none."""
    for end in range(1, len(parts) + 1):
        first = _translated("; ".join(parts[:end]), gettext, says)
        rest = _reasons(parts[end:], gettext, says) if first is not None and end < len(parts) else ""
        if first is not None and rest is not None:
            return f"{first}; {rest}" if rest else first
    return None


def _translated(text: str, gettext: Callable[[str], str], says: Says = _AS_WRITTEN) -> str | None:
    for pattern, shape in _patterns():
        found = pattern.fullmatch(text)
        if found:
            words = found.groupdict().items()
            named = {name: says[name](value) if name in says else _named(value, gettext) for name, value in words}
            return gettext(shape) % named if named else gettext(shape)
    return None


def _named(text: str, gettext: Callable[[str], str]) -> str:
    """Return what a name of a shape stands for: a sentence, a word, words to choose from, or itself."""
    whole = _translated(text, gettext)
    parts = [_translated(part, gettext) for part in _WORDS_TO_CHOOSE_FROM.split(text)]
    return whole or (" / ".join(part for part in parts if part) if all(parts) else text)
