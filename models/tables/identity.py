"""Which repository a database is, so that the folder of its files can be told from another's."""

from sqlmodel import Field, SQLModel


class Identity(SQLModel, table=True):
    """The one row that names the repository: drawn at random once, and carried along by every copy and backup."""

    id: int = Field(default=1, primary_key=True)
    name: str
