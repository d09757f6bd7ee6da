"""Fingerprints of paragraphs, by which equal and nearly equal texts are told, and the collisions they show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables; what was kept before has none until it is read again or repaired."""
    op.create_table(
        "fingerprint",
        sa.Column("handling_id", sa.Integer, sa.ForeignKey("handling.id"), primary_key=True),
        sa.Column("paragraphs", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "fingerprint_anchor",
        sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "handling_id", sa.Integer, sa.ForeignKey("handling.id"), primary_key=True, autoincrement=False, index=True
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "collision",
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("other_id", sa.String, sa.ForeignKey("edition.id"), primary_key=True, index=True),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("share_of_other", sa.Float, nullable=False),
        sa.Column("same_text", sa.Boolean, nullable=False),
    )
