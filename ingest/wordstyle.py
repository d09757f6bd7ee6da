"""Styles of a Word file: which make a heading, a list entry, or hide what they style."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingest.ooxml import child, local, switched_on, value

_HEADING_NAME = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
_TITLE_NAMES = frozenset({"title", "book title"})
_MAX_CHAIN = 20
_HEX = re.compile(r"[0-9A-Fa-f]{6}\Z")
_PALE = 0xF0
_USUAL_SIZE = 20
_TINY = 4
"""Half points: nobody reads 2 points."""


@dataclass(frozen=True, slots=True)
class Look:
    """What run properties say of how letters look; None where they say nothing."""

    hidden: bool | None = None
    white: bool | None = None
    size: int | None = None
    """In half points."""
    shaded: bool | None = None

    @property
    def tiny(self) -> bool | None:
        """Whether letters are smaller than anybody reads."""
        return None if self.size is None else self.size <= _TINY


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself, and the style it is based on; ``number`` is list and level, as far as it says."""

    base: str | None
    level: int | None
    look: Look
    listed: bool
    number: tuple[str | None, int | None]
    shaded: bool


class Styles:
    """The styles of a file by their ids, asked with inheritance."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        for element in root if root is not None else ():
            ident = value(element, "styleId")
            if local(element) == "style" and ident:
                self._styles[ident] = _style(element)
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self.usual_size = look_of(defaults).size or _USUAL_SIZE

    def level(self, ident: str | None) -> int:
        """The level of headings in this style, 0 if it makes none."""
        return next((style.level for style in self._chain(ident) if style.level is not None), 0)

    def look(self, ident: str | None) -> Look:
        """How letters look in this style."""
        chain = [style.look for style in self._chain(ident)]
        return Look(
            next((look.hidden for look in chain if look.hidden is not None), None),
            next((look.white for look in chain if look.white is not None), None),
            next((look.size for look in chain if look.size is not None), None),
            next((look.shaded for look in chain if look.shaded is not None), None),
        )

    def listed(self, ident: str | None) -> bool:
        """Whether the style makes list entries."""
        return any(style.listed for style in self._chain(ident))

    def number(self, ident: str | None) -> tuple[str | None, int]:
        """The list whose entries the style makes, and their level."""
        chain = [style.number for style in self._chain(ident)]
        listed = next((name for name, _ in chain if name is not None), None)
        return listed, next((level for _, level in chain if level is not None), 0)

    def shaded(self, ident: str | None) -> bool:
        """Whether the style colours the ground anywhere: of paragraphs, or of some rows of its tables."""
        return any(style.shaded for style in self._chain(ident))

    def _chain(self, ident: str | None) -> list[Style]:
        chain: list[Style] = []
        while ident in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[ident])
            ident = chain[-1].base
        return chain


def outline_level(properties: etree._Element | None) -> int | None:
    """The level that an outline property gives: 1 to 9, 0 for body text, None without one."""
    text = value(child(properties, "outlineLvl"))
    if text is None or not text.isdigit():
        return None
    return int(text[:3]) + 1 if int(text[:3]) < 9 else 0


def look_of(properties: etree._Element | None) -> Look:
    """Read run properties."""
    if properties is None:
        return Look()
    vanish, colour, size = child(properties, "vanish"), child(properties, "color"), value(child(properties, "sz"))
    return Look(
        hidden=None if vanish is None else switched_on(vanish),
        white=None if colour is None else _pale(value(colour)),
        size=None if size is None or not size.isdigit() else int(size[:6]),
        shaded=coloured_ground(properties),
    )


def coloured_ground(properties: etree._Element | None) -> bool | None:
    """Whether properties of a run, paragraph or cell give it a ground on which white is read."""
    shading, marker = child(properties, "shd"), child(properties, "highlight")
    if marker is not None:
        return (value(marker) or "none") not in ("none", "white")
    if shading is None:
        return None
    fill = value(shading, "fill") or "auto"
    return (fill != "auto" and not _pale(fill)) or (value(shading) or "clear") not in ("clear", "nil")


def number_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """The list and the level that paragraph properties name."""
    numbered = child(properties, "numPr")
    level = value(child(numbered, "ilvl"))
    return value(child(numbered, "numId")), int(level[:3]) if level is not None and level.isdigit() else None


def _pale(colour: str | None) -> bool:
    if colour is None or not _HEX.match(colour):
        return False
    return all(int(colour[place : place + 2], 16) >= _PALE for place in (0, 2, 4))


def _style(element: etree._Element) -> Style:
    name = value(child(element, "name")) or ""
    named = _HEADING_NAME.match(name)
    paragraph = child(element, "pPr")
    level = int(named[1]) if named else 1 if name.lower() in _TITLE_NAMES else outline_level(paragraph)
    return Style(
        base=value(child(element, "basedOn")),
        level=level,
        look=look_of(child(element, "rPr")),
        listed=child(paragraph, "numPr") is not None,
        number=number_of(paragraph),
        shaded=any(coloured_ground(shading.getparent()) for shading in element.iter("{*}shd")),
    )
