"""What analysts said of two assessments that cover one threat: that they do, or that they do not."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.tables.instant import instant

CONFIRMED, REJECTED = "confirmed", "rejected"
VERDICTS = (CONFIRMED, REJECTED)


class OverlapVerdict(SQLModel, table=True):
    """One person's verdict on a pair of editions, ``edition_id`` being the smaller id of the two.

    ``note`` is sealed under the keys of both. ``handlings`` are those that its author was shown of either: who may
    not see all of them is not shown the verdict.
    """

    __tablename__ = "overlap_verdict"

    edition_id: str = Field(primary_key=True, foreign_key="edition.id")
    other_id: str = Field(primary_key=True, foreign_key="edition.id", index=True)
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    organization_id: str = Field(foreign_key="organization.id")
    verdict: str
    note: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    handlings: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    said_at: datetime = Field(sa_column=instant("said_at", required=True))
