"""Numbers that Word puts in front of paragraphs and headings, which its file does not spell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from ingest.ooxml import child, local, value

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_MOST = 100_000
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of a file; asked paragraph by paragraph, in order, it counts."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take the numbering part, if there is one."""
        abstract: dict[str, _List] = {}
        self._lists: dict[str, _List] = {}
        self._starts: dict[tuple[str, int], int] = {}
        for element in root if root is not None else ():
            name = local(element)
            if name == "abstractNum":
                abstract[value(element, "abstractNumId") or ""] = _List(_levels(element))
            elif name == "num":
                ident = value(element, "numId") or ""
                shared = abstract.get(value(child(element, "abstractNumId")) or "")
                if shared is not None:
                    self._lists[ident] = shared
                    self._override(ident, element)

    def label(self, ident: str | None, level: int) -> str:
        """Count one more paragraph of a list and return what stands before it; nothing for bullets."""
        listed = self._lists.get(ident or "")
        if listed is None or not 0 <= level < _LEVELS:
            return ""
        own = listed.levels.get(level, _Level())
        start = self._starts.pop((ident or "", level), None)
        held = listed.counts[level]
        listed.counts[level] = start if start is not None else own.start if held is None else min(held + 1, _MOST)
        listed.counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if own.form in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda found: self._number(listed, int(found[1]) - 1), own.text)

    @staticmethod
    def _number(listed: _List, level: int) -> str:
        shown = listed.levels.get(level, _Level())
        count = listed.counts[level]
        return _FORMS.get(shown.form, str)(shown.start if count is None else count)

    def _override(self, ident: str, element: etree._Element) -> None:
        for part in element:
            start = value(child(part, "startOverride"))
            level = value(part, "ilvl")
            if local(part) == "lvlOverride" and start and level and start.isdigit() and level.isdigit():
                self._starts[ident, int(level)] = min(int(start[:6]), _MOST)


def _levels(element: etree._Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for part in element:
        level = value(part, "ilvl")
        if local(part) == "lvl" and level is not None and level.isdigit() and int(level[:3]) < _LEVELS:
            start = value(child(part, "start")) or "1"
            found[int(level)] = _Level(
                min(int(start[:6]), _MOST) if start.isdigit() else 1,
                value(child(part, "numFmt")) or "decimal",
                (value(child(part, "lvlText")) or "")[:50],
            )
    return found


def _letters(count: int) -> str:
    return chr(97 + (count - 1) % 26) * min(1 + (count - 1) // 26, 5) if count > 0 else ""


def _roman(count: int) -> str:
    if not 0 < count < 4_000:
        return str(count)
    text = ""
    for amount, sign in _ROMAN:
        times, count = divmod(count, amount)
        text += sign * times
    return text


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
