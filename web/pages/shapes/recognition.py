"""What recognition says of pages that are pictures."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("its text was recognised in a picture, %(share)s sure on average, so words may be wrong."),
    marked("its text is a picture, and no text recognition is installed, so it cannot be searched."),
    marked("it was left out, since recognising the pages before it took too long or failed."),
    marked("its text is a picture and could not be recognised (%(why)s)."),
    marked("no text was recognised in its picture, so it cannot be searched."),
    marked("no language pack for its script (%(script)s) is installed"),
    marked("it took more than %(seconds)s seconds"),
    marked("it wrote more than is believed"),
    marked("it ended with an error"),
    marked("it cannot be drawn"),
    marked(
        "The pages of this document are pictures, and no text recognition is installed here; ask the "
        "operator to install it ('concord doctor' says how), or deposit a version with text."
    ),
    marked("The pages of this document are pictures in which no text was recognised; deposit a version with text."),
)
