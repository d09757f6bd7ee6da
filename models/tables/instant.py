"""How an instant is kept in a column: UTC, read back aware on every database."""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from models.clock import as_utc


class Instant(TypeDecorator[datetime]):
    """A column of instants: SQLite forgets the zone, so it is stored as UTC and given back as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the naive UTC value that is stored."""
        return None if value is None else as_utc(value).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the stored value as an aware UTC instant."""
        return None if value is None else value.replace(tzinfo=UTC)


def instant(name: str, *, required: bool = False, index: bool = False) -> Column[datetime]:
    """Return a column of instants."""
    return Column(name, Instant(), nullable=not required, index=index)
