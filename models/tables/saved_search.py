"""Searches that a person keeps for herself, and the questions she asked last; nobody else is ever shown either."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class SavedSearch(SQLModel, table=True):
    """A question under a name; ``name`` and ``question`` (text, filters, order as JSON) are sealed.

    ``feed_token_hash`` is the digest of the secret that opens its feed, None where it has none.
    """

    __tablename__ = "saved_search"

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    name: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    question: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    used_at: datetime | None = Field(default=None, sa_column=instant("used_at"))
    standing: bool = False
    feed_token_hash: str | None = Field(default=None, unique=True, index=True)


class RecentSearch(SQLModel, table=True):
    """A question as a person asked it on the pages; ``question`` is sealed, ``digest`` tells whether it is another."""

    __tablename__ = "recent_search"

    id: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    digest: str
    question: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    asked_at: datetime = Field(sa_column=instant("asked_at", required=True))
