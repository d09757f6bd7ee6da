"""What reading a PDF says of text that nobody can see, and of files that hold nothing."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("has text that nobody can see; it was left out."),
    marked("is a picture under a layer of text that cannot be seen; the layer is what is searched."),
    marked("This PDF has no text and no picture of any; deposit the document that was meant."),
)
