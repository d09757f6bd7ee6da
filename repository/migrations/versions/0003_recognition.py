"""Pages and portions say how sure their recognised words are; an original keeps the password that opens it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what was kept was read, not recognised, and opened without a password."""
    op.add_column("page", sa.Column("confidence", sa.Float, nullable=True))
    op.add_column("portion", sa.Column("confidence", sa.Float, nullable=True))
    op.add_column("original", sa.Column("password", sa.LargeBinary, nullable=True))
