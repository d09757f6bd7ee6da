"""Questions: what is refused in words, what filters admit, and cursors that belong to one question."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest

from models.marking import Marking, unknown
from repository.disclosure import ReleasedAssessment
from search.query import FACETS, LONGEST, BadQuery, Filters, Query


def shown(**facts: Any) -> ReleasedAssessment:
    given: dict[str, Any] = {
        "proofs": (), "id": "a", "edition": "e", "title": "T", "originators": ("afripol",), "reference": None,
        "marking": Marking("interpol", "IR"), "rank": 2, "complete": True, "state": "released",
        "pillars": ("cybercrime", "terrorism"), "areas": ("ransomware",), "regions": ("africa",),
        "languages": ("fr",), "published_at": date(2026, 10, 1),
    }  # fmt: skip
    return ReleasedAssessment(**(given | facts))


@pytest.mark.parametrize("limit", [0, -1, 101, 10**9])
def test_a_limit_out_of_bounds_is_refused(limit: int) -> None:
    with pytest.raises(BadQuery, match="limit"):
        Query("x", limit=limit)


def test_ten_thousand_words_are_refused_and_the_longest_question_is_not() -> None:
    with pytest.raises(BadQuery, match=str(LONGEST)):
        Query("word " * 10_000)
    assert Query("x" * LONGEST).words


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(BadQuery, match="no text"):
        Query("half a \ud83d sign")


@pytest.mark.parametrize("name", FACETS)
def test_any_value_of_a_field_admits_and_a_value_it_does_not_carry_refuses(name: str) -> None:
    (value, *_) = FACETS[name](shown())
    assert narrowed(name, value).accept(shown())
    assert narrowed(name, "other", value).accept(shown())
    assert not narrowed(name, "other").accept(shown())
    assert not narrowed(name, value[:-1]).accept(shown())


def narrowed(name: str, *values: str) -> Filters:
    given: dict[str, Any] = {name: values}
    return Filters(**given)


def test_two_fields_must_both_be_carried() -> None:
    assert Filters(pillar=("cybercrime",), language=("fr",)).accept(shown())
    assert not Filters(pillar=("cybercrime",), language=("en",)).accept(shown())


def test_both_ends_of_a_period_are_inside_it_and_what_has_no_date_is_not() -> None:
    day = date(2026, 10, 1)
    assert Filters(from_=day, to=day).accept(shown())
    assert not Filters(from_=date(2026, 10, 2)).accept(shown())
    assert not Filters(to=date(2026, 9, 30)).accept(shown())
    for narrow in (Filters(from_=date.min), Filters(to=date.max)):
        assert not narrow.accept(shown(published_at=None))
    assert Filters().accept(shown(published_at=None))


def test_a_marking_nobody_could_read_counts_under_nothing() -> None:
    assert FACETS["marking"](shown(marking=unknown("RESERVADO"))) == ()
    assert not Filters(marking=(":",)).accept(shown(marking=unknown("RESERVADO")))


def test_a_cursor_brings_the_next_page_of_its_own_question() -> None:
    query = Query("x", Filters(pillar=("cybercrime",)))
    following = Query("x", Filters(pillar=("cybercrime",)), 7, query.cursor_at(20))
    assert (query.start, following.start) == (0, 20)


@pytest.mark.parametrize(
    "other", [Query("y"), Query("x "), Query("x", Filters(pillar=("cybercrime",))), Query("x", Filters(to=date.max))]
)
def test_a_cursor_of_another_question_is_refused(other: Query) -> None:
    with pytest.raises(BadQuery, match="another question"):
        _ = Query("x", cursor=other.cursor_at(20)).start


def spelt(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def mark() -> str:
    return str(json.loads(base64.urlsafe_b64decode(Query("x").cursor_at(1)))[1])


@pytest.mark.parametrize(
    "cursor",
    [
        "", "!", "x", "٣", "\ud800", "=" * 9, "a" * 10_000, spelt(None), spelt([]), spelt([1]), spelt("ab"),
        spelt({"a": 1, "b": 2}), base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(), base64.urlsafe_b64encode(b"[" + b"9" * 9000 + b"]").decode(),
        spelt([True, mark()]), spelt([-1, mark()]), spelt([1.0, mark()]), spelt(["1", mark()]), spelt([1, mark(), 1]),
        f"!{Query('x').cursor_at(1)}", f"{Query('x').cursor_at(1)}\n", Query("x").cursor_at(1)[:-4],
        base64.urlsafe_b64encode(json.dumps([1, mark()], separators=(",", ":")).encode()).decode(),
    ],
)  # fmt: skip
def test_a_mangled_cursor_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(BadQuery, match="cursor"):
        _ = Query("x", cursor=cursor).start


def test_a_cursor_says_nothing_but_where_the_next_page_begins() -> None:
    first, second = Query("x").cursor_at(20), Query("x", limit=7).cursor_at(20)
    assert first == second
    assert json.loads(base64.urlsafe_b64decode(first))[0] == 20
