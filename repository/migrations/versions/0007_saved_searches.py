"""Searches that are kept, questions asked last, and the words of handlings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables and the column; what was indexed before has no words until its index row is made anew."""
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("question", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=True),
        sa.Column("standing", sa.Boolean, nullable=False),
        sa.Column("feed_token_hash", sa.String, nullable=True, unique=True, index=True),
    )
    op.create_table(
        "recent_search",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("question", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
    )
    op.add_column("handling_index", sa.Column("words", sa.LargeBinary, nullable=True))
