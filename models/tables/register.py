"""The register: every act and disclosure, as leaves of one Merkle tree."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class RegisterEntry(SQLModel, table=True):
    """One act. ``detail`` is what the leaf hashes beside the other fields; ``sealed`` holds query words."""

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_actor_rank", "actor", "rank"),)

    sequence: int = Field(primary_key=True)
    id: str = Field(unique=True)
    at: datetime = Field(sa_column=instant("at", required=True))
    actor: str | None = Field(default=None, index=True)
    action: str = Field(index=True)
    outcome: str
    editions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    detail: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    rank: int = 0
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RegisterMention(SQLModel, table=True):
    """Which entries name an edition: an index over ``RegisterEntry.editions``, no record of its own."""

    __tablename__ = "register_mention"

    edition_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True, foreign_key="register_entry.sequence", index=True)


class RegisterHead(SQLModel, table=True):
    """The tree after its newest entry: size, frontier of perfect subtrees, root, signature (RFC 6962)."""

    __tablename__ = "register_head"

    id: int = Field(default=1, primary_key=True)
    size: int
    frontier: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=instant("at", required=True))


class Counter(SQLModel, table=True):
    """A number that moves with every change of its kind, so that a cache knows when it is old."""

    name: str = Field(primary_key=True)
    value: int
