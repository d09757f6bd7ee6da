"""What a file carries and its reader does not see as text: gathered for the depositor, kept out of the search."""

from __future__ import annotations

from collections import Counter

from ingest.characters import squeeze
from ingest.structure import MAX_HIDDEN, MAX_HIDDEN_LENGTH, Hidden, HiddenKind

_ENOUGH = 4 * MAX_HIDDEN_LENGTH


class Concealed:
    """Takes pieces as they come; pieces of one kind that follow each other without a pause are one passage."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: list[Hidden] = []
        self._open: tuple[HiddenKind, int] | None = None
        self._pieces: list[str] = []
        self._length = 0
        self.characters: Counter[HiddenKind] = Counter()
        self.passages: Counter[HiddenKind] = Counter()

    def add(self, kind: HiddenKind, page: int, text: str) -> None:
        """Take a piece; ``page`` is 0 where it belongs to the whole file."""
        if not text:
            return
        if self._open is None or self._open[0] != kind:
            self.pause()
            self._open = (kind, page)
        self.characters[kind] += len(text)
        if self._length < _ENOUGH:
            self._pieces.append(text)
            self._length += len(text)

    def pause(self) -> None:
        """End the passage that is open: a paragraph ends, or seen text stands between."""
        held, text = self._open, squeeze("".join(self._pieces))
        self._open, self._pieces, self._length = None, [], 0
        if held is not None and text:
            self.passages[held[0]] += 1
            if len(self._found) < MAX_HIDDEN:
                self._found.append(Hidden(held[0], held[1], text[:MAX_HIDDEN_LENGTH]))

    def passage(self, kind: HiddenKind, page: int, text: str) -> None:
        """Take a whole passage."""
        self.pause()
        self.add(kind, page, text)
        self.pause()

    def take(self, hidden: tuple[Hidden, ...], before: int) -> None:
        """Take what another file holds that is part of this one and begins after so many pages."""
        self.pause()
        for one in hidden:
            self.passages[one.kind] += 1
            if len(self._found) < MAX_HIDDEN:
                self._found.append(Hidden(one.kind, one.page + before if one.page else before + 1, one.text))

    def all(self) -> tuple[Hidden, ...]:
        """Return the passages in their order, at most 500."""
        self.pause()
        return tuple(self._found)
