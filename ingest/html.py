"""A web page to a document: its headings, paragraphs, lists and tables; nothing is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from ingest.characters import clean
from ingest.concealed import Concealed
from ingest.encoding import decode
from ingest.errors import ParseFailed
from ingest.grid import Grid
from ingest.sections import Sections
from ingest.structure import MAX_PAGES, BlockKind, Document, HiddenKind
from ingest.stylesheet import Stylesheet, has_ground, is_white

Progress = Callable[[int, int], None]

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})""", re.IGNORECASE)
_MAIN = re.compile(r"<main\b|\brole\s*=\s*[\"']?main\b", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "select", "textarea", "datalist"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "blockquote", "pre", "figure"}
    | {"figcaption", "ul", "ol", "dl", "dd", "dt", "li", "table", "form", "fieldset", "address", "hr", "body"}
    | {"caption", "summary", "details", "tr", "td", "th"}
)
_MARGINS = frozenset({"nav", "footer", "aside"})
_MARGIN_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CONCEALED: dict[str, HiddenKind] = {"del": "deleted"}
_CHUNK = 1 << 16
_EVERY = 16
_LEAST_MAIN = 0.3


def read(data: bytes, progress: Progress) -> Document:
    """Parse a page as a stream, so that nesting however deep costs nothing.

    What a page that names its main part shows beside it is furniture, unless that part is the smaller one.
    """
    declared = _CHARSET.search(data[:4096])
    text, guessed = decode(data, declared[1].decode() if declared else None)
    whole = clean(text)
    page = _parsed(whole, _MAIN.search(whole) is not None, progress)
    if page.inside < _LEAST_MAIN * (page.inside + page.outside):
        page = _parsed(whole, False, progress)
    document = page.sections.document("".join(page.title), page.remarks(guessed), page.concealed.all())
    progress(len(document.pages), len(document.pages))
    return document


def _parsed(text: str, has_main: bool, progress: Progress) -> _Page:
    page = _Page(has_main)
    target: Any = page
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True)
    raw = text.encode()
    try:
        for count, start in enumerate(range(0, len(raw), _CHUNK)):
            parser.feed(raw[start : start + _CHUNK])
            if count % _EVERY == 0:
                done = min(page.sections.pages, MAX_PAGES)
                progress(done, done)
        parser.close()
    except etree.LxmlError as error:
        raise ParseFailed("This web page cannot be read; save it again, or as PDF, and deposit the copy.") from error
    return page


class _Page:
    """Takes the parser's events in order and keeps what a reader of the page sees."""

    def __init__(self, has_main: bool) -> None:
        self.sections = Sections("html")
        self.concealed = Concealed()
        self.title: list[str] = []
        self.inside = self.outside = 0
        self._has_main = has_main
        self._styles = Stylesheet()
        self._sheet: list[str] = []
        self._text: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._unseen: HiddenKind | None = None
        self._silent = self._depth = self._margins = self._inserted = 0
        self._grounds: list[bool] = []
        self._places: list[str] = []
        self._around: list[int] = []
        self._in_title = self._in_sheet = False
        self._tables: list[Grid] = []
        self._lists: list[int | None] = []
        self._label = ""

    def start(self, tag: str | bytes, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        tag = str(tag)
        if self._depth:
            self._depth += tag not in _VOID
        elif tag in _SILENT:
            self._silent = self._depth = 1
            self._in_sheet = tag == "style"
        elif tag not in _VOID and (kind := self._concealed(tag, attributes)) is not None:
            self._unseen, self._depth = kind, 1
        elif tag == "title":
            self._in_title = True
        elif tag == "br":
            self._text.append("\n")
        elif tag not in _VOID:
            self._grounds.append(has_ground(attributes))
            self._places.append(_place(tag, attributes))
            self._open(tag, attributes)

    def _concealed(self, tag: str, attributes: Mapping[str, str]) -> HiddenKind | None:
        """How an element is kept from a reader, if it is; white letters are where nothing lies behind them."""
        if self._styles.hides(tag, attributes):
            return "unseen"
        if is_white(attributes) and not has_ground(attributes) and not any(self._grounds):
            return "unseen"
        return _CONCEALED.get(tag)

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        place = self._places[-1]
        if tag in _HEADINGS or tag in _BREAKS or place:
            self._flush()
        self._margins += place == "margin"
        if place == "main":
            # Pages forget to end a header: what begins as the main part is in no margin.
            self._around.append(self._margins)
            self._margins = 0
        if tag in _HEADINGS:
            self._kind, self._level = "heading", _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._lists.append(_number(attributes.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._entry(attributes)
        elif tag == "ins":
            self._inserted += 1
        elif tag == "table":
            self._tables.append(Grid())
        elif tag == "tr" and self._tables:
            self._tables[-1].row()
        elif tag in ("td", "th") and self._tables:
            across, down = _number(attributes.get("colspan"), 1), _number(attributes.get("rowspan"), 1)
            self._tables[-1].cell(across, down)

    def _entry(self, attributes: Mapping[str, str]) -> None:
        """An entry of a list; those of a numbered one begin with their number."""
        self._kind = "list"
        count = self._lists[-1] if self._lists else None
        if count is not None and not self._furniture:
            count = _number(attributes.get("value"), count)
            self._lists[-1] = count + 1
            self._label = f"{count}. "

    def end(self, tag: str | bytes) -> None:
        """An element ends."""
        tag = str(tag)
        if self._depth:
            self._depth -= tag not in _VOID
            if not self._depth:
                self._end_unseen()
        elif tag == "title":
            self._in_title = False
        elif tag not in _VOID:
            self._close(tag)

    def _end_unseen(self) -> None:
        if self._in_sheet:
            self._styles.take("".join(self._sheet))
            self._sheet, self._in_sheet = [], False
        self._unseen, self._silent = None, 0
        self.concealed.pause()

    def _close(self, tag: str) -> None:
        place = self._places.pop() if self._places else ""
        if self._grounds:
            self._grounds.pop()
        if tag in _HEADINGS or tag in _BREAKS or place:
            self._flush()
        self._margins -= place == "margin"
        if place == "main" and self._around:
            self._margins = self._around.pop()
        if tag == "ins" and self._inserted:
            self._inserted -= 1
            self.concealed.pause()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "table" and self._tables:
            self._end_table()

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._in_title:
            self.title.append(text)
        elif self._in_sheet:
            self._sheet.append(text)
        elif self._unseen is not None:
            self.concealed.add(self._unseen, self.sections.pages, text)
        elif not self._silent:
            self._text.append(text)
            if self._inserted:
                self.concealed.add("inserted", self.sections.pages, text)

    def close(self) -> None:
        """The page ends, with whatever was left open."""
        self._flush()
        while self._tables:
            self._end_table()

    def remarks(self, guessed: str | None) -> list[str]:
        """What to tell the depositor."""
        said: list[str] = []
        if guessed is not None:
            said.append(f"The page names no encoding and was read as {guessed}; look whether it is right.")
        unseen, deleted = self.concealed.characters["unseen"], self.concealed.characters["deleted"]
        if unseen:
            said.append(f"{unseen:,} characters formatted as hidden text were left out.")
        if deleted:
            said.append(f"{deleted:,} characters marked as deleted were left out; inserted ones stay.")
        return said

    def _end_table(self) -> None:
        table = self._tables.pop()
        rows = table.rows
        if self._tables:
            self._text.append("; ".join(", ".join(cell for cell in row if cell) for row in rows))
            self._flush()
        elif table.columns < 2:
            # A table of one column lays out a page; its cells are paragraphs.
            for row in rows:
                self._add("paragraph", " ".join(row))
        elif self._furniture:
            self._add("paragraph", " | ".join(cell for row in rows for cell in row if cell))
        else:
            self.inside += sum(len(cell) for row in rows for cell in row)
            self.sections.table(rows)

    @property
    def _furniture(self) -> bool:
        return self._margins > 0 or (self._has_main and not self._around)

    def _flush(self) -> None:
        text = "".join(self._text).strip()
        kind, level, label = self._kind, self._level, self._label
        self._text, self._kind, self._level = [], "paragraph", 0
        if not text:
            if kind == "list":
                self._kind = "list"
            return
        self._label = ""
        self.concealed.pause()
        if self._tables:
            self._tables[-1].add(text)
        else:
            self._add(kind, label + text, level)

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        if self._furniture:
            self.outside += len(text)
            self.sections.add("furniture", text)
        else:
            self.inside += len(text)
            self.sections.add(kind, text, level)


def _place(tag: str, attributes: Mapping[str, str]) -> str:
    """Whether an element is the main part of the page, one of its margins, or neither."""
    role = attributes.get("role")
    if tag == "main" or role == "main":
        return "main"
    # The way from the home page down to this one leads about the site, and is no part of the text.
    crumbs = "breadcrumb" in attributes.get("class", "").lower()
    return "margin" if tag in _MARGINS or role in _MARGIN_ROLES or crumbs else ""


def _number(told: str | None, otherwise: int) -> int:
    return int(told) if told is not None and told.isascii() and told.isdigit() and len(told) < 7 else otherwise
