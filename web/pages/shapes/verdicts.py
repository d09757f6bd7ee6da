"""The sentences of judging whether two assessments cover the same threat."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("a note has at most %(most)s characters"),
    marked("only analysts and originators' officers judge whether assessments cover the same threat"),
    marked("say what you find: confirmed or rejected"),
    marked("you have said nothing of this pair, so there is nothing to take back"),
)
