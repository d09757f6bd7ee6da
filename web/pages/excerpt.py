"""Passages as they are shown: the stretches that answer the question are marked, all else is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def marked_up(text: str, stretches: Iterable[tuple[int, int]]) -> Markup:
    """Return the text as HTML with its stretches in ``mark``; what lies beyond the text is cut."""
    parts: list[Markup] = []
    done = 0
    for start, end in sorted(stretches):
        first, last = max(start, done), min(end, len(text))
        if first >= last:
            continue
        parts += [escape(text[done:first]), Markup("<mark>{}</mark>").format(text[first:last])]
        done = last
    return Markup("").join([*parts, escape(text[done:])])


def place(text: str, excerpt: str) -> tuple[int, int] | None:
    """Return where an excerpt stands in its passage, or None where it does not; ellipses do not count."""
    wanted = excerpt.strip().strip("…").strip()
    start = text.find(wanted) if wanted else -1
    return None if start < 0 else (start, start + len(wanted))
