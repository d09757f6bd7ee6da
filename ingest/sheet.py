"""One page of a PDF as read, before the whole document tells what its lines are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium

from ingest.attached import commented
from ingest.concealed import Concealed
from ingest.frame import Frame, as_shown, frame, upright
from ingest.garbled import garbled
from ingest.glyphs import Glyphs, Word
from ingest.objects import Survey, survey
from ingest.printed import Piece, Printed, pieces, printed_lines
from ingest.remarks import Remarks
from ingest.ruled import Rules
from ingest.structure import Block, Line
from ingest.tables import Ruled, TooManyRules, tables
from ingest.unseen import look

_DRAWING = 20
_PICTURE = 0.01
_WORTH_SAYING = 4


@dataclass(slots=True)
class Sheet:
    """A page: its frame, its lines in the order of reading, its tables, and whether it shows more than its text.

    ``turns`` are the quarter turns clockwise by which most of its text leans; lines and tables are placed as if the
    page were turned back.
    """

    frame: Frame
    lines: list[Printed] = field(default_factory=list)
    tables: list[Ruled] = field(default_factory=list)
    picture: bool = False
    turns: int = 0

    @property
    def height(self) -> float:
        """Height of the page with its text upright, in points."""
        return self.frame.height if self.turns % 2 == 0 else self.frame.width

    def shown(self, block: Block) -> Block:
        """Return a block with its lines where they stand on the page as it is shown."""
        if not self.turns:
            return block
        sides = (self.frame.width, self.frame.height)
        lines = (
            line if line.box is None else replace(line, box=as_shown(line.box, self.turns, *sides))
            for line in block.lines
        )
        return replace(block, lines=tuple(lines))


def read_sheet(document: pdfium.PdfDocument, index: int, remarks: Remarks, concealed: Concealed) -> Sheet:
    """Read page ``index`` (from 0); what is odd goes to ``remarks``, what nobody can see to ``concealed``."""
    number = index + 1
    try:
        page = document[index]
    except pdfium.PdfiumError:
        remarks.add("cannot be read, the file is damaged there.", number)
        return Sheet(Frame(0, 0, 0, 0, 0))
    sheet = Sheet(frame(page))
    glyphs: Glyphs | None = None
    try:
        glyphs = Glyphs(page, sheet.frame)
        if glyphs.cut_short:
            remarks.add("has more characters than a page can show; only the first 300,000 were read.", number)
        commented(page, number, concealed)
        found = survey(page, sheet.frame)
        words = _seen(page, sheet, found, glyphs, number, remarks, concealed)
        _lay_out(sheet, found, words, glyphs, number, remarks)
    except pdfium.PdfiumError:
        remarks.add("its text cannot be read, the file is damaged there.", number)
    finally:
        if glyphs is not None:
            glyphs.close()
        page.close()
    return sheet


def _seen(
    page: pdfium.PdfPage,
    sheet: Sheet,
    found: Survey,
    glyphs: Glyphs,
    number: int,
    remarks: Remarks,
    concealed: Concealed,
) -> list[Word]:
    """The words of a page that can be seen and read; notes whether the page is rather a picture."""
    sight = look(page, sheet.frame, found, glyphs, glyphs.words())
    for word in sight.unseen:
        concealed.add("unseen", number, word.text + " ")
    concealed.pause()
    if sum(map(str.isalnum, "".join(word.text for word in sight.unseen))) >= _WORTH_SAYING:
        remarks.add("has text that nobody can see; it was left out.", number)
    text = " ".join(word.text for word in sight.seen)
    shown = _shows_picture(found, sheet.frame)
    if not any(map(str.isalnum, text)):
        sheet.picture = shown
        return []
    if garbled(text):
        sheet.picture = True
        return []
    if sight.layered:
        remarks.add("is a picture under a layer of text that cannot be seen; the layer is what is searched.", number)
    return sight.seen


def _shows_picture(found: Survey, frame: Frame) -> bool:
    whole = frame.width * frame.height
    sides = ((box[2] - box[0]) * (box[3] - box[1]) for box in found.pictures)
    return sum(sides) >= _PICTURE * whole or found.paths >= _DRAWING or found.rules.too_many


def _lay_out(sheet: Sheet, found: Survey, words: list[Word], glyphs: Glyphs, number: int, remarks: Remarks) -> None:
    sheet.turns = _usual_turns(words)
    rules = found.rules
    if sheet.turns:
        sides = (sheet.frame.width, sheet.frame.height)
        for word in words:
            word.box = upright(word.box, sheet.turns, *sides)
        rules = _turned(rules, sheet)
    straight = [word for word in words if word.turns == sheet.turns]
    leaning = [word for word in words if word.turns != sheet.turns]
    sheet.tables = _tables(rules, straight, number, remarks)
    taken = frozenset[int]().union(*(table.words for table in sheet.tables))
    free = [word for index, word in enumerate(straight) if index not in taken] if taken else straight
    gathered = pieces(free, glyphs.is_bold)
    for index, table in enumerate(sheet.tables):
        text = "\n".join(" | ".join(row) for row in table.rows)
        gathered.append(Piece(text, table.box, 0.0, False, -1 - index, table=index))
    sheet.lines = printed_lines(gathered) + _asides(leaning)


def _usual_turns(words: Sequence[Word]) -> int:
    if not any(word.turns for word in words):
        return 0
    letters: Counter[int] = Counter()
    for word in words:
        letters[word.turns] += len(word.text)
    return letters.most_common(1)[0][0] if letters else 0


def _turned(rules: Rules, sheet: Sheet) -> Rules:
    sides = (sheet.frame.width, sheet.frame.height)
    turned = [upright(box, sheet.turns, *sides) for box in (*rules.horizontal, *rules.vertical)]
    return Rules(
        [box for box in turned if box[3] - box[1] <= box[2] - box[0]],
        [box for box in turned if box[3] - box[1] > box[2] - box[0]],
        rules.too_many,
    )


def _tables(rules: Rules, words: list[Word], number: int, remarks: Remarks) -> list[Ruled]:
    if not words or not (rules.enough or rules.too_many):
        return []
    try:
        if rules.too_many:
            raise TooManyRules
        return tables(rules, words)
    except TooManyRules:
        remarks.add("is drawn with very many lines, so tables were not looked for.", number)
        return []


def _asides(words: Sequence[Word]) -> list[Printed]:
    """What is printed in another direction than the page: along a margin, or beside a chart."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and lines[-1][-1].line == word.line and lines[-1][-1].turns == word.turns:
            lines[-1].append(word)
        else:
            lines.append([word])
    asides: list[Printed] = []
    for line in lines:
        lefts, tops, rights, bottoms = zip(*(word.box for word in line), strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
        size = min(box[2] - box[0], box[3] - box[1])
        asides.append(Printed(" ".join(word.text for word in line), box, size, False, aside=True))
    return asides


def table_block(table: Ruled) -> Block:
    """Return a table as a block: a line a row; the head it has from the page before stands nowhere on this one."""
    lines: list[Line] = []
    start = 0
    rows = (table.carried, *table.rows) if table.carried else table.rows
    boxes = (None, *table.row_boxes) if table.carried else table.row_boxes
    for row, box in zip(rows, boxes, strict=True):
        text = " | ".join(row)
        lines.append(Line(text, box, start))
        start += len(text) + 1
    return Block("table", 0, "\n".join(line.text for line in lines), tuple(lines), rows)
