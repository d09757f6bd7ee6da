"""Copies that were issued: numbered at random, watermarked, and accounted for after a recall (domain 4)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import instant

RETURNED, DESTROYED, LOST = "returned", "destroyed", "lost"
ACCOUNTS = (RETURNED, DESTROYED, LOST)


class IssuedCopy(SQLModel, table=True):
    """One copy in somebody's hands; ``number`` is printed on every page, ``digest`` is the file's keyed hash."""

    __tablename__ = "issued_copy"

    number: str = Field(primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    organization_id: str = Field(foreign_key="organization.id")
    issued_at: datetime = Field(sa_column=instant("issued_at", required=True))
    pages: int
    digest: str
    account: str | None = None
    accounted_at: datetime | None = Field(default=None, sa_column=instant("accounted_at"))
