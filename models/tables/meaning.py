"""Which model's vectors are in use, and those of the model that is to follow it."""

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class ModelInUse(SQLModel, table=True):
    """The one row that says by which model questions are answered: the fingerprint of its encoder."""

    __tablename__ = "model_in_use"

    id: int = Field(default=1, primary_key=True)
    fingerprint: str


class ComingMeaning(SQLModel, table=True):
    """What the model that follows makes of one handling: its sealed vectors, and those of its sentences.

    ``made_of`` is the version of the handling's index row whose portions they are of; once that has moved on they
    count for nothing. ``version`` moves with this row.
    """

    __tablename__ = "coming_meaning"

    handling_id: int = Field(primary_key=True, foreign_key="handling.id")
    version: int = Field(index=True)
    made_of: int
    model: str
    vectors: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sentences: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
