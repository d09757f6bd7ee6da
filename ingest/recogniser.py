"""Which engine recognises text in pictures, as the setting ``CONCORD_OCR`` says."""

from __future__ import annotations

from ingest.engine import Engine
from ingest.latin import models
from ingest.rapid import Rapid
from ingest.tesseract import Tesseract, tesseract


def recogniser(name: str) -> Engine:
    """Return the engine of that name: ``rapidocr`` reads Latin letters, Tesseract all others or everything."""
    return Rapid() if name == Rapid.name else tesseract()


def lacking(name: str) -> str | None:
    """Say what must be installed for an engine that was asked for; None where nothing is, or it may be missing."""
    if name == Tesseract.name or models() is not None:
        return None
    return "CONCORD_OCR is 'rapidocr' but that is not installed; run: pip install 'concord[ocr]', or set tesseract."
