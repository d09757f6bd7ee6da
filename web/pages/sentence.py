"""The server's sentences in other languages: a sentence is recognised by its shape and said again.

Layers below the pages say what happened in English, once, for programs and people alike. A shape here is that
sentence with names where its words vary; the catalogue holds its translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from web.pages.shapes import SHAPES

_NAME = re.compile(r"%\((\w+)\)s")


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


def translate(text: str, gettext: Callable[[str], str]) -> str:
    """Return a sentence of the server in the catalogue's language, or as it is where no shape fits.

    Reasons joined by ``; `` are said one by one; so is what a name of a shape stands for.
    """
    whole = _translated(text, gettext)
    if whole is None and "; " in text:
        return "; ".join(_translated(part, gettext) or part for part in text.split("; "))
    return whole or text


def _translated(text: str, gettext: Callable[[str], str]) -> str | None:
    for pattern, shape in _patterns():
        found = pattern.fullmatch(text)
        if found:
            named = {name: _named(value, gettext) for name, value in found.groupdict().items()}
            return gettext(shape) % named if named else gettext(shape)
    return None


def _named(text: str, gettext: Callable[[str], str]) -> str:
    """Return what a name of a shape stands for: a sentence, a word, words to choose from, or itself."""
    whole = _translated(text, gettext)
    parts = [_translated(part, gettext) for part in text.split(" or ")]
    return whole or (" / ".join(part for part in parts if part) if all(parts) else text)
