"""Assessments, their editions and originals, and the portions an edition is made of."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import instant


class Assessment(SQLModel, table=True):
    """A work as the outside knows it, by its id; a later edition of it is another, which supersedes it."""

    id: str = Field(primary_key=True)
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    case_officer: str | None = Field(default=None, foreign_key="person.id")
    case_accepted: bool = False


class Edition(SQLModel, table=True):
    """The edition of an assessment: its state, what may be filtered by, its sealed words under a key of its own."""

    id: str = Field(primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", unique=True)
    state: str = Field(index=True)
    held_reason: str | None = None
    provisional_rank: int = 1
    key: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    metadata_: bytes | None = Field(default=None, sa_column=Column("metadata", LargeBinary))
    suggestions: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    originators: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    depositor_id: str = Field(foreign_key="person.id", index=True)
    submitter_id: str | None = Field(default=None, foreign_key="person.id")
    registrar_id: str | None = Field(default=None, foreign_key="person.id")
    reference: str | None = None
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    submitted_at: datetime | None = Field(default=None, sa_column=instant("submitted_at"))
    registered_at: datetime | None = Field(default=None, sa_column=instant("registered_at"))
    released_at: datetime | None = Field(default=None, sa_column=instant("released_at"))
    withdrawn_at: datetime | None = Field(default=None, sa_column=instant("withdrawn_at"))
    ingested_at: datetime | None = Field(default=None, sa_column=instant("ingested_at"))
    downgraded_at: datetime | None = Field(default=None, sa_column=instant("downgraded_at"))
    destroyed_at: datetime | None = Field(default=None, sa_column=instant("destroyed_at"))
    review_by: datetime | None = Field(default=None, sa_column=instant("review_by"))


class Original(SQLModel, table=True):
    """The deposited file: a random name on disk, encrypted under the edition's key.

    ``password`` seals the one that opens an encrypted PDF, where its depositor gave it; ``untold`` is true until a
    worker has told the register whether it does.
    """

    edition_id: str = Field(primary_key=True, foreign_key="edition.id")
    stored_as: str = Field(unique=True)
    digest: str = Field(index=True)
    size: int
    kind: str | None = None
    name: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    password: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    untold: bool | None = None


class HandlingRecord(SQLModel, table=True):
    """One handling as the policy needs it; ``version`` moves with every change of the row."""

    __tablename__ = "handling"
    __table_args__ = (UniqueConstraint("edition_id", "part"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    part: str
    state: str
    terms: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    embargo_until: datetime | None = Field(default=None, sa_column=instant("embargo_until"))
    retention_until: datetime | None = Field(default=None, sa_column=instant("retention_until"))
    version: int = Field(index=True)


class Page(SQLModel, table=True):
    """One page of an original; ``blocks`` seals the text of its blocks.

    ``confidence`` is how sure the words recognised on it are on average, 0 to 1; None where they were read.
    """

    edition_id: str = Field(primary_key=True, foreign_key="edition.id")
    number: int = Field(primary_key=True)
    width: float
    height: float
    has_text: bool
    confidence: float | None = None
    blocks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Portion(SQLModel, table=True):
    """A passage that can be found; ``body`` seals its text, headings, boxes and sentences.

    ``sentences`` seals the sentence vectors, int8, one row a sentence, by which evidence is chosen.
    """

    __table_args__ = (UniqueConstraint("handling_id", "ordinal"),)

    id: str = Field(primary_key=True)
    edition_id: str = Field(foreign_key="edition.id", index=True)
    handling_id: int = Field(foreign_key="handling.id")
    ordinal: int
    place: int
    page: int
    language: str | None = None
    confidence: float | None = None
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sentences: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class HandlingIndex(SQLModel, table=True):
    """What search keeps of one handling: sealed vectors, keyed postings, sealed words; ``version`` moves with it."""

    __tablename__ = "handling_index"

    handling_id: int = Field(primary_key=True, foreign_key="handling.id")
    version: int = Field(index=True)
    model: str
    vectors: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    postings: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    words: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
