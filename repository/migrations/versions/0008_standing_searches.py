"""Standing searches: what stands, what was considered for whom, and the alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables and the counter; nothing stands yet."""
    op.create_table(
        "standing_search",
        sa.Column("search_id", sa.String, sa.ForeignKey("saved_search.id"), primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False, index=True),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("model", sa.String),
        sa.Column("vector", sa.LargeBinary),
    )
    op.create_table(
        "standing_scope",
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("bits", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "standing_reader",
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("search_id", sa.String, sa.ForeignKey("standing_search.search_id"), nullable=False),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("handlings", sa.JSON, nullable=False),
        sa.Column("found_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime),
        sa.Column("mailed_at", sa.DateTime),
        sa.UniqueConstraint("search_id", "edition_id", name="uq_alert_search_id_edition_id"),
    )
    counter = sa.table("counter", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counter, [{"name": "standing", "value": 0}])
