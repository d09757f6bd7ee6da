"""How sure recognised words are, as it is said and shown: what was read needs no such word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from ingest.engine import DOUBTFUL, LOW
from repository.disclosure import ReleasedPortion
from web.pages.excerpt import Stretch, marked_up


def sureness(portions: Iterable[ReleasedPortion]) -> float | None:
    """Return how sure the recognised words of passages are on average, 0 to 1; None where all were read."""
    sure = [percent for portion in portions for _, _, percent in portion.recognised]
    return sum(sure) / (100 * len(sure)) if sure else None


def is_low(portion: ReleasedPortion) -> bool:
    """Tell whether a passage was recognised so badly that whoever finds it must know."""
    return portion.confidence is not None and portion.confidence < LOW


def shown(portion: ReleasedPortion, stretches: Sequence[Stretch]) -> Markup:
    """Return a passage as HTML: what answers in ``mark``, doubtful words underlined with dots."""
    doubtful = [(start, end) for start, end, percent in portion.recognised if percent < DOUBTFUL]
    return marked_up(portion.text, stretches, doubtful)
