"""A Word file to a document: what its reader sees, in order; what is hidden or deleted is counted and left
out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from ingest.errors import ParseFailed
from ingest.sections import Sections
from ingest.sniff import MAX_PART
from ingest.structure import MAX_PAGES, Document
from ingest.wordstyle import Styles, child, local, outline_level, switched_on, value

Progress = Callable[[int, int], None]

_MAIN = "word/document.xml"
_REMOVED = frozenset({"del", "moveFrom"})
_LEFT_OUT = frozenset({"Fallback", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tcPr"})
_BLANKS = {"tab": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "\u2011"}
_BOLD_HEADING = 120
_BOLD_LEVEL = 6
_EVERY = 200


@dataclass(slots=True)
class _Paragraph:
    level: int
    listed: bool
    hidden: bool
    text: list[str] = field(default_factory=list)
    bold: bool = True
    ends_section: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _LeftOut:
    """Characters that a tracked change deleted, and characters that are formatted as hidden."""

    deleted: int = 0
    hidden: int = 0


def read(data: bytes, progress: Progress) -> Document:
    """Parse a Word file with neither entities nor network; a page ends at a break or after 3,000
    characters.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, progress)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise ParseFailed("This Word file is damaged; open it in Word, save it again and deposit the copy.") from error
    except RuntimeError as error:
        raise ParseFailed("A part of this Word file is encrypted; save it without a password.") from error


def _read(archive: zipfile.ZipFile, progress: Progress) -> Document:
    body = _part(archive, _MAIN)
    if body is None:
        raise ParseFailed("This Word file has no text part; open it in Word, save it again and deposit the copy.")
    left_out = _LeftOut()
    walk = _Walk(Styles(_part(archive, "word/styles.xml")), _notes(archive, left_out), left_out, body)
    for text in _margins(archive):
        walk.sections.add("furniture", text)
    walk.run(body, progress)
    comments = _part(archive, "word/comments.xml")
    document = walk.sections.document(_title(archive), _remarks(left_out, 0 if comments is None else len(comments)))
    progress(len(document.pages), len(document.pages))
    return document


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Parse one part; refuse declared document types, which no Word file has and entities need."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(entry) as file:
        raw = file.read(MAX_PART + 1)
    if len(raw) > MAX_PART:
        raise ParseFailed("A part of this Word file is larger than 128 MB; split the report into parts.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ParseFailed(
            "This Word file is damaged or nested too deeply; save it again in Word and deposit the copy."
        ) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise ParseFailed("This Word file declares entities of its own, which is not accepted; save it again in Word.")
    return root


def _notes(archive: zipfile.ZipFile, left_out: _LeftOut) -> dict[tuple[str, str], str]:
    """The text of foot- and endnotes by kind and id; separators have a type and are none."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = _part(archive, f"word/{kind}s.xml")
        for element in root if root is not None else ():
            ident = value(element, "id")
            if ident is not None and value(element, "type") in (None, "normal"):
                found[kind, ident] = _visible(element, left_out)
    return found


def _margins(archive: zipfile.ZipFile) -> list[str]:
    """The texts of headers and footers, each once."""
    names = sorted(n for n in archive.namelist() if n.startswith(("word/header", "word/footer")) and n.endswith(".xml"))
    roots = [_part(archive, name) for name in names[:20]]
    texts = (_visible(part, _LeftOut()) for root in roots if root is not None for part in root)
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _visible(element: etree._Element, left_out: _LeftOut) -> str:
    walk = _Walk(Styles(None), {}, left_out, element)
    walk.run(element, lambda _done, _total: None)
    return walk.sections_text()


def _title(archive: zipfile.ZipFile) -> str | None:
    root = _part(archive, "docProps/core.xml")
    title = child(root, "title")
    return None if title is None else title.text


def _remarks(left_out: _LeftOut, comments: int) -> list[str]:
    said: list[str] = []
    if left_out.deleted:
        said.append(f"{left_out.deleted:,} characters deleted by tracked changes were left out; inserted ones stay.")
    if left_out.hidden:
        said.append(f"{left_out.hidden:,} characters formatted as hidden text were left out.")
    if comments:
        said.append(f"{comments:,} comments in the margin were left out.")
    return said


class _Walk:
    """One pass over a part, in document order, without recursion."""

    def __init__(
        self, styles: Styles, notes: dict[tuple[str, str], str], left_out: _LeftOut, root: etree._Element
    ) -> None:
        self._styles, self._notes, self._left_out = styles, notes, left_out
        names = {local(element) for element in root.iter("{*}lastRenderedPageBreak", "{*}outlineLvl", "{*}pStyle")}
        self.sections = Sections("docx", by_length="lastRenderedPageBreak" not in names)
        styled = any(styles.level(value(element)) for element in root.iter("{*}pStyle"))
        self._bold_headings = not styled and "outlineLvl" not in names
        self._open: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._texts: list[str] = []
        self._finished = 0

    def sections_text(self) -> str:
        """Everything walked over, as one text."""
        return " ".join(self._texts)

    def run(self, root: etree._Element, progress: Progress) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = local(element)
            if event == "end":
                self._close(name)
                if name == "p" and self._finished % _EVERY == 0:
                    done = min(self.sections.pages, MAX_PAGES)
                    progress(done, done)
            elif self._skips(element, name):
                walker.skip_subtree()
            else:
                self._start(element, name)

    def _skips(self, element: etree._Element, name: str) -> bool:
        if name in _REMOVED or (name == "tr" and child(child(element, "trPr"), "del") is not None):
            self._left_out.deleted += _length(element)
            return True
        if name == "r" and self._hides(element):
            self._left_out.hidden += _length(element)
            return True
        return name in _LEFT_OUT

    def _hides(self, run: etree._Element) -> bool:
        properties = child(run, "rPr")
        vanish = child(properties, "vanish")
        if vanish is not None:
            return switched_on(vanish)
        styled = self._styles.hidden(value(child(properties, "rStyle")))
        return styled or bool(self._open and self._open[-1].hidden)

    def _start(self, element: etree._Element, name: str) -> None:
        if name == "p":
            self._open.append(self._paragraph(element))
        elif name == "tbl":
            self._tables.append(_Table())
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif name == "tc" and self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append("")
        elif self._open:
            self._inline(element, name)

    def _inline(self, element: etree._Element, name: str) -> None:
        paragraph = self._open[-1]
        if name == "t":
            paragraph.text.append(element.text or "")
        elif name in _BLANKS:
            paragraph.text.append(_BLANKS[name])
        elif name == "br":
            self._break(value(element, "type") == "page")
        elif name == "lastRenderedPageBreak":
            self._break(page=True)
        elif name == "r" and not switched_on(child(child(element, "rPr"), "b")):
            paragraph.bold = paragraph.bold and not _length(element)
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(name.removesuffix("Reference"), value(element, "id") or "")

    def _note(self, kind: str, ident: str) -> None:
        text = self._notes.get((kind, ident))
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
        made = _Paragraph(
            level=self._styles.level(style) if own is None else own,
            listed=child(properties, "numPr") is not None or self._styles.listed(style),
            hidden=self._styles.hidden(style),
        )
        section = child(properties, "sectPr")
        made.ends_section = section is not None and value(child(section, "type")) != "continuous"
        return made

    def _close(self, name: str) -> None:
        if name == "p" and self._open:
            self._finish(self._open.pop())
        elif name == "tbl" and self._tables:
            table = self._tables.pop()
            if self._tables:
                self._into_cell("; ".join(", ".join(cell for cell in row if cell) for row in table.rows))
            else:
                self.sections.table(table.rows)
                self._texts += [cell for row in table.rows for cell in row]

    def _finish(self, paragraph: _Paragraph) -> None:
        self._finished += 1
        text = "".join(paragraph.text)
        if self._tables:
            self._into_cell(text)
            return
        self._texts.append(text)
        bold = self._bold_headings and paragraph.bold and 0 < len(text.strip()) <= _BOLD_HEADING
        if paragraph.level or (bold and not text.rstrip().endswith((".", ";", ","))):
            self.sections.add("heading", text, paragraph.level or _BOLD_LEVEL)
        else:
            self.sections.add("list" if paragraph.listed else "paragraph", text)
        if paragraph.ends_section:
            self.sections.turn()

    def _into_cell(self, text: str) -> None:
        rows = self._tables[-1].rows
        if rows and rows[-1] and text.strip():
            rows[-1][-1] = f"{rows[-1][-1]} {text}".strip()


def _length(element: etree._Element) -> int:
    return sum(len(part.text or "") for part in element.iter("{*}t", "{*}delText"))
