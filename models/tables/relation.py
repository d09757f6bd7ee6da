"""How works refer to each other: a later edition, a translation, a source that is embedded."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import instant

SUPERSEDES, TRANSLATION, SOURCE = "supersedes", "translation", "source"
RELATIONS = (SUPERSEDES, TRANSLATION, SOURCE)


class Relation(SQLModel, table=True):
    """An edge from an edition to the assessment it supersedes, translates or embeds.

    ``change`` says what has since happened to the target (withdrawn, raised, narrowed ...), until an officer of
    the edition's originator has seen to it.
    """

    __table_args__ = (UniqueConstraint("edition_id", "kind", "target_id"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    kind: str
    target_id: str = Field(foreign_key="assessment.id", index=True)
    change: str | None = None
    changed_at: datetime | None = Field(default=None, sa_column=instant("changed_at"))
    seen_at: datetime | None = Field(default=None, sa_column=instant("seen_at"))
    seen_by: str | None = Field(default=None, foreign_key="person.id")
