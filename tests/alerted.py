"""Standing searches of the cast: kept, let stand, looked after, and what their owners are then told."""

from __future__ import annotations

from dataclasses import dataclass

from search.grammar import question
from search.query import Filters
from search.watch import Watch
from tests.house import Cast
from web import alerting, searches, standing
from web.alerting import AlertView


@dataclass(slots=True)
class Alerted:
    """The standing searches of a house, with the one thread that watches for all of them."""

    cast: Cast
    watch: Watch

    @classmethod
    def of(cls, cast: Cast) -> Alerted:
        """Return the standing searches of a house; none has been looked after yet."""
        return cls(cast, Watch(cast.house.registry, cast.house.engine))

    def keep(self, username: str, text: str, filters: Filters = Filters()) -> str:  # noqa: B008 - it is frozen
        """Keep a search under its own text and return its id."""
        visitor = self.cast.visitor(username)
        return searches.keep(self.cast.house, visitor, text or "All", question(text, filters)).id

    def stand(self, username: str, text: str, filters: Filters = Filters()) -> str:  # noqa: B008 - it is frozen
        """Keep a search and let it stand; return its id."""
        ident = self.keep(username, text, filters)
        standing.stand(self.cast.house, self.cast.visitor(username), ident)
        return ident

    def look(self) -> int:
        """Look once what has become visible to whom; return how many alerts that raised."""
        return self.watch.look()

    def alerts(self, username: str) -> list[AlertView]:
        """Return the alerts that somebody has not seen, as she may see them now."""
        return list(alerting.mine(self.cast.house, self.cast.visitor(username), waiting=True).items)

    def told(self, username: str) -> list[str]:
        """Return the assessments of somebody's alerts."""
        return [alert.assessment.id for alert in self.alerts(username)]
