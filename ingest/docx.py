"""A Word file to a document: what its reader sees, in order; what is hidden or deleted is told apart and left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.concealed import Concealed
from ingest.drawing import chart, diagram
from ingest.errors import ParseFailed
from ingest.ooxml import Package, child, local, opened, switched_on, value
from ingest.repeated import apart
from ingest.sections import Sections
from ingest.structure import MAX_PAGES, Document
from ingest.wordnumber import Numbering
from ingest.wordpage import backed, begins_page, ends_by_length, turns
from ingest.wordsize import Sizes
from ingest.wordstyle import Styles, coloured_ground, look_of, number_of, outline_level

Progress = Callable[[int, int], None]

_MAIN = "word/document.xml"
_REMOVED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_LEFT_OUT = frozenset(
    {"Fallback", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "trPr", "tcPr", "rt", "background"}
)
_BLANKS = {"tab": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "\u2011"}
_BOLD_HEADING = 120
_BOLD_LEVEL = 6
_MOST_MARGINS = 20
_MOST_SPAN = 60
_EVERY = 200


@dataclass(slots=True)
class _Paragraph:
    level: int
    listed: bool
    style: str | None
    shaded: bool
    label: str = ""
    text: list[str] = field(default_factory=list)
    bold: bool = True
    ends_section: bool = False


@dataclass(slots=True)
class _Table:
    shaded: bool
    rows: list[list[str]] = field(default_factory=list)
    place: int = 0
    cell_shaded: bool = False


@dataclass(slots=True)
class _Shared:
    """What the parts of one file have in common."""

    styles: Styles
    numbering: Numbering
    concealed: Concealed
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    """The names of the parts that hold charts and diagrams, by the ids of their ties."""


def read(data: bytes, progress: Progress) -> Document:
    """Parse a Word file with neither entities nor network; a page ends at a break or after 3,000
    characters.
    """
    with opened(data) as package:
        return _read(package, progress)


def _read(package: Package, progress: Progress) -> Document:
    main = package.main(_MAIN)
    body = package.part(main)
    if body is None:
        raise ParseFailed("This Word file has no text part; open it in Word, save it again and deposit the copy.")
    folder = main.rpartition("/")[0]
    concealed = Concealed()
    shared = _Shared(
        Styles(package.part(f"{folder}/styles.xml")), Numbering(package.part(f"{folder}/numbering.xml")), concealed
    )
    shared.notes = _notes(package, folder, shared)
    shared.comments = _comments(package.part(f"{folder}/comments.xml"))
    shared.drawn = {ident: tie.target for ident, tie in package.relations(main).items() if not tie.external}
    walk = _Walk(shared, body, package)
    for text in _margins(package, folder, shared):
        walk.sections.add("furniture", text)
    walk.run(body, progress)
    for text in shared.comments.values():
        concealed.passage("comment", 1, text)
    for name in package.embedded():
        concealed.passage("attachment", 0, name)
    document = walk.sections.document(package.title(), _remarks(concealed, _pictures(body)), concealed.all())
    if walk.sections.broken:
        pages, numbers = apart(document.pages)
        hidden = tuple(replace(one, page=numbers.get(one.page, one.page)) for one in document.hidden)
        document = replace(document, pages=pages, hidden=hidden)
    progress(len(document.pages), len(document.pages))
    return document


def _pictures(body: etree._Element) -> int:
    """How many pictures there are; one that is there twice, for old readers and for new ones, counts once."""
    shown = sum(1 for _ in body.iter("{*}blip"))
    return shown or sum(1 for _ in body.iter("{*}imagedata"))


def _notes(package: Package, folder: str, shared: _Shared) -> dict[tuple[str, str], str]:
    """The text of foot- and endnotes by kind and id; separators have a type and are none."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = package.part(f"{folder}/{kind}s.xml")
        for element in root if root is not None else ():
            ident = value(element, "id")
            if ident is not None and value(element, "type") in (None, "normal"):
                found[kind, ident] = _visible(element, shared)
    return found


def _comments(root: etree._Element | None) -> dict[str, str]:
    """Who wrote what in the margin, by id."""
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        words = " ".join(_text_of(part) for part in element.iter("{*}p"))
        author = value(element, "author")
        found[value(element, "id") or ""] = f"{author}: {words}" if author else words
    return found


def _margins(package: Package, folder: str, shared: _Shared) -> list[str]:
    """The texts of headers and footers, each once."""
    names = sorted(n for n in package.names if n.startswith((f"{folder}/header", f"{folder}/footer")))
    roots = [package.part(name) for name in names if name.endswith(".xml")][:_MOST_MARGINS]
    texts = (_visible(part, shared) for root in roots if root is not None for part in root)
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _visible(element: etree._Element, shared: _Shared) -> str:
    walk = _Walk(shared, element)
    walk.run(element, lambda _done, _total: None)
    return walk.sections_text()


def _remarks(concealed: Concealed, pictures: int) -> list[str]:
    said: list[str] = []
    deleted, unseen = concealed.characters["deleted"], concealed.characters["unseen"]
    if deleted:
        said.append(f"{deleted:,} characters deleted by tracked changes were left out; inserted ones stay.")
    if unseen:
        said.append(f"{unseen:,} characters formatted as hidden text were left out.")
    if concealed.passages["comment"]:
        said.append(f"{concealed.passages['comment']:,} comments in the margin were left out.")
    if concealed.passages["attachment"]:
        said.append(f"{concealed.passages['attachment']:,} files inside this one were not read; deposit them apart.")
    if pictures:
        said.append(f"{pictures:,} pictures in this file were not read; what they say in words is not found.")
    return said


class _Walk:
    """One pass over a part, in document order, without recursion."""

    def __init__(self, shared: _Shared, root: etree._Element, package: Package | None = None) -> None:
        self._shared, self._styles, self._package = shared, shared.styles, package
        self.sections = Sections("docx", by_length=ends_by_length(root))
        styled = any(self._styles.level(value(element)) for element in root.iter("{*}pStyle"))
        self._bold_headings = not styled and not any(True for _ in root.iter("{*}outlineLvl"))
        self._sizes = Sizes(root, self._styles) if self._bold_headings else None
        self._coloured_page = any(True for _ in root.iter("{*}background"))
        self._open: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._texts: list[str] = []
        self._inserted = self._boxes = self._finished = 0
        self._turned, self._backed = 0, backed(root)

    def sections_text(self) -> str:
        """Everything walked over, as one text."""
        return " ".join(self._texts)

    def run(self, root: etree._Element, progress: Progress) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = local(element)
            if event == "end":
                self._close(name)
                self._turned += name == "p" and turns(element, name)
                if name == "p" and self._finished % _EVERY == 0:
                    done = min(self.sections.pages, MAX_PAGES)
                    progress(done, done)
            elif self._skips(element, name):
                walker.skip_subtree()
            else:
                self._turned += name != "p" and turns(element, name)
                self._start(element, name)

    def _skips(self, element: etree._Element, name: str) -> bool:
        if name in _REMOVED or (name == "tr" and child(child(element, "trPr"), "del") is not None):
            self._shared.concealed.add("deleted", self.sections.pages, _text_of(element))
            return True
        if name == "r" and self._hides(element):
            self._shared.concealed.add("unseen", self.sections.pages, _text_of(element))
            return True
        return name in _LEFT_OUT

    def _hides(self, run: etree._Element) -> bool:
        """Whether a run is hidden, smaller than anybody reads, or white where nothing colours the ground."""
        properties = child(run, "rPr")
        paragraph = self._styles.look(self._open[-1].style if self._open else None)
        looks = (look_of(properties), self._styles.look(value(child(properties, "rStyle"))), paragraph)
        hidden = next((look.hidden for look in looks if look.hidden is not None), False)
        tiny = next((look.tiny for look in looks if look.tiny is not None), False)
        white = next((look.white for look in looks if look.white is not None), False)
        shaded = next((look.shaded for look in looks if look.shaded is not None), False)
        return hidden or tiny or (white and not shaded and not self._on_colour())

    def _on_colour(self) -> bool:
        on_table = any(table.shaded or table.cell_shaded for table in self._tables)
        on_paragraph = any(paragraph.shaded for paragraph in self._open)
        on_picture = self._turned in self._backed
        return on_table or on_paragraph or on_picture or self._boxes > 0 or self._coloured_page

    def _start(self, element: etree._Element, name: str) -> None:
        if name == "p":
            self._shared.concealed.pause()
            self._open.append(self._paragraph(element))
        elif name == "tbl":
            self._tables.append(_Table(self._styles.shaded(value(child(child(element, "tblPr"), "tblStyle")))))
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append([""] * _span(child(element, "trPr"), "gridBefore", least=0))
        elif name == "tc" and self._tables and self._tables[-1].rows:
            self._cell(child(element, "tcPr"))
        elif name in _INSERTED:
            self._inserted += 1
        elif name == "txbxContent":
            self._boxes += 1
        elif self._open:
            self._inline(element, name)

    def _cell(self, properties: etree._Element | None) -> None:
        table = self._tables[-1]
        table.cell_shaded = bool(coloured_ground(properties))
        table.place = len(table.rows[-1])
        table.rows[-1] += [""] * _span(properties, "gridSpan", least=1)

    def _inline(self, element: etree._Element, name: str) -> None:
        paragraph = self._open[-1]
        if name == "t":
            text = element.text or ""
            paragraph.text.append(text)
            if self._inserted:
                self._shared.concealed.add("inserted", self.sections.pages, text)
            elif text.strip():
                self._shared.concealed.pause()
        elif name in _BLANKS:
            paragraph.text.append(_BLANKS[name])
        elif name == "br":
            self._break(value(element, "type") == "page")
        elif name == "lastRenderedPageBreak":
            self._break(page=True)
        elif name == "r" and not switched_on(child(child(element, "rPr"), "b")):
            paragraph.bold = paragraph.bold and not _text_of(element)
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(name.removesuffix("Reference"), value(element, "id") or "")
        elif name in ("chart", "relIds") and self._package is not None and not self._tables:
            self._drawing(element, self._package)
        elif name == "commentReference":
            held = self._shared.comments.pop(value(element, "id") or "", "")
            self._shared.concealed.passage("comment", self.sections.pages, held)

    def _drawing(self, element: etree._Element, package: Package) -> None:
        """The figures of a chart as a table, the words of a diagram as a list; both above their paragraph."""
        wanted = next((str(held) for key, held in element.attrib.items() if str(key).endswith(("}id", "}dm"))), "")
        part = package.part(self._shared.drawn.get(wanted, ""))
        if local(element) == "chart":
            title, rows = chart(part)
            self.sections.add("paragraph", title)
            self.sections.table(rows)
        else:
            for text in diagram(part):
                self.sections.add("list", text)

    def _note(self, kind: str, ident: str) -> None:
        text = self._shared.notes.get((kind, ident))
        if text:
            self.sections.note(text)

    def _break(self, page: bool) -> None:
        """A line's end, or a page's: what stood before it in the paragraph stays on the page it began on."""
        paragraph = self._open[-1]
        if page and not self._tables and len(self._open) == 1 and not "".join(paragraph.text).strip():
            self.sections.turn()
        elif page and not self._tables:
            paragraph.ends_section = True
        paragraph.text.append(" ")

    def _paragraph(self, element: etree._Element) -> _Paragraph:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle"))
        own = outline_level(properties)
        if switched_on(child(properties, "pageBreakBefore")) and not self._tables:
            self.sections.turn()
        ground = coloured_ground(properties)
        by_size = self._sizes.level(element) if self._sizes is not None and own is None else 0
        made = _Paragraph(
            level=by_size or (self._styles.level(style) if own is None else own),
            listed=child(properties, "numPr") is not None or self._styles.listed(style),
            style=style,
            shaded=self._styles.shaded(style) if ground is None else ground,
        )
        if made.listed and any(True for _ in element.iter("{*}t")):
            made.label = self._label(properties, style)
        made.ends_section = begins_page(child(properties, "sectPr"))
        return made

    def _label(self, properties: etree._Element | None, style: str | None) -> str:
        named, level = number_of(properties)
        by_style, usual = self._styles.number(style)
        return self._shared.numbering.label(named or by_style, usual if level is None else level)

    def _close(self, name: str) -> None:
        if name == "p" and self._open:
            self._finish(self._open.pop())
        elif name in _INSERTED:
            self._inserted -= self._inserted > 0
        elif name == "txbxContent":
            self._boxes -= self._boxes > 0
        elif name == "tbl" and self._tables:
            table = self._tables.pop()
            if self._tables:
                self._into_cell("; ".join(", ".join(cell for cell in row if cell) for row in table.rows))
            else:
                self.sections.table(table.rows)
                self._texts += [cell for row in table.rows for cell in row]

    def _finish(self, paragraph: _Paragraph) -> None:
        self._finished += 1
        self._shared.concealed.pause()
        text = "".join(paragraph.text)
        if text.strip():
            text = f"{paragraph.label} {text}"
        if self._tables:
            self._into_cell(text)
            return
        self._texts.append(text)
        bold = self._bold_headings and paragraph.bold and 0 < len(text.strip()) <= _BOLD_HEADING
        if paragraph.level or (bold and not text.rstrip().endswith((".", ";", ",")) and "://" not in text):
            self.sections.add("heading", text, paragraph.level or _BOLD_LEVEL)
        else:
            self.sections.add("list" if paragraph.listed else "paragraph", text)
        if paragraph.ends_section:
            self.sections.turn()

    def _into_cell(self, text: str) -> None:
        table = self._tables[-1]
        row = table.rows[-1] if table.rows else []
        if table.place < len(row) and text.strip():
            row[table.place] = f"{row[table.place]} {text}".strip()


def _span(properties: etree._Element | None, name: str, least: int) -> int:
    told = value(child(properties, name)) or ""
    return max(least, min(int(told[:4]), _MOST_SPAN)) if told.isdigit() else least


def _text_of(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter("{*}t", "{*}delText"))
