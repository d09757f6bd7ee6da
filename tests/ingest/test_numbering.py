from __future__ import annotations

from ingest.numbering import Numbering, is_list_entry, starts_bullet, starts_entry


def test_a_letter_is_known_by_the_letter_before_it() -> None:
    numbering = Numbering()
    headings = ["I. Introduction", "A. Africa", "B. Europe", "C. Asia", "D. Americas", "V. Outlook", "C. In short"]
    assert [numbering.rank(text) for text in headings] == [0, 1, 1, 1, 1, 0, 0]


def test_bullets_are_entries_and_numbered_paragraphs_are_not() -> None:
    assert is_list_entry("• one")
    assert is_list_entry("(a) one")
    assert not is_list_entry("12. one")
    assert starts_entry("12. one")
    assert starts_bullet("◦ one")
    assert not starts_bullet("(C2) servers")
