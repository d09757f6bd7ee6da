"""The sentences of passwords tried on a file, and of the folder in which files are kept."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("too many passwords were tried on this file: try again at %(when)s UTC"),
    marked("the folder of originals is missing"),
)
