"""Passages as they are shown."""

from __future__ import annotations

from web.pages.excerpt import marked_up, place


def test_what_answers_is_marked_and_all_else_is_escaped() -> None:
    assert marked_up("a <b> & c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> &amp; c"


def test_stretches_beyond_the_text_or_over_each_other_are_cut() -> None:
    assert marked_up("abcdef", [(4, 99), (0, 2), (1, 3)]) == "<mark>ab</mark><mark>c</mark>d<mark>ef</mark>"
    assert marked_up("abc", [(2, 1), (-5, 0), (3, 9)]) == "abc"


def test_an_excerpt_is_found_in_its_passage_without_its_ellipses() -> None:
    assert place("One. Two three. Four.", "… Two three. …") == (5, 15)
    assert place("One.", "Two") is None
    assert place("One.", " … ") is None
