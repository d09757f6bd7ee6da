"""Whether the name of a file promises a document, and its content is something else that came in its place."""

from __future__ import annotations

from ingest.errors import Refused
from ingest.structure import Kind

_PROMISED = frozenset({".pdf", ".docx", ".docm", ".pptx", ".pptm", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})
_INSTEAD: dict[Kind, tuple[str, str]] = {
    "html": ("a web page", ".html"),
    "mail": ("an e-mail", ".eml"),
    "text": ("plain text", ".txt"),
}


def refuse_misnamed(filename: str, kind: Kind) -> None:
    """Raise ``Refused`` for a page, message or text under the name of a document: a failed download, most often.

    One kind of document under the name of another is read as what it is.
    """
    suffix = next((known for known in _PROMISED if filename.lower().endswith(known)), None)
    if suffix is not None and kind in _INSTEAD:
        what, right = _INSTEAD[kind]
        raise Refused(
            f"The file is named {suffix} and its content is {what}, so it is probably not the report; get the report "
            f"again, or name this file {right} and deposit it."
        )
