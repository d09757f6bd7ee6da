"""The sentences of a file whose name promises another kind than its content is."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked(
        "The file is named %(suffix)s and its content is %(what)s, so it is probably not the report; get the report "
        "again, or name this file %(right)s and deposit it."
    ),
    marked("a web page"),
    marked("an e-mail"),
    marked("plain text"),
)
