"""What is wrong with declared judgements."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("the likelihood ends below where it begins"),
    marked("'%(word)s' means %(least)s to %(most)s per cent in that scheme, not %(min)s to %(max)s"),
    marked("there is no likelihood scheme '%(scheme)s'; there is: %(schemes)s"),
    marked("'%(word)s' is no word of %(scheme)s; use one of: %(words)s"),
    marked("names a passage that the file does not have"),
)
