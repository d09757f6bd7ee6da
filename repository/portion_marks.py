"""Portion marks against the marking of the whole (cases 10, 11): what is refused, and what is doubted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.marking import Marking
from models.marks import PortionMark, raised_to, read_mark
from models.scheme import RANKS

Problems = dict[str, str]
Suggestions = Mapping[str, Any]


def marks_in(suggestions: Suggestions, scheme: str | None) -> list[tuple[PortionMark, int]]:
    """Return the portion marks that ingest found, as the scheme declared now reads them, with their pages."""
    found = suggestions.get("portion_marks", [])
    read = [(read_mark(entry["text"], scheme), entry["page"]) for entry in found]
    return [(mark, page) for mark, page in read if mark is not None]


def torn_marks(
    selectors: Iterable[str], suggestions: Suggestions, scheme: str | None
) -> Iterable[tuple[PortionMark, int | None]]:
    """Yield the marks on what the selectors of a tearline take, with the page where a whole page is taken.

    A mark stands on every page and passage that ingest has found it on, and under the headings above those.
    """
    chosen = list(selectors)
    pages = {words.strip() for kind, _, words in (one.partition(":") for one in chosen) if kind == "page"}
    headings = {_plain(words) for kind, _, words in (one.partition(":") for one in chosen) if kind == "heading"}
    for entry in suggestions.get("portion_marks", []):
        mark = read_mark(entry["text"], scheme)
        if mark is None:
            continue
        on = [page for page in entry.get("pages", [entry["page"]]) if str(page) in pages]
        under = headings & {_plain(heading) for heading in entry.get("headings", [])}
        if on or under or not set(chosen).isdisjoint(entry.get("portions", [])):
            yield mark, on[0] if on else None


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def portion_problems(marking: Marking, suggestions: Suggestions, rank: int | None = None) -> Problems:
    """Return why a marking does not fit the portions of its document; marks that are unclear refuse nothing.

    ``marking`` is as declared, not as its originator counts it: the marks in the file mean the same levels.
    ``rank`` is that of the whole where a joint marking is higher (case 17).
    """
    whole = marking.rank if rank is None else rank
    marks = marks_in(suggestions, marking.scheme) if marking.known else []
    highest = max((mark.rank for mark, _ in marks), default=whole)
    clear = [(mark, page) for mark, page in marks if not mark.ambiguous and mark.rank > whole]
    if clear:
        mark, page = max(clear, key=lambda found: found[0].rank)
        return {"marking": _higher(mark, page, marking)}
    if highest < whole and not marking.compilation_reason:
        return {
            "marking.compilation_reason": f"every part that the file marks is lower than {marking.label}; "
            "say why the whole is higher, or lower it (case 11)"
        }
    return {}


def portion_doubts(marking: Marking, suggestions: Suggestions, rank: int | None = None) -> Iterable[str]:
    """Yield a reason to hold for each portion mark that may mean more than the whole, and may not."""
    whole = marking.rank if rank is None else rank
    for mark, page in marks_in(suggestions, marking.scheme) if marking.known else []:
        if mark.ambiguous and mark.rank > whole:
            yield f"a portion on page {page} carries '({mark.text})', which may be higher than {marking.label}"


def _higher(mark: PortionMark, page: int, marking: Marking) -> str:
    level = raised_to(mark.rank, marking.scheme)
    proposed = level.label if level else RANKS[mark.rank]
    return (
        f"a portion on page {page} is marked '({mark.text})', which is higher than {marking.label}; "
        f"raise the document to {proposed} (case 10)"
    )
