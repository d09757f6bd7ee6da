"""Where ids come from: random and opaque, so that none tells of another (case 27)."""

from __future__ import annotations

import secrets
from base64 import b32encode
from random import Random
from typing import Protocol


class IdSource(Protocol):
    """A source of new ids; the two worlds of the non-interference test inject seeded ones."""

    def new(self) -> str:
        """Return an id never given before, 26 characters of a-z and 2-7."""
        ...


def _spell(raw: bytes) -> str:
    return b32encode(raw).decode().rstrip("=").lower()


class RandomIds:
    """Ids of 128 random bits from the operating system."""

    def new(self) -> str:
        """Return a new id."""
        return _spell(secrets.token_bytes(16))


class SeededIds:
    """Ids that a seed fixes, for tests and repeatable demonstrations only."""

    def __init__(self, seed: int) -> None:
        """Start the sequence that belongs to the seed."""
        self._random = Random(seed)  # noqa: S311 - repeatable is the point here

    def new(self) -> str:
        """Return the next id of the sequence."""
        return _spell(self._random.randbytes(16))
