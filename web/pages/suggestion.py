"""What ingest suggests of an assessment, ready to stand beside the fields it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.marks import PortionMark
from models.scheme import Recognised, classification_schemes, recognise
from repository.disclosure import ReleasedPortion
from repository.portion_marks import marks_in

EVIDENCE = 2
_AROUND = 90

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suggested:
    """One value with how sure it is, 0 to 1, the page it was found on, and the words that speak for it."""

    value: str
    confidence: float | None = None
    page: int | None = None
    evidence: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Banner:
    """Words of marking in the file, and every enforced level that they may mean."""

    page: int
    text: str
    levels: tuple[Recognised, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything suggested; a field that nothing is suggested for is None or empty."""

    title: Suggested | None = None
    reference: Suggested | None = None
    languages: tuple[Suggested, ...] = ()
    dates: tuple[Suggested, ...] = ()
    pillars: tuple[Suggested, ...] = ()
    banners: tuple[Banner, ...] = ()
    portion_marks: tuple[tuple[PortionMark, int], ...] = ()
    warnings: tuple[str, ...] = ()


def read(raw: Raw, portions: Iterable[ReleasedPortion] = (), scheme: str | None = None) -> Suggestions:
    """Return what was suggested; ``portions`` are those the reader may see, for the words of the evidence.

    Portion marks, each with its page, are read in the scheme that is declared now.
    """
    texts = {portion.id: portion for portion in portions}
    dated = [*([raw["published_at"]] if raw.get("published_at") else []), *raw.get("dates", [])]
    days: dict[str, Suggested] = {}
    for entry in dated:
        days.setdefault(entry["value"], _one(entry, texts))
    return Suggestions(
        title=_one(raw["title"], texts) if raw.get("title") else None,
        reference=_one(raw["reference"], texts) if raw.get("reference") else None,
        languages=tuple(_one(entry, texts) for entry in raw.get("languages", [])),
        dates=tuple(days.values()),
        pillars=tuple(_one(entry, texts) for entry in raw.get("pillars", [])),
        banners=tuple(_banner(entry) for entry in raw.get("banners", [])),
        portion_marks=tuple(marks_in(raw, scheme)),
        warnings=tuple(raw.get("warnings", [])),
    )


def _one(entry: Raw, texts: dict[str, ReleasedPortion]) -> Suggested:
    shown = [found for e in entry.get("evidence", []) if (found := _words(e, texts)) is not None]
    return Suggested(entry["value"], entry.get("confidence"), entry.get("page"), tuple(shown[:EVIDENCE]))


def _words(evidence: Raw, texts: dict[str, ReleasedPortion]) -> tuple[int, str] | None:
    """Return the words of a piece of evidence with some around them, or None where they may not be shown."""
    portion = texts.get(evidence["portion"])
    if portion is None:
        return None
    text = portion.text
    # Words are left whole: the cut falls on the blank before and the blank after.
    start = text.rfind(" ", 0, max(evidence["start"] - _AROUND, 0)) + 1
    end = text.find(" ", min(evidence["end"] + _AROUND, len(text)))
    words = text[start : end if end >= 0 else len(text)].strip()
    return portion.page, ("… " if start else "") + words + (" …" if end >= 0 else "")


def _banner(entry: Raw) -> Banner:
    enforced = {scheme.id for scheme in classification_schemes()}
    levels = tuple(found for found in recognise(entry["text"]) if found.scheme in enforced)
    return Banner(entry["page"], entry["text"], levels)
