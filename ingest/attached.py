"""Files embedded in a PDF and remarks written on it: named for the depositor, never opened and never written out."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.characters import squeeze
from ingest.concealed import Concealed

_MOST = 100
_NAME_BYTES = 1_024
_TEXT_BYTES = 16_384
_UNNAMED = "(without a name)"
_REMARKS = (
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STRIKEOUT,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_CARET,
)


def attached(document: pdfium.PdfDocument, concealed: Concealed) -> None:
    """Note the names of embedded files, at most a hundred."""
    for index in range(min(_MOST, max(0, raw.FPDFDoc_GetAttachmentCount(document.raw)))):
        item = raw.FPDFDoc_GetAttachment(document.raw, index)
        if not item:
            continue
        buffer = (ctypes.c_ushort * (_NAME_BYTES // 2))()
        size = raw.FPDFAttachment_GetName(item, buffer, _NAME_BYTES)
        held = bytes(buffer)[: max(0, min(size, _NAME_BYTES) - 2)]
        concealed.passage("attachment", 0, squeeze(held.decode("utf-16-le", "replace")) or _UNNAMED)


def commented(page: pdfium.PdfPage, number: int, concealed: Concealed) -> None:
    """Note what is written on a page as a remark, at most a hundred, and the files pinned to it."""
    for index in range(min(_MOST, max(0, raw.FPDFPage_GetAnnotCount(page.raw)))):
        item = raw.FPDFPage_GetAnnot(page.raw, index)
        if not item:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(item)
            if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                concealed.passage("attachment", number, _written(item) or _UNNAMED)
            elif kind in _REMARKS:
                concealed.passage("comment", number, _written(item))
        finally:
            raw.FPDFPage_CloseAnnot(item)


def _written(item: object) -> str:
    buffer = (ctypes.c_ushort * (_TEXT_BYTES // 2))()
    size = raw.FPDFAnnot_GetStringValue(item, b"Contents", buffer, _TEXT_BYTES)
    # A text that does not fit is not given at all, and says its size.
    return squeeze(bytes(buffer)[: size - 2].decode("utf-16-le", "replace")) if 2 < size <= _TEXT_BYTES else ""
