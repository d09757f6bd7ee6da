from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sqlmodel import Session

from repository.disclosure import ReleasedAssessment, released
from search import covering, meanings
from search.engine import Engine
from tests.house import Cast
from tests.search.shelving import SECRET, scope_of
from tests.search.surveyed import between, others, report
from tests.search.test_similar import tie
from tests.search.test_trend import name


def pairs(found: covering.Covering) -> list[set[str | None]]:
    return [{pair.first.title, pair.second.title} for pair in found.pairs]


def test_organizations_that_cover_one_threat_are_found_with_their_passages_the_likest_first(cast: Cast) -> None:
    report(cast, 0, 1, 2, title="A", areas=["firearms"], regions=["western-africa"], published_at="2025-01-01")
    same = {"areas": ["firearms", "vehicles"], "regions": ["western-africa"]}
    report(cast, 0, 1, 2, title="B", username="piotr", published_at="2026-01-01", **same)
    report(cast, 1, 2, 3, title="C", username="ines", areas=["firearms"])
    others(cast)
    found = between(cast, "lena")
    assert pairs(found) == [{"A", "B"}, {"A", "C"}, {"B", "C"}] or pairs(found) == [{"A", "B"}, {"B", "C"}, {"A", "C"}]
    pair = found.pairs[0]
    assert (pair.first.title, pair.second.title) == ("A", "B"), "the older first"
    assert (pair.common.areas, pair.common.regions) == (("firearms",), ("western-africa",))
    assert pair.passages
    assert all(one.here.excerpt == one.there.excerpt for one in pair.passages)
    assert (found.total, found.works, found.asked) == (3, 10, 10)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"areas": ["vehicles"]}, 0),
        ({"areas": ["firearms"]}, 1),
        ({"areas": None}, 1),
        ({"areas": ["firearms"], "pillars": ["border"]}, 1),
        ({"areas": None, "pillars": ["border"]}, 0),
        ({"areas": ["firearms"], "conceal_originator": True}, 0),
        ({"areas": ["firearms"], "originators": ["afripol", "europol"]}, 0),
    ],
    ids=[
        "another area",
        "the same area",
        "no area, the same pillar",
        "the same area, another pillar",
        "no area, another pillar",
        "a concealed originator",
        "a joint work",
    ],
)
def test_a_threat_is_an_area_in_common_and_organizations_must_differ(
    cast: Cast, said: dict[str, object], found: int
) -> None:
    report(cast, 0, 1, title="A", areas=["firearms"])
    report(cast, 0, 1, title="B", username="piotr", **said)
    assert between(cast, "mei").total == found


def test_works_of_one_organization_and_works_that_are_tied_do_not_overlap(cast: Cast) -> None:
    first = report(cast, 0, 1, title="A", areas=["firearms"])
    report(cast, 0, 1, title="B", areas=["firearms"])
    other = report(cast, 0, 1, title="C", areas=["firearms"], username="piotr")
    tie(cast, other.id, "translation", first.assessment_id)
    assert pairs(between(cast, "lena")) == [{"B", "C"}]


def test_an_actor_in_common_is_a_threat_in_common(cast: Cast) -> None:
    for username, area in (("amina", "firearms"), ("piotr", "vehicles")):
        edition = report(cast, 0, 1, title=username, areas=[area], username=username)
        name(cast, edition, ("Harbour Clan", 0.8))
    (pair,) = between(cast, "mei").pairs
    assert (pair.common.actors, pair.common.areas) == (("Harbour Clan",), ())


def test_rejected_pairs_stand_behind_all_others(cast: Cast) -> None:
    works = [report(cast, 0, 1, title="A", areas=["firearms"])]
    works += [report(cast, 0, 1, 2, title="B", areas=["firearms"], username="piotr")]
    works += [report(cast, 1, 2, 3, title="C", areas=["firearms"], username="ines")]
    best = pairs(between(cast, "lena"))[0]
    named = {work.id for work, title in zip(works, "ABC", strict=True) if title in best}
    found = between(cast, "lena", lambda one, other: {one, other} == named)
    assert pairs(found)[-1] == best
    assert found.total == 3


def test_what_may_not_be_seen_is_in_no_pair_and_filters_narrow_both_works(cast: Cast) -> None:
    report(cast, 0, 1, title="A", areas=["firearms"], regions=["western-africa"])
    report(cast, 0, 1, title="B", areas=["firearms"], regions=["western-africa"], username="piotr")
    report(cast, 0, 1, title="C", areas=["firearms"], username="ines", **SECRET)
    assert pairs(between(cast, "mei")) == [{"A", "B"}]
    assert between(cast, "lena").total == 3
    assert pairs(between(cast, "lena", region=("western-africa",))) == [{"A", "B"}]
    assert between(cast, "lena", region=("asia",)).total == 0


def test_passages_are_held_of_those_works_alone_that_may_cover_one_threat(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, held = meanings.meanings, list[int]()

    def counted(engine: Engine, session: Session, works: Sequence[ReleasedAssessment]) -> dict[str, meanings.Meanings]:
        held.append(len(works))
        return read(engine, session, works)

    monkeypatch.setattr(covering, "meanings", counted)
    report(cast, 0, 1, title="A", areas=["firearms"])
    report(cast, 0, 1, title="B", areas=["firearms"], username="piotr")
    others(cast)
    found = between(cast, "lena")
    assert (pairs(found), found.works, max(held)) == ([{"A", "B"}], 9, 2)


def test_of_more_works_than_are_compared_the_newest_are(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "WORKS", 2)
    for title, day, who in (("A", "2024-01-01", "ines"), ("B", "2025-01-01", "amina"), ("C", "2026-01-01", "piotr")):
        report(cast, 0, 1, title=title, areas=["firearms"], published_at=day, username=who)
    found = between(cast, "lena")
    assert (pairs(found), found.works, found.asked) == ([{"B", "C"}], 2, 3)


def test_of_a_long_work_only_so_many_passages_take_part_evenly_spaced(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = cast.house
    long, short = report(cast, *range(6), title="Long"), report(cast, 0, title="Short")

    def read() -> dict[str, meanings.Meanings]:
        with house.registry.database.read() as session:
            house.engine.refresh(session)
            scope = scope_of(cast, session, "lena")
            house.registry.catalogue.refresh(session)
            asked = (released(house.registry, scope, one.id, house.registry.clock.now()) for one in (long, short))
            works = [work for work in asked if work is not None]
            return meanings.meanings(house.engine, session, works)

    whole = read()
    assert len(whole[long.id]) == 7
    assert whole[long.id].kept.dtype == np.float16, "those of hundreds are held at once"
    monkeypatch.setattr(meanings, "PASSAGES", 3)
    some = read()
    assert some[long.id].places == tuple(whole[long.id].places[at] for at in (0, 3, 6))
    assert some[long.id].vectors.tolist() == whole[long.id].vectors[[0, 3, 6]].tolist()
    assert some[short.id].places == whole[short.id].places
