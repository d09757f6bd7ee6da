"""The sentences about people: their passwords, for whom they act."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("a password has at least %(count)s characters; a short sentence is good"),
    marked("only an analyst or an originator is seconded; other roles act for one organization"),
    marked("that is her own organization"),
    marked("she is affiliated to it already in that period; end that affiliation first"),
)
