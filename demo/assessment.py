"""A sample assessment as written in ``documents/*.toml``: content, marking and circulation."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from models.likelihood import term

Format = Literal["pdf", "docx"]
State = Literal["released", "submitted", "held", "draft"]
Metadata = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: a caption, the columns' heads, and rows of as many cells."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section. A detachable one (a tearline) carries a banner of its own."""

    heading: str
    text: str
    table: Table | None = None
    banner: str | None = None

    def blocks(self) -> list[tuple[str, str]]:
        """Return the text as ("paragraph" | "item", words) in reading order."""
        return blocks(self.text)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A key judgement; ``likelihood`` is a code of the assessment's likelihood scheme (domain 7)."""

    statement: str
    likelihood: str
    confidence: str
    trend: str
    threat_level: str | None = None
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One sample document; ``metadata`` is what its originator deposits beside the file."""

    key: str
    state: State
    format: Format
    language: str
    issuer: str
    banner: str
    title: str
    subtitle: str
    summary: str
    likelihood_scheme: str
    judgements: tuple[Judgement, ...]
    sections: tuple[Section, ...]
    recommendations: tuple[str, ...]
    metadata: Metadata = field(hash=False)

    @property
    def reference(self) -> str:
        """Return the originator's own reference."""
        return str(self.metadata["reference"])

    @property
    def tlp(self) -> str | None:
        """Return the TLP label, without the letters TLP, where there is one."""
        return cast("str | None", self.metadata["marking"].get("tlp"))

    def deposit(self, at: datetime) -> Metadata:
        """Return the metadata to deposit at the instant, as plain JSON values.

        An embargo lies a fixed number of days after the instant, at midnight UTC, so that it is always ahead; so
        does a review, which may lie before it.
        """
        said = {key: value for key, value in self.metadata.items() if key not in ("embargo_days", "review_days")}
        body: Metadata = {"title": self.title, "languages": [self.language], "judgements": self._judged()} | said
        body["marking"] = {"text": self.banner} | self.metadata["marking"]
        if "embargo_days" in self.metadata:
            body["embargo_until"] = _midnight(at, self.metadata["embargo_days"]).isoformat()
        if "review_days" in self.metadata:
            body["review_by"] = _midnight(at, self.metadata["review_days"]).date().isoformat()
        return cast("Metadata", json.loads(json.dumps(body)))

    def _judged(self) -> list[Metadata]:
        """Return the judgements as metadata; each rests on the whole, its likelihood as printed."""
        return [
            {
                "statement": judgement.statement,
                "likelihood": {"scheme": self.likelihood_scheme, "word": self._word(judgement)},
                "confidence": judgement.confidence,
                "trend": judgement.trend,
                "threat_level": judgement.threat_level,
                "areas": judgement.areas,
                "regions": judgement.regions,
            }
            for judgement in self.judgements
        ]

    def _word(self, judgement: Judgement) -> str:
        statement = judgement.statement.casefold()
        known = term(self.likelihood_scheme, judgement.likelihood)
        return next((word for _, word in known.words if word in statement), judgement.likelihood)


def blocks(text: str) -> list[tuple[str, str]]:
    """Split text into ("paragraph" | "item", words): blank lines part paragraphs, a dash opens an item."""
    found: list[tuple[str, str]] = []
    for chunk in text.strip().split("\n\n"):
        for line in chunk.strip().splitlines():
            kind, words = ("item", line[2:]) if line.startswith("- ") else ("paragraph", line)
            found.append((kind, words.strip()))
    return found


def assessments() -> tuple[Assessment, ...]:
    """Return every sample assessment, in the order of their keys."""
    return _written_in("documents")


def sequels() -> tuple[Assessment, ...]:
    """Return what the story adds to the sample assessments, in the order of their keys.

    Where the metadata name another work (``sources``, ``translation_of``), they name it by its key.
    """
    return _written_in("sequels")


@cache
def _written_in(name: str) -> tuple[Assessment, ...]:
    folder = files("demo").joinpath(name)
    sources = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_assessment(tomllib.loads(folder.joinpath(name).read_text("utf-8"))) for name in sources)


def assessment(key: str) -> Assessment:
    """Return the sample assessment with the key; raise ``KeyError`` where there is none."""
    for candidate in assessments():
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def _assessment(raw: Metadata) -> Assessment:
    parts = {
        "judgements": tuple(_judgement(entry) for entry in raw["judgements"]),
        "sections": tuple(_section(entry) for entry in raw["sections"]),
        "recommendations": tuple(raw["recommendations"]),
    }
    return Assessment(**(raw | parts))


def _judgement(raw: Metadata) -> Judgement:
    places = {name: tuple(raw.get(name, ())) for name in ("areas", "regions")}
    return Judgement(**{**raw, **places})


def _section(raw: Metadata) -> Section:
    table = raw.get("table")
    if table is not None:
        rows = tuple(tuple(row) for row in table["rows"])
        table = Table(table["caption"], tuple(table["columns"]), rows)
    return Section(raw["heading"], raw["text"], table, raw.get("banner"))


def _midnight(at: datetime, days: int) -> datetime:
    start = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days)
