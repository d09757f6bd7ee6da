"""Headings of a Word file that has no styles for them: short paragraphs in larger letters than its text."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from ingest.ooxml import child, local, value
from ingest.wordstyle import Styles, look_of

_LARGER = 2
"""Half points above the size of the text."""
_LONGEST = 120
_DEEPEST = 6


class Sizes:
    """What sizes letters have in a part, by one pass over it."""

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        """Count letters by size, and the sizes in which short paragraphs are set as a whole."""
        self._styles = styles
        letters: Counter[int] = Counter()
        whole: set[int] = set()
        for paragraph in root.iter("{*}p"):
            sizes, length = self._of(paragraph)
            letters.update(sizes)
            if len(sizes) == 1 and 0 < length <= _LONGEST:
                whole.update(sizes)
        usual = letters.most_common(1)[0][0] if letters else 0
        larger = sorted((size for size in whole if size >= usual + _LARGER), reverse=True)
        self._levels = {size: min(rank, _DEEPEST) for rank, size in enumerate(larger, start=1)}

    def level(self, paragraph: etree._Element) -> int:
        """The level of a paragraph as a heading, by its size alone; 0 where it is none."""
        if not self._levels:
            return 0
        sizes, length = self._of(paragraph)
        if len(sizes) != 1 or length > _LONGEST:
            return 0
        return self._levels.get(next(iter(sizes)), 0)

    def _of(self, paragraph: etree._Element) -> tuple[Counter[int], int]:
        """Letters by size, blanks apart, and how many characters there are."""
        style = self._styles.look(value(child(child(paragraph, "pPr"), "pStyle"))).size
        counts: Counter[int] = Counter()
        length = 0
        for run in paragraph.iter("{*}r"):
            text = "".join(part.text or "" for part in run if local(part) == "t")
            length += len(text)
            if text.strip():
                properties = child(run, "rPr")
                size = look_of(properties).size or self._styles.look(value(child(properties, "rStyle"))).size or style
                counts[size or self._styles.usual_size] += len(text.strip())
        return counts, length
