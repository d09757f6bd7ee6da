"""Standing searches: which saved searches stand, what was considered for whom, and the alerts they raised."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class StandingSearch(SQLModel, table=True):
    """A saved search that stands; ``vector`` seals its centred question for one ``model``, None until it is encoded.

    ``version`` moves with every change of the row or of the question that it stands for.
    """

    __tablename__ = "standing_search"

    search_id: str = Field(primary_key=True, foreign_key="saved_search.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    version: int = Field(index=True)
    since: datetime = Field(sa_column=instant("since", required=True))
    model: str | None = None
    vector: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class StandingScope(SQLModel, table=True):
    """Which of a stretch of handlings were considered for a person already: one bit a handling, the lowest first."""

    __tablename__ = "standing_scope"

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    block: int = Field(primary_key=True)
    bits: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StandingReader(SQLModel, table=True):
    """As whom a person was considered last: the digest of her access context, which tells whether it has changed."""

    __tablename__ = "standing_reader"

    person_id: str = Field(primary_key=True, foreign_key="person.id")
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Alert(SQLModel, table=True):
    """That an edition answers a standing search; it holds no word of either.

    ``handlings`` are the parts in which the answer was found: whoever sees none of them now has no such alert (P1).
    """

    __table_args__ = (UniqueConstraint("search_id", "edition_id"),)

    id: str = Field(primary_key=True)
    search_id: str = Field(foreign_key="standing_search.search_id")
    person_id: str = Field(foreign_key="person.id", index=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    handlings: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    found_at: datetime = Field(sa_column=instant("found_at", required=True))
    seen_at: datetime | None = Field(default=None, sa_column=instant("seen_at"))
    mailed_at: datetime | None = Field(default=None, sa_column=instant("mailed_at"))
