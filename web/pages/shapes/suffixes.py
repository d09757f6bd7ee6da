"""The sentences of files and requests that are not what they seem: misnamed, packed, filled with what is no word."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked(
        "The file is named %(suffix)s and its content is %(what)s, so it is probably not the report; get the report "
        "again, or name this file %(right)s and deposit it."
    ),
    marked(
        "The file holds runs of more than %(longest)s characters without a blank, which are no words; of each only "
        "the first %(kept)s characters are shown and searched."
    ),
    marked("the request is compressed, which is not accepted; send it without 'Content-Encoding'"),
    marked("a web page"),
    marked("an e-mail"),
    marked("plain text"),
)
