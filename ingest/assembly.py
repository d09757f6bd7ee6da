"""The lines of one page made blocks: furniture first, then text and tables in order, then footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.masthead import masthead
from ingest.paragraphs import Sized, Style, footnotes, gather, joined
from ingest.printed import Printed
from ingest.structure import Block


def assembled(
    lines: Sequence[Printed], hidden: set[int], style: Style, tables: Sequence[Block] = (), first: bool = False
) -> list[Sized]:
    """Return the blocks of a page.

    ``hidden`` are the indices of lines that are furniture, ``tables`` what lines that stand for one refer to, and
    the ``first`` page of a document may begin with a masthead, whose parts are no headings.
    """
    made = [_alone(line, style, "furniture") for index, line in enumerate(lines) if index in hidden]
    kept = [line for index, line in enumerate(lines) if index not in hidden]
    above = masthead(kept) if first else frozenset()
    for index in sorted(above):
        made += [_alone(part, style, "paragraph") for part in _parts(kept[index])]
    notes = footnotes(kept, style) - above
    run: list[Printed] = []
    for index, line in enumerate(kept):
        if index in notes or index in above:
            continue
        if line.table is None and not line.aside:
            run.append(line)
            continue
        made += gather(run, style)
        made.append(_alone(line, style, "paragraph") if line.table is None else Sized(tables[line.table], 0.0))
        run = []
    return made + gather(run, style) + gather([kept[index] for index in sorted(notes)], style, notes=True)


def _alone(line: Printed, style: Style, kind: str) -> Sized:
    text, lines = joined([line], style)
    return Sized(Block("furniture" if kind == "furniture" else "paragraph", 0, text, lines), line.size)


def _parts(line: Printed) -> list[Printed]:
    """What stands side by side on a line, each for itself."""
    if len(line.parts) < 2:
        return [line]
    return [replace(line, text=text, box=box, parts=(), confidences=()) for text, box in line.parts]
