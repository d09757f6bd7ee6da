"""The manifest of an archive: which files, by whom, marked how, for whom (interface: command line)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import IngestError
from models.clock import parse_instant
from models.deposit import Deposit, MarkingDeclared
from models.scheme import HANDLING_CODES, TLP, UnknownLevel

COLUMNS = ("file", "originator", "marking", "release_to", "exclude", "pillars", "title", "published_at")
RELEASABLE = ("file", "originator", "marking", "release_to")
"""Cells that a row needs to end ``released``; the others may be empty."""


class ManifestUnreadable(IngestError):
    """The manifest is no CSV with the columns it needs."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the manifest; ``said`` is None where its cells cannot be read, and ``problem`` says why."""

    line: int
    file: str
    said: Deposit | None
    complete: bool
    problem: str | None = None


def read_manifest(path: Path) -> list[Row]:
    """Read a manifest in UTF-8, cells separated by comma, semicolon or tab; raise ``ManifestUnreadable``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ManifestUnreadable(f"{path} is not in UTF-8; save it as CSV in UTF-8.") from None
    except OSError as error:
        raise ManifestUnreadable(f"{path} cannot be read: {error.strerror}.") from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    strange = sorted(set(names) - set(COLUMNS))
    if "file" not in names or strange:
        why = f"does not know the column '{strange[0][:40]}'" if strange else "has no column 'file'"
        raise ManifestUnreadable(f"{path} {why}; its first line names some of: {', '.join(COLUMNS)}.")
    reader.fieldnames = names
    try:
        return [_row(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise ManifestUnreadable(f"{path} is no CSV at line {reader.line_num}: {error}.") from None


def read_marking(words: str) -> MarkingDeclared:
    """Read ``interpol:IR``, ``interpol:IR TLP:AMBER H1``; words that are none of these are kept.

    What they mean is decided where every marking is: an unknown one has rank 5 and is held (case 23).
    """
    level, tlp, handling = "", None, []
    for word in words.split():
        label = word.upper().removeprefix("TLP:")
        if word.upper().startswith("TLP:") and label in TLP:
            tlp = label
        elif word.upper() in HANDLING_CODES:
            handling.append(word.upper())
        elif not level and ":" in word:
            level = word
        else:
            return MarkingDeclared(text=words)
    scheme, _, code = level.partition(":")
    if not (scheme and code):
        return MarkingDeclared(text=words)
    return MarkingDeclared(scheme=scheme, level=code, tlp=tlp, handling=handling)


def _marking(words: str) -> MarkingDeclared:
    """Read a cell; a level that does not exist is a marking nobody can read: held, not refused."""
    said = read_marking(words)
    try:
        said.value()
    except UnknownLevel:
        return MarkingDeclared(text=words)
    return said


def _row(line: int, raw: dict[str | None, str | list[str] | None]) -> Row:
    cells = {name: str(text or "").strip() for name, text in raw.items() if name is not None}
    file = cells.get("file", "")
    complete = all(cells.get(name) for name in RELEASABLE)
    if None in raw:
        return Row(line, file, None, complete, "has more cells than the first line names columns")
    if not file:
        return Row(line, file, None, complete, "names no file")
    try:
        return Row(line, file, _said(cells), complete)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Row(line, file, None, complete, f"{first['loc'][0]}: {first['msg']}")
    except ValueError as error:
        return Row(line, file, None, complete, f"published_at: {error}")


def _said(cells: dict[str, str]) -> Deposit:
    def words(name: str) -> list[str] | None:
        return cells.get(name, "").split() or None

    return Deposit(
        title=cells.get("title") or None,
        originators=words("originator"),
        marking=_marking(cells["marking"]) if cells.get("marking") else None,
        release_to=words("release_to"),
        exclude=words("exclude") or [],
        pillars=words("pillars"),
        published_at=parse_instant(cells["published_at"]).date() if cells.get("published_at") else None,
    )
