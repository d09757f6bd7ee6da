"""By what equal and nearly equal texts are told: keyed fingerprints of paragraphs, a handling at a time."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel


class Fingerprint(SQLModel, table=True):
    """The paragraphs of one handling as keyed hashes of their runs of words, sealed under the edition's key.

    ``digest`` is the keyed hash of all its words in order; ``paragraphs`` counts those long enough to be told.
    ``turn`` is the value of its counter when the row was written: later ones are higher.
    """

    handling_id: int = Field(primary_key=True, foreign_key="handling.id")
    paragraphs: int
    digest: str = Field(index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    turn: int | None = Field(default=None, index=True)


class Anchor(SQLModel, table=True):
    """One of the few smallest hashes of a paragraph, by which the handlings that may share it are looked up."""

    __tablename__ = "fingerprint_anchor"
    __table_args__ = {"sqlite_with_rowid": False}

    hash: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    handling_id: int = Field(
        sa_column=Column(ForeignKey("handling.id"), primary_key=True, index=True, autoincrement=False)
    )


class Collision(SQLModel, table=True):
    """Two editions that share much of their text, whoever may see them: for the registry alone (case 26).

    Shares are of the paragraphs of either edition that the other has too.
    """

    edition_id: str = Field(primary_key=True, foreign_key="edition.id")
    other_id: str = Field(primary_key=True, foreign_key="edition.id", index=True)
    share: float
    share_of_other: float
    same_text: bool
