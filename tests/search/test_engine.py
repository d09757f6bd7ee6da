"""The engine: an answer is a function of the question and of what the reader may see (P1, design 4, domain 6)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.ids import SeededIds
from search import ranking
from search.answer import Group
from search.query import FACETS, BadQuery, Filters, Query
from search.ranking import Ranked
from tests.house import Cast, make_house
from tests.search.shelving import SECRET, TEXT, TOPICS, Passage, ask, library, shelve, summary, titles
from web import reading


@pytest.mark.parametrize("words", ["hospitals", "backup systems encrypted", ""])
def test_two_houses_of_like_content_give_one_order_whatever_came_first_and_under_which_ids(
    tmp_path: Path, words: str
) -> None:
    """Titles and dates tie on purpose; texts tie in pairs."""
    content = [(f"Note {n % 2}", date(2026, 10, 1), f"{TEXT} It was {TOPICS[n // 2]}.") for n in range(8)]
    answers = []
    for seed, order in ((1, range(8)), (2, (5, 2, 7, 0, 3, 6, 1, 4))):
        cast = Cast(make_house(tmp_path / str(seed), ids=SeededIds(seed)))
        for n in order:
            title, day, text = content[n]
            shelve(cast, text, title=title, published_at=day, abstract=text)
            if seed == 2:
                shelve(cast, text, title=f"Hidden {n}", **SECRET)
        answers.append(ask(cast, "mei", words))
        cast.house.registry.database.close()
    assert answers[0].total == 8
    assert summary(answers[0]) == summary(answers[1])
    assert answers[0].facets == answers[1].facets


def test_works_that_are_shown_alike_stand_in_the_order_of_their_exact_scores(cast: Cast) -> None:
    shelve(cast, TEXT, title="Note")
    (hit,) = ask(cast, "mei", "").results
    better, worse = Ranked(9, 0, 0.50004, near=True, worded=False), Ranked(1, 0, 0.50001, near=True, worded=False)
    assert better.score == worse.score
    first, second = Group(hit.assessment, [better]), Group(hit.assessment, [worse])
    assert first.order < second.order


def test_equal_scores_stand_newest_first_then_by_title_and_the_undated_last(cast: Cast) -> None:
    said = [("B", "2026-01-01"), ("A", None), ("C", "2026-03-01"), ("A", "2026-01-01")]
    for title, day in said:
        shelve(cast, TEXT, title=title, published_at=day)
    for words in ("hospitals", ""):
        found = ask(cast, "mei", words).results
        shown = [(h.assessment.title, str(h.assessment.published_at or "")) for h in found]
        assert shown == [("C", "2026-03-01"), ("A", "2026-01-01"), ("B", "2026-01-01"), ("A", "")]


def test_a_better_match_stands_before_a_newer_one(cast: Cast) -> None:
    shelve(cast, "Ferries and hospitals are named once in a long list of many other places.", title="New",
           published_at="2026-10-01")  # fmt: skip
    shelve(cast, TEXT, title="Old", published_at="2020-01-01")
    assert titles(ask(cast, "mei", "ransomware encrypts backup systems of hospitals"))[0] == "Old"


def test_at_the_cap_the_total_is_a_floor_and_hidden_rows_change_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "MOST_PORTIONS", 6)
    for n, topic in enumerate(TOPICS[:4]):
        shelve(cast, f"{TEXT} {topic}", f"{topic}: hospitals and backup systems.", title=f"Note {n}")
    before = ask(cast, "mei", "hospitals backup")
    assert before.total_is_floor
    assert before.total <= 4
    for n in range(5):
        shelve(cast, f"{TEXT} hospitals", "hospitals backup", title=f"Hidden {n}", **SECRET)
    after = ask(cast, "mei", "hospitals backup")
    assert (after.total, after.total_is_floor, after.facets) == (before.total, True, before.facets)
    assert summary(after) == summary(before)
    assert not ask(cast, "mei", "ports").total_is_floor


NARROW: list[dict[str, Any]] = [
    {}, {"pillar": ("terrorism",)}, {"pillar": ("border",)}, {"pillar": ("border", "terrorism")},
    {"originator": ("afripol",), "from_": date(2026, 3, 1), "to": date(2026, 5, 1)},
    {"marking": ("interpol:IC",)}, {"language": ("ru",)}, {"region": ("asia", "africa"), "area": ("ransomware",)},
    {"from_": date(2027, 1, 1), "to": date(2026, 1, 1)},
]  # fmt: skip


@pytest.mark.parametrize("words", ["hospitals ransomware", ""])
def test_filters_and_facets_stay_inside_the_scope_and_count_exactly_the_results(cast: Cast, words: str) -> None:
    library(cast)
    for narrow in NARROW:
        answer = ask(cast, "mei", words, **narrow)
        assert all(str(title).startswith("Note") for title in titles(answer))
        assert answer.total == len(answer.results)
        assert all(Filters(**narrow).accept(hit.assessment) for hit in answer.results)
        for name, values_of in FACETS.items():
            # Of a listing, the values of a field that narrows it count what each would list.
            others = narrow if words else {field: values for field, values in narrow.items() if field != name}
            listed = ask(cast, "mei", words, **others).results
            counted = Counter(value for hit in listed for value in set(values_of(hit.assessment)))
            assert {c.value: c.count for c in answer.facets[name]} == counted
            assert [c.count for c in answer.facets[name]] == sorted(counted.values(), reverse=True)
    assert ask(cast, "mei", words).total == 7
    assert ask(cast, "mei", words, pillar=("terrorism",)).total == 4
    assert ask(cast, "mei", words, pillar=("border",)).total == 0


@pytest.mark.parametrize("words", ["hospitals ransomware", ""])
@pytest.mark.parametrize("limit", [1, 3, 7, 8])
def test_the_pages_of_an_answer_hold_each_result_once(cast: Cast, words: str, limit: int) -> None:
    library(cast)
    whole = ask(cast, "mei", words)
    found: list[str | None] = []
    cursor = None
    for _ in range(20):
        answer = ask(cast, "mei", words, limit=limit, cursor=cursor)
        assert (answer.total, answer.facets) == (whole.total, whole.facets)
        assert len(answer.results) <= limit
        found += titles(answer)
        cursor = answer.next
        if cursor is None:
            break
    assert found == titles(whole)
    assert len(set(found)) == 7


def test_a_page_beyond_the_last_is_empty_and_a_foreign_cursor_is_refused(cast: Cast) -> None:
    library(cast)
    beyond = ask(cast, "mei", "hospitals", cursor=Query("hospitals").cursor_at(10**30))
    assert (beyond.results, beyond.next, beyond.total) == ((), None, ask(cast, "mei", "hospitals").total)
    with pytest.raises(BadQuery):
        ask(cast, "mei", "hospitals", cursor=Query("clinics").cursor_at(1))


def test_without_words_the_newest_are_listed_without_evidence(cast: Cast) -> None:
    library(cast)
    newest = [f"Note {n}" for n in reversed(range(7))]
    for words in ("", "  \n\t "):
        answer = ask(cast, "mei", words)
        assert titles(answer) == newest
        assert not any(hit.evidence for hit in answer.results)
        assert not answer.total_is_floor
    listed = reading.listing(cast.house, cast.visitor("mei"), Filters())
    assert [shown.title for shown in listed.items] == newest


@pytest.mark.parametrize(
    "words",
    [
        "the of and", "de la los", "في من على", "😀🚑💉", "\u202e\u2066\u200f\u200b", "\x00", "hosp\x00itals", '"',
        '"“«„', '"unbalanced', "'; DROP TABLE portion; --", "*", "a*", "AND OR NOT NEAR(", "[.]", "=:hospitals",
        "en:hospit", "\ufffe\uffff", "٢٠٢٥", "１２３", "\u0301" * 500, "x" * 4000, "hospitals " * 400, "病院", "\r\n",
        "HOSPITALS AND BANKS AND PORTS AND FERRIES", "-" * 300, "1/2/3/4", "a.b.c.d", "((((", "\U0010ffff",
    ],
)  # fmt: skip
def test_strange_questions_are_answered_with_nothing_hidden(cast: Cast, words: str) -> None:
    shelve(cast, TEXT, title="Note")
    shelve(cast, f"{TEXT} Numbers 123 and 2025 at 1/2/3/4.", title="Hidden", **SECRET)
    answer = ask(cast, "mei", words)
    assert set(titles(answer)) <= {"Note"}
    assert answer.total == len(answer.results)


FILLER = (
    "Criminal networks move goods by road at night.",
    "Several reports describe payments made in cash.",
    "The chronology of events was reported to all members.",
    "Officers compared two reports of the same year.",
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The panel's report S/2025/71 lists eleven vessels.", "S/2025/71"),
        ("The panel's report S/2025/71 lists eleven vessels.", "chronology in S/2025/71"),
        ("Le rapport du groupe, S/2025/71, cite onze navires.", "what does S/2025/71 say"),
        ("The group known as AQIM crossed twice.", "AQIM"),
        ("In all 12,450 parcels were opened.", "12450 parcels"),
        ("They were led by Ibrahim Farouk Dallo until March.", '"Ibrahim Farouk Dallo"'),
        ("They were led by Ibrahim Farouk Dallo until March.", "Ibrahim Farouk Dallo"),
        ("Payments went to wallet 1BoatSLRHtKNngkdXEeobR76b53LETtpyT.", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ],
)
def test_names_references_acronyms_numbers_and_quotations_are_found_first(cast: Cast, text: str, words: str) -> None:
    for n, filler in enumerate(FILLER):
        shelve(cast, filler, title=f"Filler {n}")
    language = "fr" if text.startswith("Le ") else "en"
    shelve(cast, FILLER[0], Passage(text, language=language), title="Named")
    answer = ask(cast, "mei", words)
    assert titles(answer)[0] == "Named"
    best = answer.results[0].evidence[0]
    assert best.excerpt == text
    assert best.matched in ("words", "both")


def test_a_word_shared_with_another_language_is_no_lexical_match_and_an_exact_term_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "NEAR", 2.0)
    shelve(cast, Passage("Le transport de pension et de plusieurs patients, S/2025/71.", language="fr"), title="French")
    english = "The transport of several patients was delayed by the police"
    assert titles(ask(cast, "mei", english)) == []
    assert titles(ask(cast, "mei", f"{english} according to S/2025/71")) == ["French"]
    assert titles(ask(cast, "mei", "Le transport de plusieurs patients a été retardé par la police")) == ["French"]
