"""What the letters of a page say of themselves is believed of those letters alone."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from ingest.frame import frame
from ingest.glyphs import Glyphs
from tests.ingest.papers import raw_pdf

TEXT = b"BT /F1 14 Tf 72 740 Td (Heading) Tj /F2 11 Tf 0 -20 Td (Words) Tj /F1 11 Tf 0 -20 Td (Bold) Tj ET"


def bold(name: bytes) -> dict[str, bool]:
    """Return which words of a page are bold: the first and the last in a bold font, the second in one of a name."""
    other = b" /F2 << /Type /Font /Subtype /Type1 /BaseFont /%s >> >>" % name
    content = raw_pdf(TEXT).replace(b"/F1 4 0 R >>", b"/F1 4 0 R" + other).replace(b"/Helvetica", b"/Helvetica-Bold")
    document = pdfium.PdfDocument(content)
    page = document[0]
    glyphs = Glyphs(page, frame(page))
    found = {word.text: glyphs.is_bold(word) for word in glyphs.words()}
    glyphs.close()
    document.close()
    return found


@pytest.mark.parametrize("length", [9, 127, 128, 130, 2_000])
def test_a_font_of_a_long_name_is_not_taken_for_the_bold_one_before_it(length: int) -> None:
    assert bold(b"Serif" + b"x" * (length - 5)) == {"Heading": True, "Words": False, "Bold": True}
