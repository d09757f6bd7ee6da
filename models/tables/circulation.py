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


class CirculationListVersion(SQLModel, table=True):
    """The tokens a list stood for from an instant on; versions are never edited."""

    __tablename__ = "circulation_list_version"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(foreign_key="circulation_list.name", index=True)
    number: int
    members: list[str] = Field(sa_column=Column(JSON, nullable=False))
    from_: datetime = Field(sa_column=instant("from_", required=True))
    author_id: str | None = Field(default=None, foreign_key="person.id")
