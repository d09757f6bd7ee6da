"""A PowerPoint file to a document: slides are pages; what an audience does not see is told apart and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.concealed import Concealed
from ingest.drawing import chart, diagram, words
from ingest.errors import ParseFailed
from ingest.ooxml import Package, Relation, child, local, opened, value
from ingest.sections import Sections
from ingest.structure import MAX_PAGES, Document

Progress = Callable[[int, int], None]
Tree = etree._Element

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle", "vertTitle"})
_MARGINS = frozenset({"ftr", "dt", "sldNum", "hdr"})
_BODIES = frozenset({"body", "obj", "vertBody", "vertObj"})
_TINY = 200
"""Hundredths of a point: nobody reads 2 points."""
_MOST_DEEP = 60
_MOST_SPAN = 60


@dataclass(frozen=True, slots=True)
class _Slide:
    """A slide's own part, its ties, and whether it is shown."""

    root: Tree
    ties: dict[str, Relation]
    shown: bool


def read(data: bytes, progress: Progress) -> Document:
    """Parse a presentation with neither entities nor network; every slide is a page, also a hidden, empty one."""
    with opened(data) as package:
        return _read(package, progress)


def _read(package: Package, progress: Progress) -> Document:
    main = package.main(_MAIN)
    root = package.part(main)
    if root is None:
        raise ParseFailed("This presentation has no slides; open it in PowerPoint, save it again and deposit the copy.")
    ties = package.relations(main)
    names = [ties[ident].target for ident in _slide_ids(root) if ident in ties and not ties[ident].external]
    if len(names) > MAX_PAGES:
        raise ParseFailed(f"This file makes more than {MAX_PAGES:,} pages; split it into parts.")
    deck = _Deck(package, _size(root))
    for number, name in enumerate(names, start=1):
        deck.take(number, name)
        progress(number, len(names))
    for name in package.embedded():
        deck.concealed.passage("attachment", 0, name)
    return deck.sections.document(package.title(), _remarks(deck), deck.concealed.all())


def _slide_ids(root: Tree) -> Iterator[str]:
    for element in child(root, "sldIdLst") if child(root, "sldIdLst") is not None else ():  # type: ignore[union-attr]
        # A slide has an id of its own without namespace, and the one of its tie.
        found = next((str(held) for key, held in element.attrib.items() if str(key).endswith("}id")), None)
        if found is not None:
            yield found


def _size(root: Tree) -> tuple[int, int]:
    size = child(root, "sldSz")
    return _number(size, "cx"), _number(size, "cy")


def _number(element: Tree | None, name: str) -> int:
    told = value(element, name) or ""
    return int(told[:12]) if told.lstrip("-").isdigit() and len(told) <= 12 else 0


def _remarks(deck: _Deck) -> list[str]:
    said: list[str] = []
    passages, unseen = deck.concealed.passages, deck.concealed.characters["unseen"]
    if deck.hidden_slides:
        said.append(f"{deck.hidden_slides:,} hidden slides were left out.")
    if unseen:
        said.append(f"{unseen:,} characters that no audience sees (hidden, or off the slide) were left out.")
    if deck.notes:
        said.append(
            f"The speaker's notes of {deck.notes:,} slides were left out; print the notes pages to deposit them."
        )
    if deck.remarks:
        said.append(f"{deck.remarks:,} comments in the margin were left out.")
    if passages["attachment"]:
        said.append(f"{passages['attachment']:,} files inside this one were not read; deposit them apart.")
    if deck.pictures:
        said.append(f"{deck.pictures:,} pictures in this file were not read; what they say in words is not found.")
    return said


class _Deck:
    """Takes slides in order."""

    def __init__(self, package: Package, size: tuple[int, int]) -> None:
        self.sections = Sections("pptx", by_length=False)
        self.concealed = Concealed()
        self.hidden_slides = self.notes = self.remarks = self.pictures = 0
        self._package = package
        self._size = size
        self._number = 0
        self._masters: dict[str, list[str]] = {}

    def take(self, number: int, name: str) -> None:
        """Read one slide and what hangs on it."""
        if number > 1:
            self.sections.turn(always=True)
        self._number = number
        root = self._package.part(name)
        if root is None:
            return
        slide = _Slide(root, self._package.relations(name), value(root, "show") not in ("0", "false"))
        if not slide.shown:
            self.hidden_slides += 1
            self.concealed.passage("unseen", number, words(root))
        else:
            self.pictures += sum(1 for _ in root.iter("{*}pic"))
            self._margins(slide)
            self._shapes(slide)
        self._asides(slide)

    def _margins(self, slide: _Slide) -> None:
        """What stands on every slide of a layout and its master, banners above all."""
        layout = next((tie.target for tie in slide.ties.values() if tie.kind == "slideLayout"), None)
        if layout is None or value(slide.root, "showMasterSp") in ("0", "false"):
            return
        if layout not in self._masters:
            root = self._package.part(layout)
            ties = self._package.relations(layout).values()
            above = next((tie.target for tie in ties if tie.kind == "slideMaster"), None)
            alone = value(root, "showMasterSp") in ("0", "false")
            master = None if above is None or alone else self._package.part(above)
            self._masters[layout] = [text for part in (master, root) if part is not None for text in _standing(part)]
        for text in self._masters[layout]:
            self.sections.add("furniture", text)

    def _shapes(self, slide: _Slide) -> None:
        shapes = list(_shapes(slide.root))
        # The title is read first wherever it lies among the shapes.
        for shape in sorted(shapes, key=lambda one: _place(one) not in _TITLES):
            if self._unseen(shape):
                self.concealed.passage("unseen", self._number, words(shape))
            elif local(shape) == "graphicFrame":
                self._graphic(shape, slide)
            else:
                self._text(shape)

    def _unseen(self, shape: Tree) -> bool:
        """Whether a shape is switched off, or lies off the slide with all of it."""
        if value(_named(shape), "hidden") in ("1", "true"):
            return True
        frame = next(iter(shape.iter("{*}xfrm")), None)
        offset, extent = child(frame, "off"), child(frame, "ext")
        # A group's own measure is where it lies; those of its members are the group's business.
        if offset is None or extent is None or not self._size[0] or _in_group(shape):
            return False
        left, top = _number(offset, "x"), _number(offset, "y")
        right, bottom = left + _number(extent, "cx"), top + _number(extent, "cy")
        return right <= 0 or bottom <= 0 or left >= self._size[0] or top >= self._size[1]

    def _graphic(self, shape: Tree, slide: _Slide) -> None:
        table = next(iter(shape.iter("{*}tbl")), None)
        if table is not None:
            self.sections.table(list(_rows(table)))
            return
        for element in shape.iter("{*}chart", "{*}relIds"):
            wanted = next((str(held) for key, held in element.attrib.items() if str(key).endswith(("}id", "}dm"))), "")
            tie = slide.ties.get(wanted)
            if tie is None or tie.external:
                continue
            if local(element) == "chart":
                title, rows = chart(self._package.part(tie.target))
                self.sections.add("paragraph", title)
                self.sections.table(rows)
            else:
                for text in diagram(self._package.part(tie.target)):
                    self.sections.add("list", text)

    def _text(self, shape: Tree) -> None:
        place = _place(shape)
        body = child(shape, "txBody")
        title: list[str] = []
        for paragraph in body if body is not None else ():
            if local(paragraph) != "p":
                continue
            text = self._seen(paragraph)
            if place in _TITLES:
                title.append(text)
            elif place in _MARGINS:
                self.sections.add("furniture", text)
            else:
                self.sections.add("list" if _bulleted(paragraph, place) else "paragraph", text)
        self.sections.add("heading", " ".join(title), 1)

    def _seen(self, paragraph: Tree) -> str:
        parts: list[str] = []
        for run in paragraph:
            text = words(run) if local(run) in ("r", "fld") else " " if local(run) == "br" else ""
            size = value(child(run, "rPr"), "sz") or ""
            if text and size.isdigit() and int(size[:6]) <= _TINY:
                self.concealed.add("unseen", self._number, text)
            else:
                # Runs of one word may be cut anywhere, so their own blanks count.
                parts.append(_exact(run) if local(run) in ("r", "fld") else text)
        self.concealed.pause()
        return "".join(parts)

    def _asides(self, slide: _Slide) -> None:
        """Notes and comments: told to the depositor, as an audience sees neither."""
        for tie in slide.ties.values():
            if tie.external or tie.kind not in ("notesSlide", "comments"):
                continue
            root = self._package.part(tie.target)
            if root is None:
                continue
            if tie.kind == "notesSlide":
                text = " ".join(words(shape) for shape in _shapes(root) if _place(shape) in _BODIES).strip()
                self.notes += bool(text)
                self.concealed.passage("comment", self._number, text)
            else:
                for remark in root:
                    self.remarks += 1
                    self.concealed.passage("comment", self._number, _remark(remark))


def _shapes(root: Tree) -> Iterator[Tree]:
    """Shapes and graphic frames in the order in which they are drawn, those of groups in their place."""
    common = child(root, "cSld")
    tree = child(common, "spTree")
    waiting: list[tuple[Tree, int]] = [(part, 0) for part in reversed(tree)] if tree is not None else []
    while waiting:
        element, depth = waiting.pop()
        name = local(element)
        if name in ("sp", "graphicFrame", "cxnSp"):
            yield element
        elif name == "AlternateContent":
            choice = child(element, "Choice")
            chosen = choice if choice is not None else child(element, "Fallback")
            waiting += [(part, depth) for part in reversed(chosen)] if chosen is not None else []
        elif name == "grpSp" and value(_named(element), "hidden") in ("1", "true"):
            yield element
        elif name == "grpSp" and depth < _MOST_DEEP:
            waiting += [(part, depth + 1) for part in reversed(element)]


def _standing(root: Tree) -> list[str]:
    """The texts of a layout or master that stand on its slides: those of no placeholder."""
    return [text for shape in _shapes(root) if _place(shape) is None and (text := words(shape))]


def _named(shape: Tree) -> Tree | None:
    """The properties in which a shape has its name, and whether it is hidden."""
    return next((found for part in shape if (found := child(part, "cNvPr")) is not None), None)


def _in_group(shape: Tree) -> bool:
    above = shape.getparent()
    return above is not None and local(above) == "grpSp"


def _place(shape: Tree) -> str | None:
    """The placeholder that a shape fills; ``body`` where it names no type, None for a shape of its own."""
    for part in shape:
        holder = child(child(part, "nvPr"), "ph")
        if holder is not None:
            return value(holder, "type") or "body"
    return None


def _bulleted(paragraph: Tree, place: str | None) -> bool:
    properties = child(paragraph, "pPr")
    names = {local(part) for part in properties} if properties is not None else set()
    if names & {"buChar", "buAutoNum", "buBlip"}:
        return True
    return "buNone" not in names and (place in _BODIES or (value(properties, "lvl") or "0") != "0")


def _rows(table: Tree) -> Iterator[list[str]]:
    for row in table:
        if local(row) == "tr":
            # Merged cells are there, empty, so every row has all columns.
            yield [words(cell) for cell in row if local(cell) == "tc"]


def _exact(run: Tree) -> str:
    return "".join(part.text or "" for part in run.iter("{*}t"))


def _remark(element: Tree) -> str:
    """A comment's text: in an element of its own in older files, in paragraphs in newer ones."""
    return next((part.text for part in element.iter("{*}text") if part.text), words(element))
