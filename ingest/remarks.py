"""What is odd on pages, said once for all the pages that share it."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED_RANGES = 20


class Remarks:
    """Gathers remarks page by page, in the order of their first page."""

    def __init__(self) -> None:
        """Begin without any."""
        self._pages: dict[str, list[int]] = {}

    def add(self, sentence: str, page: int) -> None:
        """Say a sentence, which begins without its subject, of a page."""
        self._pages.setdefault(sentence, []).append(page)

    def sentences(self) -> tuple[str, ...]:
        """Return the remarks, each with its pages: ``Pages 2, 5-8: they ...``."""
        return tuple(f"{named(pages)}: {sentence}" for sentence, pages in self._pages.items())


def named(pages: Sequence[int]) -> str:
    """Page numbers in words: ``Pages 2, 5-8``."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_NAMED_RANGES]]
    more = f" and {len(ranges) - _NAMED_RANGES} more places" if len(ranges) > _NAMED_RANGES else ""
    return f"{'Page' if len(pages) == 1 else 'Pages'} {', '.join(shown)}{more}"
