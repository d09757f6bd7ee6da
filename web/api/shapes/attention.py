"""What needs the caller's attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from repository.attention_row import Row
from web.api.shapes.assessment import ID
from web.api.shapes.shape import Shape, shown_by

FIGURE = {"name": "held", "count": 1}
ROW: dict[str, object] = {
    "kind": "held",
    "assessment": ID,
    "title": "Ransomware against hospitals",
    "state": "held",
    "organization": "afripol",
    "person": None,
    "subject": "the file's banner is higher than the declared level",
    "request": None,
    "others": [],
    "since": "2026-11-02T08:00:00Z",
    "due": None,
}


class FigureShown(Shape):
    """A list and how many rows it opens."""

    model_config = shown_by(**FIGURE)

    name: str
    count: int


class AttentionFigures(Shape):
    """The caller's lists, in the order in which to look at them."""

    model_config = shown_by(figures=[FIGURE])

    figures: list[FigureShown]

    @classmethod
    def of(cls, figures: Mapping[str, int]) -> Self:
        """Return figures."""
        return cls(figures=[FigureShown(name=name, count=count) for name, count in figures.items()])


class RowShown(Shape):
    """One thing to attend to; what does not apply is null.

    ``kind`` says what it is within its list; ``subject`` names what is no assessment, such as a copy, a list or a
    level, or why something is held. ``since`` is when it began, ``due`` when it ends. ``others`` are assessments
    with the same file.
    """

    model_config = shown_by(**ROW)

    kind: str
    assessment: str | None
    title: str | None
    state: str | None
    organization: str | None
    person: str | None
    subject: str | None
    request: str | None
    others: list[str]
    since: datetime | None
    due: datetime | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return a row."""
        return cls(
            kind=row.kind,
            assessment=row.assessment,
            title=row.title,
            state=row.state,
            organization=row.organization,
            person=row.person,
            subject=row.subject,
            request=row.request,
            others=list(row.others),
            since=row.since,
            due=row.due,
        )


class AttentionList(Shape):
    """The rows of one list; ``count`` is their number, and the list's figure."""

    model_config = shown_by(name="held", count=1, rows=[ROW])

    name: str
    count: int
    rows: list[RowShown]

    @classmethod
    def of(cls, name: str, rows: Iterable[Row]) -> Self:
        """Return a list."""
        shown = [RowShown.of(row) for row in rows]
        return cls(name=name, count=len(shown), rows=shown)
