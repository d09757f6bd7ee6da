"""Styles of a Word file: which make a heading, a list entry, or hide what they style."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_HEADING_NAME = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
_TITLE_NAMES = frozenset({"title", "book title"})
_MAX_CHAIN = 20
_OFF = frozenset({"0", "false", "off", "none"})


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: transitional and strict files differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    if element is None:
        return None
    return next((part for part in element if local(part) == name), None)


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((str(held) for key, held in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def switched_on(element: etree._Element | None) -> bool:
    """Whether an on-off property is set: its presence alone means yes."""
    return element is not None and (value(element) or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself, and the style it is based on."""

    base: str | None
    level: int | None
    hidden: bool | None
    listed: bool


class Styles:
    """The styles of a file by their ids, asked with inheritance."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        for element in root if root is not None else ():
            ident = value(element, "styleId")
            if local(element) == "style" and ident:
                self._styles[ident] = _style(element)

    def level(self, ident: str | None) -> int:
        """The level of headings in this style, 0 if it makes none."""
        return next((style.level for style in self._chain(ident) if style.level is not None), 0)

    def hidden(self, ident: str | None) -> bool:
        """Whether the style hides its text."""
        return next((style.hidden for style in self._chain(ident) if style.hidden is not None), False)

    def listed(self, ident: str | None) -> bool:
        """Whether the style makes list entries."""
        return any(style.listed for style in self._chain(ident))

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
    return int(text) + 1 if int(text) < 9 else 0


def _style(element: etree._Element) -> Style:
    name = value(child(element, "name")) or ""
    named = _HEADING_NAME.match(name)
    paragraph = child(element, "pPr")
    level = int(named[1]) if named else 1 if name.lower() in _TITLE_NAMES else outline_level(paragraph)
    vanish = child(child(element, "rPr"), "vanish")
    return Style(
        base=value(child(element, "basedOn")),
        level=level,
        hidden=None if vanish is None else switched_on(vanish),
        listed=child(paragraph, "numPr") is not None,
    )
