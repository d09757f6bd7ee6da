"""The sentences of what a file says of itself at its front: labels that narrow, and passages that carry more."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("the file carries '%(label)s', which lets fewer people read than %(declared)s"),
    marked("the file carries '%(label)s', and no TLP label is declared"),
    marked("tearline %(number)s takes a passage marked '%(text)s', higher than its %(label)s"),
)
