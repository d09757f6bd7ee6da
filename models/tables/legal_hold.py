"""Legal holds: while one stands, nothing of the edition is destroyed (case 25)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class LegalHold(SQLModel, table=True):
    """A hold with its reason, until it is lifted."""

    __tablename__ = "legal_hold"

    id: str = Field(primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    reason: str
    placed_by: str = Field(foreign_key="person.id")
    placed_at: datetime = Field(sa_column=instant("placed_at", required=True))
    lifted_by: str | None = Field(default=None, foreign_key="person.id")
    lifted_at: datetime | None = Field(default=None, sa_column=instant("lifted_at"))
    lifting_reason: str | None = None
