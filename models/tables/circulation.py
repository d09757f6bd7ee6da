"""Circulation lists: governed names for audiences, kept version by version."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class CirculationList(SQLModel, table=True):
    """A list with an owner and a purpose; its members are those of its newest version in force."""

    __tablename__ = "circulation_list"

    name: str = Field(primary_key=True)
    owner_id: str = Field(foreign_key="organization.id")
    purpose: str
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    valid_until: datetime | None = Field(default=None, sa_column=instant("valid_until"))


class CirculationListVersion(SQLModel, table=True):
    """The tokens or the rule a list stood for from an instant on; versions are never edited.

    A version that lets somebody new in is proposed by one officer and approved by another: it is in force from
    ``from_`` on, and only once ``approved_at`` is set.
    """

    __tablename__ = "circulation_list_version"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(foreign_key="circulation_list.name", index=True)
    number: int
    members: list[str] = Field(sa_column=Column(JSON, nullable=False))
    rule: str | None = None
    from_: datetime = Field(sa_column=instant("from_", required=True))
    author_id: str | None = Field(default=None, foreign_key="person.id")
    reason: str = ""
    approver_id: str | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = Field(default=None, sa_column=instant("approved_at"))
    declined_at: datetime | None = Field(default=None, sa_column=instant("declined_at"))
