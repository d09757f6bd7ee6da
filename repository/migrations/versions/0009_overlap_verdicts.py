"""What analysts said of two assessments that cover one threat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table; what was never judged has no row."""
    op.create_table(
        "overlap_verdict",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("other_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True, index=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("note", sa.LargeBinary),
        sa.Column("handlings", sa.JSON, nullable=False),
        sa.Column("said_at", sa.DateTime, nullable=False),
    )
