"""Which model's vectors are in use, and a place for those of the model that follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make both tables; in use is the model that most vectors are of."""
    op.create_table(
        "model_in_use",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False),
    )
    op.create_table(
        "coming_meaning",
        sa.Column("handling_id", sa.Integer, sa.ForeignKey("handling.id"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False, index=True),
        sa.Column("made_of", sa.Integer, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.Column("sentences", sa.LargeBinary, nullable=False),
    )
    counter = sa.table("counter", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counter, [{"name": "coming", "value": 0}])
    index = sa.table("handling_index", sa.column("model", sa.String), sa.column("vectors", sa.LargeBinary))
    kept = sa.select(index.c.model).where(index.c.vectors.is_not(None)).group_by(index.c.model)
    most = op.get_bind().execute(kept.order_by(sa.func.count().desc()).limit(1)).scalar()
    if most is not None:
        in_use = sa.table("model_in_use", sa.column("id", sa.Integer), sa.column("fingerprint", sa.String))
        op.bulk_insert(in_use, [{"id": 1, "fingerprint": most}])
