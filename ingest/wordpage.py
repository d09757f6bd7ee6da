"""Where the pages of a Word file end, as far as it says so, and which of them have pictures behind their text."""

from __future__ import annotations

from lxml import etree

from ingest.ooxml import child, local, switched_on, value

_LONGEST = 3_300
"""Characters: pages that are longer on average are not all of those that the file has."""


def ends_by_length(root: etree._Element) -> bool:
    """Whether a part says so little of its pages that they are to be ended by length."""
    if any(True for _ in root.iter("{*}lastRenderedPageBreak")):
        return False
    breaks = sum(1 for element in root.iter("{*}br") if value(element, "type") == "page")
    breaks += sum(1 for element in root.iter("{*}pageBreakBefore") if switched_on(element))
    breaks += sum(1 for element in root.iter("{*}pPr") if begins_page(child(element, "sectPr")))
    return sum(len(element.text or "") for element in root.iter("{*}t")) > _LONGEST * (breaks + 1)


def begins_page(section: etree._Element | None) -> bool:
    """Whether the section ends on a page of its own."""
    return section is not None and value(child(section, "type")) != "continuous"


def turns(element: etree._Element, name: str) -> bool:
    """Whether a page ends with the start of this element, or with the end of this paragraph."""
    if name == "p":
        return begins_page(child(child(element, "pPr"), "sectPr"))
    return name == "lastRenderedPageBreak" or (name == "br" and value(element, "type") == "page")


def backed(root: etree._Element) -> frozenset[int]:
    """The pages, counted by ``turns`` from 0, on which a picture lies behind the text: white is read there."""
    found: set[int] = set()
    page = 0
    tags = tuple(f"{{*}}{name}" for name in ("p", "lastRenderedPageBreak", "br", "anchor"))
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=tags):
        name = local(element)
        if event == ("end" if name == "p" else "start") and name != "anchor":
            page += turns(element, name)
        elif event == "start" and value(element, "behindDoc") in ("1", "true"):
            found.add(page)
    return frozenset(found)
