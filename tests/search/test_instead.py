"""An empty answer says which part of its question to drop: every part that can empty it is tried."""

from __future__ import annotations

from datetime import date

from search.instead import Instead, instead, without_each, without_several
from search.query import Filters, Query
from web.pages.search_words import DROPS

NARROW = Query("convoys", filters=Filters(pillar=("border",), to=date(2026, 1, 1), released=True), phrases=("x",))


def test_what_is_not_released_yet_is_found_by_dropping_that() -> None:
    query = Query("convoys", filters=Filters(released=True))

    def found(other: Query) -> tuple[int, bool]:
        return int(not other.filters.released), False

    assert instead(query, found) == (Instead("released", 1),)


def test_where_two_parts_empty_it_together_all_filters_are_dropped() -> None:
    query = Query("convoys", filters=Filters(pillar=("border",), released=True))

    def found(other: Query) -> tuple[int, bool]:
        return 3 * int(other.filters.empty), False

    assert instead(query, found) == (Instead("filters", 3),)


def test_a_name_is_offered_in_place_of_the_words_whether_or_not_something_is_found() -> None:
    query = Query("wildlife trafficking", filters=Filters(language=("en",)), text="wildlife trafficking -ivory")

    def found(other: Query) -> tuple[int, bool]:
        filed = other.filters == Filters(area=("wildlife-crime",), language=("en",)) and not other.words
        return 3 * int(filed), False

    named = Instead("words", 3, ask="area:wildlife-crime")
    assert instead(query, found, empty=False) == instead(query, found) == (named,)
    assert instead(query, lambda _: (0, False), empty=False) == ()
    elsewhere = Query("wildlife trafficking", filters=Filters(area=("ransomware",)))
    assert instead(elsewhere, lambda _: (3, False), empty=False) == ()


def test_every_part_has_a_word_on_the_page() -> None:
    parts = {name for name, _ in (*without_each(NARROW), *without_several(NARROW))}
    assert parts == {"pillar", "period", "released", "phrases", "filters", "all"}
    assert parts <= DROPS.keys()
