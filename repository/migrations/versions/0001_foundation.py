"""The first tables: organizations, people, circulation lists, assessments, jobs and the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; names of keys and indexes follow the naming convention of the metadata."""
    _organizations()
    _people()
    _circulation()
    _assessments()
    _originals()
    _jobs()
    _register()


def _organizations() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("abbreviation", sa.String, nullable=False),
        sa.Column("country", sa.String, nullable=True),
        sa.Column("seat", sa.String, nullable=True),
        sa.Column("ceiling", sa.Integer, nullable=False),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("ceiling", sa.Integer, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("from_", sa.DateTime, nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
    )
    op.create_table(
        "dialogue_status",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("from_", sa.DateTime, nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("body_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("country", sa.String, nullable=False, index=True),
        sa.Column("from_", sa.DateTime, nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
    )
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("standing", sa.String, nullable=False),
        sa.Column("from_", sa.DateTime, nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("username", sa.String, nullable=False, unique=True, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("nationality", sa.String, nullable=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("briefed", sa.Boolean, nullable=False),
        sa.Column("compartments", sa.JSON, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False, unique=True, index=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("purpose", sa.String, nullable=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=True),
        sa.Column("revoked_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "personal_clearance",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("scheme", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("expires", sa.DateTime, nullable=True),
        sa.Column("revoked_at", sa.DateTime, nullable=True),
    )


def _circulation() -> None:
    op.create_table(
        "circulation_list",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("owner_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "circulation_list_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, sa.ForeignKey("circulation_list.name"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("members", sa.JSON, nullable=False),
        sa.Column("from_", sa.DateTime, nullable=False),
        sa.Column("author_id", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("name", "number"),
    )


def _assessments() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("case_officer", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("case_accepted", sa.Boolean, nullable=False),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("assessment_id", sa.String, sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("held_reason", sa.String, nullable=True),
        sa.Column("key", sa.LargeBinary, nullable=True),
        sa.Column("metadata", sa.LargeBinary, nullable=True),
        sa.Column("suggestions", sa.LargeBinary, nullable=True),
        sa.Column("originators", sa.JSON, nullable=False),
        sa.Column("depositor_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("submitter_id", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("registrar_id", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("reference", sa.String, nullable=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("submitted_at", sa.DateTime, nullable=True),
        sa.Column("registered_at", sa.DateTime, nullable=True),
        sa.Column("released_at", sa.DateTime, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime, nullable=True),
        sa.Column("ingested_at", sa.DateTime, nullable=True),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    op.create_table(
        "handling",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("assessment_id", sa.String, sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("embargo_until", sa.DateTime, nullable=True),
        sa.Column("retention_until", sa.DateTime, nullable=True),
        sa.Column("version", sa.Integer, nullable=False, index=True),
        sa.UniqueConstraint("edition_id", "part"),
    )


def _originals() -> None:
    op.create_table(
        "original",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("stored_as", sa.String, nullable=False, unique=True),
        sa.Column("digest", sa.String, nullable=False, index=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "page",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("width", sa.Float, nullable=False),
        sa.Column("height", sa.Float, nullable=False),
        sa.Column("has_text", sa.Boolean, nullable=False),
        sa.Column("blocks", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "handling_index",
        sa.Column("handling_id", sa.Integer, sa.ForeignKey("handling.id"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False, index=True),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=True),
        sa.Column("postings", sa.LargeBinary, nullable=True),
    )
    op.create_table(
        "portion",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("handling_id", sa.Integer, sa.ForeignKey("handling.id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("language", sa.String, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("sentences", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("handling_id", "ordinal"),
    )


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, unique=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String, nullable=True),
        sa.Column("leased_until", sa.DateTime, nullable=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime, nullable=True),
    )


def _register() -> None:
    counter = op.create_table(
        "counter",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.bulk_insert(counter, [{"name": name, "value": 0} for name in ("handling", "access", "index")])
    op.create_table(
        "register_entry",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String, nullable=True, index=True),
        sa.Column("action", sa.String, nullable=False, index=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("editions", sa.JSON, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "register_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
