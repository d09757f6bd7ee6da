"""A web page to a document: its headings, paragraphs, lists and tables; nothing is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from ingest.characters import clean
from ingest.encoding import decode
from ingest.errors import ParseFailed
from ingest.sections import Sections
from ingest.structure import MAX_PAGES, BlockKind, Document

Progress = Callable[[int, int], None]

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})""", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "select", "textarea", "datalist"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "blockquote",
        "pre",
        "figure",
    }
    | {
        "figcaption",
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "li",
        "table",
        "form",
        "fieldset",
        "address",
        "hr",
        "body",
        "caption",
    }
)
_MARGINS = frozenset({"nav", "footer", "aside"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CHUNK = 1 << 16
_EVERY = 16


def read(data: bytes, progress: Progress) -> Document:
    """Parse a page as a stream, so that nesting however deep costs nothing."""
    declared = _CHARSET.search(data[:4096])
    text, guessed = decode(data, declared[1].decode() if declared else None)
    page = _Page()
    target: Any = page
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True)
    raw = clean(text).encode()
    try:
        for count, start in enumerate(range(0, len(raw), _CHUNK)):
            parser.feed(raw[start : start + _CHUNK])
            if count % _EVERY == 0:
                done = min(page.sections.pages, MAX_PAGES)
                progress(done, done)
        parser.close()
    except etree.LxmlError as error:
        raise ParseFailed("This web page cannot be read; save it again, or as PDF, and deposit the copy.") from error
    document = page.sections.document("".join(page.title), page.remarks(guessed))
    progress(len(document.pages), len(document.pages))
    return document


class _Page:
    """Takes the parser's events in order and keeps what a reader of the page sees."""

    def __init__(self) -> None:
        self.sections = Sections("html")
        self.title: list[str] = []
        self._text: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._unseen = 0
        self._margins = 0
        self._hidden = 0
        self._in_title = False
        self._tables: list[list[list[str]]] = []

    def start(self, tag: str | bytes, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        tag = str(tag)
        if self._unseen:
            self._unseen += tag not in _VOID
        elif tag in _UNSEEN or (tag not in _VOID and _hides(attributes)):
            self._unseen = 1
        elif tag == "title":
            self._in_title = True
        elif tag == "br":
            self._text.append("\n")
        else:
            self._open(tag)

    def _open(self, tag: str) -> None:
        if tag in _HEADINGS or tag in _BREAKS:
            self._flush()
        if tag in _HEADINGS:
            self._kind, self._level = "heading", _HEADINGS[tag]
        elif tag == "li":
            self._kind = "list"
        elif tag in _MARGINS:
            self._margins += 1
        elif tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._flush()
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            self._flush()
            if not self._tables[-1]:
                self._tables[-1].append([])
            self._tables[-1][-1].append("")

    def end(self, tag: str | bytes) -> None:
        """An element ends."""
        tag = str(tag)
        if self._unseen:
            self._unseen -= tag not in _VOID
        elif tag == "title":
            self._in_title = False
        elif tag in _HEADINGS or tag in _BREAKS or tag in ("td", "th", "tr"):
            self._flush()
            self._margins -= tag in _MARGINS and self._margins > 0
            if tag == "table" and self._tables:
                self._end_table()

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._in_title:
            self.title.append(text)
        elif self._unseen:
            self._hidden += len(text.strip())
        else:
            self._text.append(text)

    def close(self) -> None:
        """The page ends, with whatever was left open."""
        self._flush()
        while self._tables:
            self._end_table()

    def remarks(self, guessed: str | None) -> list[str]:
        """What to tell the depositor."""
        return (
            []
            if guessed is None
            else [f"The page names no encoding and was read as {guessed}; look whether it is right."]
        )

    def _end_table(self) -> None:
        rows = self._tables.pop()
        if self._tables:
            self._text.append("; ".join(", ".join(cell for cell in row if cell) for row in rows))
            self._flush()
        elif max((len(row) for row in rows), default=0) < 2:
            # A table of one column lays out a page; its cells are paragraphs.
            for row in rows:
                self.sections.add("paragraph", " ".join(row))
        else:
            self.sections.table(rows)

    def _flush(self) -> None:
        text = "".join(self._text).strip()
        kind, level = self._kind, self._level
        self._text, self._kind, self._level = [], "paragraph", 0
        if not text:
            if kind == "list":
                self._kind = "list"
        elif self._tables:
            rows = self._tables[-1]
            if rows and rows[-1]:
                rows[-1][-1] = f"{rows[-1][-1]} {text}".strip()
        elif self._margins:
            self.sections.add("furniture", text)
        else:
            self.sections.add(kind, text, level)


def _hides(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _HIDING.search(attributes.get("style", "")) is not None
