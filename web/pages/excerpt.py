"""Passages as they are shown: the stretches that answer the question are marked, all else is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

Stretch = tuple[int, int]
"""First character and the one behind the last, counted from 0."""


def marked_up(text: str, stretches: Iterable[Stretch], doubtful: Sequence[Stretch] = ()) -> Markup:
    """Return the text as HTML with its stretches in ``mark``; what lies beyond the text is cut.

    ``doubtful`` words, in order, are put into a ``span`` of that class.
    """
    parts: list[Markup] = []
    done = 0
    for start, end in sorted(stretches):
        first, last = max(start, done), min(end, len(text))
        if first >= last:
            continue
        parts += [_plain(text, done, first, doubtful)]
        parts += [Markup("<mark>{}</mark>").format(_plain(text, first, last, doubtful))]
        done = last
    return Markup("").join([*parts, _plain(text, done, len(text), doubtful)])


def _plain(text: str, start: int, end: int, doubtful: Sequence[Stretch]) -> Markup:
    """A part of the text, escaped, with the doubtful words in it; one that is cut is so on both sides."""
    return Markup("").join(_pieces(text, start, end, doubtful)) if doubtful else escape(text[start:end])


def _pieces(text: str, start: int, end: int, doubtful: Sequence[Stretch]) -> Iterator[Markup]:
    done = start
    for low, high in doubtful:
        first, last = max(low, done), min(high, end)
        if first < last:
            yield escape(text[done:first])
            yield Markup('<span class="doubtful">{}</span>').format(text[first:last])
            done = last
    yield escape(text[done:end])


def place(text: str, excerpt: str) -> tuple[int, int] | None:
    """Return where an excerpt stands in its passage, or None where it does not; ellipses do not count."""
    wanted = excerpt.strip().strip("…").strip()
    start = text.find(wanted) if wanted else -1
    return None if start < 0 else (start, start + len(wanted))
