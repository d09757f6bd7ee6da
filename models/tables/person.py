"""People, their clearances, and the secrets by which they are known to the server."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.tables.instant import instant

ANALYST, ORIGINATOR, REGISTRY, AUDITOR, ADMINISTRATOR = (
    "analyst",
    "originator",
    "registry",
    "auditor",
    "administrator",
)
ROLES = (ANALYST, ORIGINATOR, REGISTRY, AUDITOR, ADMINISTRATOR)


class Person(SQLModel, table=True):
    """Somebody with a role in one organization and a nationality."""

    id: str = Field(primary_key=True)
    username: str = Field(unique=True, index=True)
    name: str
    organization_id: str = Field(foreign_key="organization.id", index=True)
    nationality: str | None = None
    role: str
    active: bool = True
    briefed: bool = False
    compartments: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    language: str = "en"
    email: str | None = None
    password_hash: str | None = None
    created_at: datetime = Field(sa_column=instant("created_at", required=True))


class Affiliation(SQLModel, table=True):
    """A second organization a person acts for, in sessions of their own; rights never add up (case 32)."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    organization_id: str = Field(foreign_key="organization.id")
    from_: datetime | None = Field(default=None, sa_column=instant("from_"))
    until: datetime | None = Field(default=None, sa_column=instant("until"))


class PersonalClearance(SQLModel, table=True):
    """One clearance of one person: a level of a scheme until it expires or is revoked (cases 1, 2)."""

    __tablename__ = "personal_clearance"

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    scheme: str
    level: str
    expires: datetime | None = Field(default=None, sa_column=instant("expires"))
    revoked_at: datetime | None = Field(default=None, sa_column=instant("revoked_at"))


class Credential(SQLModel, table=True):
    """A session or an API token; only the digest of its secret is kept.

    ``organization_id`` is the affiliation under which it acts, her own organization where it is None (case 32).
    """

    id: str = Field(primary_key=True)
    kind: str
    digest: str = Field(unique=True, index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    organization_id: str | None = Field(default=None, foreign_key="organization.id")
    purpose: str | None = None
    label: str = ""
    created_at: datetime = Field(sa_column=instant("created_at", required=True))
    expires_at: datetime | None = Field(default=None, sa_column=instant("expires_at"))
    revoked_at: datetime | None = Field(default=None, sa_column=instant("revoked_at"))
