"""A plain text to a document: paragraphs between blank lines, headings as Markdown or capitals mark them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.encoding import decode
from ingest.errors import ParseFailed
from ingest.numbering import is_list_entry, numbering_rank
from ingest.sections import Sections
from ingest.structure import MAX_PAGES, Document

Progress = Callable[[int, int], None]

_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\Z")
_UNDERLINE = re.compile(r"(=+|-+)\s*\Z")
_CAPITALS_LEVEL = 2
_MAX_HEADING = 120
_EVERY = 2_000


def read(data: bytes, progress: Progress) -> Document:
    """Parse a text; form feeds end pages, as do 3,000 characters where a text has none."""
    text, guessed = decode(data)
    if "\0" in text:
        raise ParseFailed("This file holds NUL characters, so it is no text; save it as UTF-8 text or PDF.")
    sections = Sections("text", by_length="\f" not in text)
    for number, chunk in enumerate(text.split("\f")):
        if number:
            sections.turn()
        for count, lines in enumerate(_paragraphs(chunk), start=1):
            _add(lines, sections)
            if count % _EVERY == 0:
                progress(min(sections.pages, MAX_PAGES), min(sections.pages, MAX_PAGES))
    warnings = (
        [] if guessed is None else [f"The text names no encoding and was read as {guessed}; look whether it is right."]
    )
    document = sections.document(None, warnings)
    progress(len(document.pages), len(document.pages))
    return document


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines between blank ones; a list entry or a heading begins anew without one."""
    held: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped:
            if held:
                yield held
            held = []
            continue
        if held and (_HASHES.match(stripped) or is_list_entry(stripped)):
            yield held
            held = []
        held.append(stripped)
        if _HASHES.match(stripped):
            yield held
            held = []
    if held:
        yield held


def _add(lines: list[str], sections: Sections) -> None:
    marked = _HASHES.match(lines[0])
    if marked:
        sections.add("heading", marked[2], len(marked[1]))
        return
    if len(lines) >= 2 and _UNDERLINE.match(lines[1]) and len(lines[0]) <= _MAX_HEADING and len(lines[1]) >= 3:
        sections.add("heading", lines[0], 1 if lines[1].startswith("=") else 2)
        lines = lines[2:]
    elif _capitals(lines):
        sections.add("heading", " ".join(lines), _CAPITALS_LEVEL + min(6, numbering_rank(lines[0])))
        return
    text = " ".join(lines)
    sections.add("list" if is_list_entry(text) else "paragraph", text)


def _capitals(lines: list[str]) -> bool:
    """One or two short lines in capitals, with a word in them."""
    if len(lines) > 2 or sum(len(line) for line in lines) >= _MAX_HEADING:
        return False
    text = " ".join(lines)
    letters = sum(char.isalpha() for char in text)
    return letters >= 4 and text.isupper() and 2 * letters > len(text)
