"""The sentences of issued copies: why there is none, and what became of those there are."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("H2: the provider allows no copies without permission; read it here, or ask for a permit"),
    marked("the originator lets you read this and does not let you take a copy; read it here"),
    marked("this has more than %(pages)s pages, too many for one copy; read it here"),
    marked("several copies are being made at this moment; ask again in a few seconds"),
    marked("it has no text to make a copy of yet; try again when it has been read"),
    marked("the assessment changed while the copy was made, and nothing was issued; ask for it again"),
    marked("say what became of the copy: %(accounts)s"),
    marked("copy %(number)s is accounted for already: %(account)s"),
)
