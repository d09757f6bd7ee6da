"""Notices: what the server owes somebody to know, some of them to be acknowledged."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class Notice(SQLModel, table=True):
    """One notice to one person. ``kind`` fixes its sentence, ``detail`` holds its words: ids and dates, no content."""

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Field(index=True)
    detail: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    edition_id: str | None = Field(default=None, foreign_key="edition.id", index=True)
    request_id: str | None = Field(default=None, foreign_key="request.id", index=True)
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    seen_at: datetime | None = Field(default=None, sa_column=instant("seen_at"))
    must_acknowledge: bool = False
    acknowledged_at: datetime | None = Field(default=None, sa_column=instant("acknowledged_at"))
    mailed_at: datetime | None = Field(default=None, sa_column=instant("mailed_at"))
