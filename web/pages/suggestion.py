"""What ingest suggests of an assessment, ready to stand beside the fields it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.marks import PortionMark
from models.scheme import Recognised, classification_schemes, recognise
from repository.disclosure import ReleasedPortion
from repository.portion_marks import marks_in

SURE = 0.8
"""From here on a suggestion may be taken over together with others."""
EVIDENCE = 5
"""So many places are quoted for a suggestion, the first in sight and the others folded."""
_AROUND = 90
_LONGEST = 360
_DATES = 3

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suggested:
    """One value with how sure it is, 0 to 1, the page it was found on, and the words that speak for it.

    ``portions`` names the passages that say so; ``more`` holds what belongs to the value besides.
    """

    value: str
    confidence: float | None = None
    page: int | None = None
    evidence: tuple[tuple[int, str], ...] = ()
    portions: tuple[str, ...] = ()
    more: Raw = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Tell whether it may be taken over together with others."""
        return self.confidence is not None and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Banner:
    """Words of marking in the file, and every enforced level that they may mean."""

    page: int
    text: str
    levels: tuple[Recognised, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that a reader of the file does not see, or sees as changed: deleted, inserted, comment, unseen ..."""

    kind: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything suggested; a field that nothing is suggested for is None or empty."""

    title: Suggested | None = None
    reference: Suggested | None = None
    kind: Suggested | None = None
    period: Suggested | None = None
    horizon: Suggested | None = None
    languages: tuple[Suggested, ...] = ()
    dates: tuple[Suggested, ...] = ()
    pillars: tuple[Suggested, ...] = ()
    areas: tuple[Suggested, ...] = ()
    countries: tuple[Suggested, ...] = ()
    regions: tuple[Suggested, ...] = ()
    organizations: tuple[Suggested, ...] = ()
    actors: tuple[Suggested, ...] = ()
    judgements: tuple[Suggested, ...] = ()
    threat_levels: tuple[Suggested, ...] = ()
    recommendations: tuple[Suggested, ...] = ()
    gaps: tuple[Suggested, ...] = ()
    banners: tuple[Banner, ...] = ()
    portion_marks: tuple[tuple[PortionMark, int], ...] = ()
    hidden: tuple[Hidden, ...] = ()
    headings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


_SINGLE = ("title", "reference", "kind", "period", "horizon")
_SEVERAL = (
    "languages",
    "pillars",
    "areas",
    "countries",
    "regions",
    "organizations",
    "actors",
    "judgements",
    "threat_levels",
    "recommendations",
    "gaps",
)


def read(raw: Raw, portions: Iterable[ReleasedPortion] = (), scheme: str | None = None) -> Suggestions:
    """Return what was suggested; ``portions`` are those the reader may see, for the words of the evidence.

    Portion marks, each with its page, are read in the scheme that is declared now.
    """
    texts = {portion.id: portion for portion in portions}
    fields: dict[str, Any] = {name: _one(raw[name], texts) for name in _SINGLE if raw.get(name)}
    fields |= {name: tuple(_one(entry, texts) for entry in raw.get(name, ())) for name in _SEVERAL}
    dated = [*([raw["published_at"]] if raw.get("published_at") else []), *raw.get("dates", [])]
    days: dict[str, Suggested] = {}
    for entry in dated:
        days.setdefault(entry["value"], _one(entry, texts))
    hidden = (Hidden(str(h.get("kind", "")), h.get("page") or 0, str(h.get("text", ""))) for h in raw.get("hidden", ()))
    return Suggestions(
        **fields,
        dates=tuple(days.values())[:_DATES],
        banners=tuple(_banner(entry) for entry in raw.get("banners", [])),
        portion_marks=tuple(marks_in(raw, scheme)),
        hidden=tuple(hidden),
        headings=tuple(raw.get("headings", [])),
        warnings=tuple(raw.get("warnings", [])),
    )


def has_evidence(raw: Raw) -> bool:
    """Tell whether anything suggested quotes the file."""
    entries = [raw[name] for name in (*_SINGLE, "published_at") if raw.get(name)]
    entries += [entry for name in _SEVERAL for entry in raw.get(name, ())]
    return any(entry.get("evidence") for entry in entries)


def _one(entry: Raw, texts: dict[str, ReleasedPortion]) -> Suggested:
    places = entry.get("evidence", [])
    shown = [found for place in places if (found := _words(place, texts)) is not None]
    rest = {key: value for key, value in entry.items() if key not in ("value", "confidence", "page", "evidence")}
    return Suggested(
        str(entry["value"]),
        entry.get("confidence"),
        entry.get("page"),
        tuple(shown[:EVIDENCE]),
        tuple(dict.fromkeys(place["portion"] for place in places)),
        rest,
    )


def _words(evidence: Raw, texts: dict[str, ReleasedPortion]) -> tuple[int, str] | None:
    """Return the words of a piece of evidence with some around them, or None where they may not be shown."""
    portion = texts.get(evidence["portion"])
    if portion is None:
        return None
    text = portion.text
    # Words are left whole: the cut falls on the blank before and the blank after.
    start = text.rfind(" ", 0, max(evidence["start"] - _AROUND, 0)) + 1
    last = min(evidence["end"], evidence["start"] + _LONGEST) + _AROUND
    end = text.find(" ", min(last, len(text)))
    words = text[start : end if end >= 0 else len(text)].strip()
    return portion.page, ("… " if start else "") + words + (" …" if end >= 0 else "")


def _banner(entry: Raw) -> Banner:
    enforced = {scheme.id for scheme in classification_schemes()}
    levels = tuple(found for found in recognise(entry["text"]) if found.scheme in enforced)
    return Banner(entry["page"], entry["text"], levels)
