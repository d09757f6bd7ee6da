"""A table as it grows cell by cell, with cells that reach over several columns or rows."""

from __future__ import annotations

_MOST_SPAN = 100


class Grid:
    """Rows of cells; a cell's text stands in its first place, and the other places it covers are empty."""

    def __init__(self) -> None:
        """Begin without rows."""
        self.rows: list[list[str]] = []
        self._place = 0
        self._below: dict[int, int] = {}

    @property
    def columns(self) -> int:
        """How many columns the widest row has."""
        return max((len(row) for row in self.rows), default=0)

    def row(self) -> None:
        """Begin a row."""
        self._below = {place: left - 1 for place, left in self._below.items() if left > 1}
        self.rows.append([])

    def cell(self, across: int = 1, down: int = 1) -> None:
        """Begin a cell; one outside any row begins a row."""
        if not self.rows:
            self.row()
        row = self.rows[-1]
        while len(row) in self._below and len(row) < _MOST_SPAN:
            row.append("")
        self._place = len(row)
        across, down = max(1, min(across, _MOST_SPAN)), max(1, min(down, _MOST_SPAN))
        row += [""] * across
        if down > 1:
            # Counted from the next row on, of which one is taken as it begins.
            self._below |= dict.fromkeys(range(self._place, self._place + across), down)

    def add(self, text: str) -> None:
        """Add to the text of the cell that was begun last; text before any cell begins one."""
        if not self.rows or self._place >= len(self.rows[-1]):
            self.cell()
        row = self.rows[-1]
        row[self._place] = f"{row[self._place]} {text}".strip()
