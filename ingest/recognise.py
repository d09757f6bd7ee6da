"""Pages that are pictures of text: drawn by one confined process, recognised by another, page after page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from ingest.attempt import Attempts, Reading
from ingest.engine import Engine, EngineFailed, Picture
from ingest.errors import ParseFailed
from ingest.image import Raster
from ingest.recognised import recognised_pages
from ingest.remarks import Remarks
from ingest.sandbox import drawn
from ingest.sniff import Source
from ingest.structure import MAX_WARNINGS, Document, Page
from search.language import detect

Progress = Callable[[int, int], None]

DPI = 200
"""Dots an inch at which pages are drawn: a quarter faster than 300 and, once passed-over lines are read, as good."""

_POINTS = 72
_AT_ONCE = 20
_MOST_FAILURES = 3
"""Pages one after the other that fail before the rest is left; each may take as long as is allowed."""
_MOST_SECONDS = 4 * 3600.0
_SAMPLE = 4_000
_RECOGNISED = "its text was recognised in a picture, {} % sure on average, so words may be wrong."
_NO_ENGINE = "its text is a picture, and no text recognition is installed, so it cannot be searched."
_LEFT = "it was left out, since recognising the pages before it took too long or failed."


class Kept(Protocol):
    """Where the readings of a document are kept until all of it is read, so that nothing is read twice."""

    def load(self, page: int) -> Reading | None:
        """Return what was read on a page before."""

    def keep(self, page: int, reading: Reading) -> None:
        """Keep what was read on a page."""


def recognise(
    document: Document,
    source: Source,
    engine: Engine,
    *,
    kept: Kept | None = None,
    languages: Sequence[str] = (),
    on_progress: Progress | None = None,
    password: str | None = None,
) -> Document:
    """Return the document with what could be recognised on its pictures, and warnings that say what could not.

    ``languages`` are the declared ones (ISO 639-1); ``on_progress`` is told pictures done and in all, and may
    raise to stop: what is ``kept`` is not read again.
    """
    pictures = [page for page in document.pages if page.picture and page.width > 0 and page.height > 0]
    if not pictures:
        return document
    remarks = Remarks()
    if not engine.languages():
        for page in pictures:
            remarks.add(_NO_ENGINE, page.number)
        return _with(document, {}, remarks)
    work = _Work(source, password, engine, Attempts(engine, _likely(document, languages)), kept, remarks)
    readings: list[tuple[Page, Reading]] = []
    for done, page in enumerate(pictures, start=1):
        reading = work.reading(page, pictures[done:])
        if reading is not None:
            readings.append((page, reading))
        if on_progress is not None:
            on_progress(done, len(pictures))
    made = {page.number: page for page in recognised_pages(readings)}
    _remark(pictures, made, remarks)
    return _with(document, made, remarks)


def without_text(document: Document) -> str:
    """Say why nothing of a document can be searched, and what to do."""
    if not any(page.picture for page in document.pages):
        return "No text was found to index; deposit a version with text."
    if any(warning.endswith(_NO_ENGINE) for warning in document.warnings):
        return (
            "The pages of this document are pictures, and no text recognition is installed here; ask the operator "
            "to install it ('concord doctor' says how), or deposit a version with text."
        )
    return "The pages of this document are pictures in which no text was recognised; deposit a version with text."


class _Work:
    """The pictures of one document, drawn ahead as they are asked for in order."""

    def __init__(
        self,
        source: Source,
        password: str | None,
        engine: Engine,
        attempts: Attempts,
        kept: Kept | None,
        remarks: Remarks,
    ) -> None:
        self._source, self._password, self._engine = source, password, engine
        self._attempts, self._kept, self._remarks = attempts, kept, remarks
        self._drawing: Iterator[Raster] = iter(())
        self._ahead: list[int] = []
        self._failures = 0
        self._end = time.monotonic() + _MOST_SECONDS

    def reading(self, page: Page, following: Sequence[Page]) -> Reading | None:
        """Return what is read on a page; None, and a remark, where it fails."""
        before = self._kept.load(page.number) if self._kept is not None else None
        if before is not None:
            self._attempts.learn(before)
            return before
        if self._failures >= _MOST_FAILURES or time.monotonic() >= self._end:
            self._remarks.add(_LEFT, page.number)
            return None
        try:
            found = self._attempts.read(self._picture(page, following))
        except (EngineFailed, ParseFailed) as error:
            self._failures += 1
            said = str(error).rstrip(".")
            self._remarks.add(f"its text is a picture and could not be recognised ({said}).", page.number)
            return None
        self._failures = 0
        if self._kept is not None:
            self._kept.keep(page.number, found)
        return found

    def _picture(self, page: Page, following: Sequence[Page]) -> Picture:
        if not self._ahead or self._ahead[0] != page.number:
            self._ahead = [page.number, *(after.number for after in following[: _AT_ONCE - 1])]
            self._drawing = drawn(self._source, tuple(self._ahead), DPI, password=self._password)
        self._ahead.pop(0)
        try:
            raster = next(self._drawing)
        except (ParseFailed, StopIteration) as error:
            # The rest is drawn anew: one page that cannot be drawn stops its process.
            self._ahead = []
            raise ParseFailed(str(error) or "it cannot be drawn") from error
        return Picture.of(raster, max(1, round(raster.width * _POINTS / page.width)))


def _likely(document: Document, declared: Sequence[str]) -> list[str]:
    """The language of the text that the document has, then the declared ones."""
    text = " ".join(block.text for page in document.pages[:20] for block in page.blocks)[:_SAMPLE]
    own = detect(text)
    return [*([own] if own else []), *declared]


def _remark(pictures: Sequence[Page], made: dict[int, Page], remarks: Remarks) -> None:
    sure = [page.confidence for page in made.values() if page.confidence is not None]
    mean = round(100 * sum(sure) / len(sure)) if sure else 0
    for page in pictures:
        found = made.get(page.number)
        if found is None:
            continue
        if found.confidence is not None:
            remarks.add(_RECOGNISED.format(mean), page.number)
        elif not found.has_text:
            remarks.add("no text was recognised in its picture, so it cannot be searched.", page.number)


def _with(document: Document, made: dict[int, Page], remarks: Remarks) -> Document:
    pages = tuple(made.get(page.number, page) for page in document.pages)
    warnings = (*document.warnings, *remarks.sentences())[:MAX_WARNINGS]
    return replace(document, pages=pages, warnings=warnings)
