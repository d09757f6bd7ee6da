"""How often somebody may fail to sign in; the answer never depends on whether the name exists."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock

from web.errors import TooManyAttempts

WINDOW = timedelta(minutes=15)
PER_NAME, PER_ADDRESS = 5, 50
_MOST_KEYS = 20_000
_AT_ONCE = 2

Key = tuple[str, ...]


class Throttle:
    """Failed attempts of the last quarter of an hour, by name and address and by address alone."""

    def __init__(self) -> None:
        """Start with no attempts known."""
        self._lock = Lock()
        self._attempts: OrderedDict[Key, deque[datetime]] = OrderedDict()
        # Each check of a password takes tens of megabytes on purpose; many at once would take all there is.
        self._turns = BoundedSemaphore(_AT_ONCE)

    @contextmanager
    def attempt(self, username: str, address: str, at: datetime) -> Iterator[None]:
        """Count an attempt before it is made, and forget it if the block ends without an exception.

        Raises ``TooManyAttempts`` where the name from this address, or the address, has none left. The
        exceptions of the block pass through.
        """
        limits: dict[Key, int] = {(username.casefold()[:120], address): PER_NAME, (address,): PER_ADDRESS}
        self._count(limits, at)
        with self._turns:
            yield
        with self._lock:
            for key in limits:
                if at in self._attempts.get(key, ()):
                    self._attempts[key].remove(at)
            self._attempts.pop(next(iter(limits)), None)

    def _count(self, limits: dict[Key, int], at: datetime) -> None:
        with self._lock:
            for key, most in limits.items():
                recent = self._recent(key, at)
                if len(recent) >= most:
                    raise TooManyAttempts(max(1, round((recent[0] + WINDOW - at).total_seconds())))
            for key in limits:
                self._attempts[key].append(at)

    def _recent(self, key: Key, at: datetime) -> deque[datetime]:
        recent = self._attempts.setdefault(key, deque())
        self._attempts.move_to_end(key)
        while recent and recent[0] <= at - WINDOW:
            recent.popleft()
        while len(self._attempts) > _MOST_KEYS:
            self._attempts.popitem(last=False)
        return recent
