from __future__ import annotations

from typing import Any

from models.tables.assessment import Edition
from repository.editions import write_suggestions
from search import trend
from search.query import Filters
from search.trend import Line
from tests.house import Cast
from tests.search.shelving import SECRET, TEXT, scope_of, shelve
from tests.search.test_similar import tie


def judged(level: str | None, trend_: str | None = None, **said: Any) -> dict[str, Any]:
    return {"statement": "It goes on.", "threat_level": level, "trend": trend_, **said}


def lines(cast: Cast, username: str, actor: str = "", **narrow: Any) -> list[Line]:
    house, visitor = cast.house, cast.visitor(username)
    with house.registry.database.read() as session:
        scope = scope_of(cast, session, username)
        house.engine.refresh(session)
        shelf = house.engine.shelf(scope, visitor.at, superseded=True)
        return trend.lines(house.registry, session, shelf, Filters(**narrow), actor)


def shown(found: list[Line]) -> list[tuple[str, tuple[str, ...], list[str | None]]]:
    return [(line.value, line.regions, [point.level for point in line.points]) for line in found]


def work(cast: Cast, day: str, *judgements: dict[str, Any], username: str = "amina", **said: Any) -> Any:
    said = {"areas": ["firearms"], "regions": ["western-africa"], **said}
    return shelve(cast, TEXT, username=username, published_at=day, judgements=list(judgements), **said)


def test_a_line_follows_one_threat_in_one_region_over_editions_the_earliest_first(cast: Cast) -> None:
    old = work(cast, "2024-01-01", judged("moderate"))
    new = work(cast, "2026-01-01", judged("high", "increasing"), judged("low", "decreasing"))
    tie(cast, new.id, "supersedes", old.assessment_id)
    (line,) = lines(cast, "mei")
    assert shown([line]) == [("firearms", ("western-africa",), ["moderate", "high"])]
    assert (line.moved, line.points[1].trend) == ("increasing", "increasing"), "the gravest of both judgements"
    assert [point.superseded for point in line.points] == [True, False]


def test_a_judgement_speaks_for_the_areas_and_regions_it_names_and_else_for_those_of_its_work(cast: Cast) -> None:
    work(cast, "2026-01-01", judged("high", areas=["vehicles"], regions=["eastern-africa"]), judged("low"))
    assert sorted(shown(lines(cast, "mei"))) == [
        ("firearms", ("western-africa",), ["low"]),
        ("vehicles", ("eastern-africa",), ["high"]),
    ]


def test_regions_of_which_the_same_was_judged_stand_in_one_line(cast: Cast) -> None:
    work(cast, "2026-01-01", judged("high"), regions=["western-africa", "northern-africa"])
    (line,) = lines(cast, "mei")
    assert line.regions == ("northern-africa", "western-africa")
    (narrowed,) = lines(cast, "mei", region=("western-africa",))
    assert narrowed.regions == ("western-africa",)


def test_what_says_neither_level_nor_trend_and_what_may_not_be_seen_is_in_no_line(cast: Cast) -> None:
    work(cast, "2026-01-01", judged(None))
    work(cast, "2026-01-01", judged("high"), **SECRET)
    assert lines(cast, "mei") == []
    assert shown(lines(cast, "lena")) == [("firearms", ("western-africa",), ["high"])]


def test_a_translation_judges_nothing_again(cast: Cast) -> None:
    original = work(cast, "2026-01-01", judged("high"))
    translated = work(cast, "2026-02-01", judged("high"))
    tie(cast, translated.id, "translation", original.assessment_id)
    assert shown(lines(cast, "mei")) == [("firearms", ("western-africa",), ["high"])]


def test_a_level_that_fell_or_stayed_is_said_to_and_one_alone_says_nothing(cast: Cast) -> None:
    for day, level in (("2024-01-01", "high"), ("2025-01-01", "low")):
        work(cast, day, judged(level))
    for day in ("2024-01-01", "2025-01-01"):
        work(cast, day, judged("high"), areas=["vehicles"])
    work(cast, "2025-01-01", judged("high"), areas=["cannabis"])
    moved = {line.value: line.moved for line in lines(cast, "mei")}
    assert moved == {"firearms": "decreasing", "vehicles": "stable", "cannabis": None}


def name(cast: Cast, edition: Edition, *actors: tuple[str, float]) -> None:
    """Let ingest have found actors in a work."""
    registry = cast.house.registry
    with registry.database.write() as session:
        row = session.get_one(Edition, edition.id)
        found = [{"value": value, "confidence": sure, "page": 1} for value, sure in actors]
        write_suggestions(row, registry.vault, {"actors": found})
        session.add(row)


def test_an_actor_has_a_line_of_the_judgements_that_name_it_where_the_whole_work_may_be_seen(cast: Cast) -> None:
    notice = {
        "portions": ["heading:Notice"],
        "marking": {"scheme": "interpol", "level": "IFOUO"},
        "release_to": ["aseanapol"],
    }
    plain = work(cast, "2025-01-01", judged("high", statement="LOCKBIT will act."), judged("low"))
    parted = work(cast, "2026-01-01", judged("low", statement="LockBit is spent."), tearlines=[notice], **SECRET)
    for edition in (plain, parted):
        name(cast, edition, ("LockBit", 0.9), ("Unsure", 0.3))
    found = [line for line in lines(cast, "amina") if line.kind == "actor"]
    assert shown(found) == [("LockBit", ("western-africa",), ["high", "low"])]
    assert shown(lines(cast, "mei", actor="lockbit")) == [("LockBit", ("western-africa",), ["high"])]


def test_an_actor_is_named_by_whole_words_alone(cast: Cast) -> None:
    crisis = work(cast, "2025-01-01", judged("high", statement="The crisis will last."))
    named = work(cast, "2026-01-01", judged("low", statement="Isis's cells are spent."))
    for edition in (crisis, named):
        name(cast, edition, ("ISIS", 0.9))
    found = [line for line in lines(cast, "mei") if line.kind == "actor"]
    assert shown(found) == [("ISIS", ("western-africa",), ["low"])]


def test_lines_narrow_to_an_area(cast: Cast) -> None:
    work(cast, "2026-01-01", judged("high"), areas=["firearms", "vehicles"])
    assert [line.value for line in lines(cast, "mei", area=("vehicles",))] == ["vehicles"]
    assert lines(cast, "mei", actor="Nobody") == []
