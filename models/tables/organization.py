"""Organizations, and what is dated about them: Dialogue status, standing, membership, agreements."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.tables.instant import instant

BODY, BUREAU = "body", "bureau"


class Organization(SQLModel, table=True):
    """A body of the Dialogue, or the national bureau of one country (``ncb-eg``)."""

    id: str = Field(primary_key=True)
    kind: str
    names: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    abbreviation: str
    country: str | None = None
    seat: str | None = None
    ceiling: int
    mandate: str = ""
    channels: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    frameworks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class DialogueStatus(SQLModel, table=True):
    """What an organization is to the Dialogue, and from when: convener, member, participant, observer."""

    __tablename__ = "dialogue_status"

    id: int | None = Field(default=None, primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    status: str
    from_: datetime | None = Field(default=None, sa_column=instant("from_"))
    until: datetime | None = Field(default=None, sa_column=instant("until"))


class Standing(SQLModel, table=True):
    """Whether an organization is active, supervised or suspended, and from when (cases 3, 4)."""

    id: int | None = Field(default=None, primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    standing: str
    from_: datetime | None = Field(default=None, sa_column=instant("from_"))
    until: datetime | None = Field(default=None, sa_column=instant("until"))
    reason: str = ""


class Membership(SQLModel, table=True):
    """A country's membership of a body; a departed member loses access at ``until`` (case 19)."""

    id: int | None = Field(default=None, primary_key=True)
    body_id: str = Field(foreign_key="organization.id", index=True)
    country: str = Field(index=True)
    from_: datetime | None = Field(default=None, sa_column=instant("from_"))
    until: datetime | None = Field(default=None, sa_column=instant("until"))


class Agreement(SQLModel, table=True):
    """An agreement that changes how high a rank an organization may receive (R4)."""

    id: int | None = Field(default=None, primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    ceiling: int
    reference: str
    from_: datetime | None = Field(default=None, sa_column=instant("from_"))
    until: datetime | None = Field(default=None, sa_column=instant("until"))
    author_id: str | None = Field(default=None, foreign_key="person.id")


class Merger(SQLModel, table=True):
    """An organization that became part of another at an instant; the successor inherits its rights (case 18)."""

    id: int | None = Field(default=None, primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", unique=True)
    successor_id: str = Field(foreign_key="organization.id", index=True)
    at: datetime = Field(sa_column=instant("at", required=True))
    request_id: str | None = Field(default=None, foreign_key="request.id")
