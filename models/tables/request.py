"""Requests that wait for consents: nobody decides her own, and every originator concerned is asked (W3, W5-W7)."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import instant

OPEN, GRANTED, DECLINED, LAPSED, TAKEN_BACK = "open", "granted", "declined", "lapsed", "taken-back"
ASKED = "asked"


class Request(SQLModel, table=True):
    """Something a person asked for; ``kind`` says what is done with ``proposal`` once all have consented.

    ``subject`` names what it is about where that is no edition: a list, an organization.
    """

    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    edition_id: str | None = Field(default=None, foreign_key="edition.id", index=True)
    subject: str | None = Field(default=None, index=True)
    proposal: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    reason: str = ""
    asked_by: str = Field(foreign_key="person.id", index=True)
    organization_id: str = Field(foreign_key="organization.id")
    asked_at: datetime = Field(sa_column=instant("asked_at", required=True))
    deadline: datetime = Field(sa_column=instant("deadline", required=True))
    reminded_at: datetime | None = Field(default=None, sa_column=instant("reminded_at"))
    state: str = Field(default=OPEN, index=True)
    decided_at: datetime | None = Field(default=None, sa_column=instant("decided_at"))


class Consent(SQLModel, table=True):
    """What one organization answers to a request: asked, then granted or declined, with its reason."""

    __table_args__ = (UniqueConstraint("request_id", "organization_id"),)

    id: str = Field(primary_key=True)
    request_id: str = Field(foreign_key="request.id", index=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    state: str = Field(default=ASKED, index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    reason: str = ""
    answered_at: datetime | None = Field(default=None, sa_column=instant("answered_at"))
