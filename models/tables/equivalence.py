"""Equivalences that an organization sets for its own documents, over the assumed ones (domain 2)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class Equivalence(SQLModel, table=True):
    """From an instant on, an organization counts a level of a scheme as a rank; the newest row is in force."""

    id: int | None = Field(default=None, primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    scheme: str
    level: str
    rank: int
    from_: datetime = Field(sa_column=instant("from_", required=True))
    author_id: str = Field(foreign_key="person.id")
    request_id: str | None = Field(default=None, foreign_key="request.id")
