from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import vocabulary
from repository.disclosure import ReleasedAssessment
from search.coverage import NONE, QUARTER, YEAR, Coverage, between, days_of, period_of
from search.query import Filters
from tests.house import Cast
from tests.repository.shelf import keep
from tests.search.shelving import SECRET, TEXT, scope_of, shelve


def shelf(cast: Cast, username: str) -> list[ReleasedAssessment]:
    house, visitor = cast.house, cast.visitor(username)
    with house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        house.engine.refresh(session)
        return list(house.engine.shelf(scope, visitor.at))


def work(cast: Cast, username: str = "amina", **said: Any) -> None:
    shelve(cast, TEXT, username=username, **{"published_at": "2025-05-01", "pillars": ["border"], **said})


def cells(found: Coverage) -> list[tuple[str, str, str, str, int]]:
    return [(c.pillar, c.region, c.period, c.originator, c.count) for c in found.cells()]


def test_a_cell_counts_the_works_that_carry_its_four_values(cast: Cast) -> None:
    work(cast, pillars=["border", "terrorism"], regions=["western-africa"])
    work(cast, regions=["western-africa"])
    work(cast, "piotr", regions=["western-africa"], published_at="2026-01-31")
    found = cells(Coverage.of(shelf(cast, "mei"), Filters()))
    assert [cell for cell in found if cell[1] == "western-africa"] == [
        ("terrorism", "western-africa", "2025", "afripol", 1),
        ("border", "western-africa", "2025", "afripol", 2),
        ("border", "western-africa", "2026", "europol", 1),
    ]


def test_a_region_counts_for_its_continent_too_and_not_for_the_world(cast: Cast) -> None:
    work(cast, regions=["western-africa", "northern-africa"])
    work(cast, regions=["africa"])
    work(cast, regions=["world"])
    found = Coverage.of(shelf(cast, "mei"), Filters())
    assert found.values("region") == ("world", "africa", "northern-africa", "western-africa")
    assert found.matrix("region", "pillar").of_rows == {
        "world": 1,
        "africa": 2,
        "northern-africa": 1,
        "western-africa": 1,
    }
    assert len(Coverage.of(shelf(cast, "mei"), Filters(region=("africa",))).works) == 2
    assert len(Coverage.of(shelf(cast, "mei"), Filters(region=("western-africa",))).works) == 1


def test_totals_count_each_work_once_whatever_it_names(cast: Cast) -> None:
    work(cast, pillars=["border", "terrorism"], regions=["western-africa", "northern-africa"])
    matrix = Coverage.of(shelf(cast, "mei"), Filters()).matrix("region", "pillar")
    assert sum(matrix.counts.values()) == 6
    assert (matrix.total, matrix.of_rows, matrix.of_columns) == (
        1,
        {"africa": 1, "western-africa": 1, "northern-africa": 1},
        {"border": 1, "terrorism": 1},
    )
    assert matrix.over_time == {
        ("africa", "2025"): 1,
        ("western-africa", "2025"): 1,
        ("northern-africa", "2025"): 1,
    }


def test_every_pillar_is_a_column_and_periods_run_without_a_gap(cast: Cast) -> None:
    work(cast, published_at="2023-12-31")
    work(cast, published_at="2026-01-01")
    found = Coverage.of(shelf(cast, "mei"), Filters())
    assert found.values("pillar") == vocabulary.pillars()
    assert found.values("period") == ("2023", "2024", "2025", "2026")
    quarters = Coverage.of(shelf(cast, "mei"), Filters(), QUARTER).values("period")
    assert (quarters[0], quarters[-1], len(quarters)) == ("2023-Q4", "2026-Q1", 10)


def test_what_carries_no_value_stands_last_under_none_and_a_concealed_originator_is_none(cast: Cast) -> None:
    work(cast, published_at=None, pillars=None, conceal_originator=True)
    found = Coverage.of(shelf(cast, "mei"), Filters())
    assert cells(found) == [(NONE, NONE, NONE, NONE, 1)]
    assert found.values("originator") == (NONE,)
    assert cells(Coverage.of(shelf(cast, "amina"), Filters()))[0][3] == "afripol"


def test_drafts_and_what_may_not_be_seen_do_not_count(cast: Cast) -> None:
    work(cast, **SECRET)
    keep(cast, "amina", pillars=["border"])
    assert Coverage.of(shelf(cast, "mei"), Filters()).works == ()
    assert len(Coverage.of(shelf(cast, "amina"), Filters()).works) == 1


def test_filters_narrow_what_is_counted(cast: Cast) -> None:
    work(cast, pillars=["border"])
    work(cast, pillars=["terrorism"])
    narrowed = Coverage.of(shelf(cast, "mei"), Filters(pillar=("terrorism",)))
    assert [cell[0] for cell in cells(narrowed)] == ["terrorism"]
    assert Coverage.of(shelf(cast, "mei"), Filters(from_=date(2026, 1, 1))).cells() == ()


@pytest.mark.parametrize(
    ("day", "year", "quarter", "days"),
    [
        (date(2026, 1, 1), "2026", "2026-Q1", (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 6, 30), "2026", "2026-Q2", (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 12, 31), "2026", "2026-Q4", (date(2026, 10, 1), date(2026, 12, 31))),
        (date.max, "9999", "9999-Q4", (date(9999, 10, 1), date.max)),
    ],
)
def test_a_day_lies_in_its_period(day: date, year: str, quarter: str, days: tuple[date, date]) -> None:
    assert (period_of(day, YEAR), period_of(day, QUARTER), days_of(quarter)) == (year, quarter, days)
    assert days_of(year) == (date(day.year, 1, 1), date(day.year, 12, 31))


def test_a_time_so_long_that_nobody_reads_it_has_its_own_periods_alone(cast: Cast) -> None:
    assert between("0001", "2026") == []
    work(cast, published_at="1066-10-14")
    work(cast, published_at="2026-01-01")
    found = Coverage.of(shelf(cast, "mei"), Filters(), QUARTER)
    assert found.values("period") == ("1066-Q4", "2026-Q1")
    assert len(found.cells()) == 2
