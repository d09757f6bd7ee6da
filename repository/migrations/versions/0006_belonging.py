"""A repository has an identity, fingerprints know their turn, an original knows of a password nobody has told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Make the table and the columns; what was kept before has no turn, and the identity is drawn at the next start."""
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
    )
    op.add_column("fingerprint", sa.Column("turn", sa.Integer, nullable=True))
    op.create_index("ix_fingerprint_turn", "fingerprint", ["turn"])
    op.add_column("original", sa.Column("untold", sa.Boolean, nullable=True))
    counter = sa.table("counter", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counter, [{"name": "fingerprint", "value": 0}])
