from __future__ import annotations

from pathlib import Path

from models.handling import tearline
from models.ids import SeededIds
from models.tables.assessment import Edition
from models.tables.relation import SUPERSEDES, TRANSLATION, Relation
from repository.database import bump
from repository.editions import touch
from repository.handlings import COUNTER
from search import similar
from tests.house import Cast, make_house
from tests.overlapping import paragraph
from tests.search.shelving import SECRET, Passage, shelve
from tests.search.surveyed import METHOD, near, others, report, titles


def tie(cast: Cast, edition: str, kind: str, target: str) -> None:
    """Say that one work supersedes or translates another."""
    registry = cast.house.registry
    with registry.database.write() as session:
        session.add(Relation(edition_id=edition, kind=kind, target_id=target))
        session.flush()
        touch(session, session.get_one(Edition, edition))
        bump(session, COUNTER)


def test_neighbours_are_those_whose_passages_mean_the_same_the_likest_first_with_both_passages(cast: Cast) -> None:
    subject = report(cast, 0, 1, 2, title="Subject")
    report(cast, 0, 1, 3, title="Two of three", username="piotr")
    report(cast, 2, 4, 5, title="One of three", username="ines")
    others(cast)
    found = near(cast, "lena", subject)
    assert titles(found) == ["Two of three", "One of three"]
    first = found.neighbours[0]
    assert {one.here.excerpt for one in first.passages} == {one.there.excerpt for one in first.passages}
    assert {one.here.portion.text for one in first.passages} == {paragraph(0), paragraph(1)}
    assert (first.meeting.share_here, first.meeting.share_there) == (0.6667, 0.6667)
    assert (found.ready, found.kin) == (True, ())


def test_what_stands_in_every_report_makes_no_neighbours(cast: Cast) -> None:
    subject = report(cast, 0, title="Subject")
    others(cast)
    assert titles(near(cast, "lena", subject)) == []


def test_what_the_reader_may_not_see_is_no_neighbour_and_moves_none(tmp_path: Path) -> None:
    seen = []
    for hidden in (False, True):
        cast = Cast(make_house(tmp_path / str(hidden), ids=SeededIds(1 + hidden)))
        subject = report(cast, 0, 1, 2, title="Subject")
        report(cast, 0, 1, title="Seen")
        others(cast)
        for number in range(9) if hidden else ():
            report(cast, 0, 1, 2, title=f"Hidden {number}", **SECRET)
        found = near(cast, "mei", subject)
        seen.append([(n.assessment.title, n.meeting.likeness, n.meeting.share_here) for n in found.neighbours])
        cast.house.registry.database.close()
    assert [title for title, _, _ in seen[0]] == ["Seen"]
    assert seen[0] == seen[1]


def test_of_a_work_with_a_part_the_reader_may_not_see_the_visible_part_alone_counts(cast: Cast) -> None:
    marking = {"scheme": "interpol", "level": "IFOUO"}
    notice = {"portions": ["heading:Notice"], "marking": marking, "release_to": ["aseanapol"]}
    study = shelve(
        cast,
        Passage(paragraph(0)),
        Passage(paragraph(1), part=tearline(1)),
        title="Study",
        tearlines=[notice],
        **SECRET,
    )
    report(cast, 0, title="On the body")
    report(cast, 1, title="On the notice")
    assert titles(near(cast, "mei", study)) == ["On the notice"]
    assert set(titles(near(cast, "amina", study))) == {"On the body", "On the notice"}


def test_editions_and_translations_of_the_same_work_are_named_as_such_and_are_no_discovery(cast: Cast) -> None:
    old, new, translated = (report(cast, 0, 1, title=title) for title in ("Old", "New", "Translated"))
    report(cast, 0, 1, title="Another")
    tie(cast, new.id, SUPERSEDES, old.assessment_id)
    tie(cast, translated.id, TRANSLATION, new.assessment_id)
    found = near(cast, "lena", old)
    assert titles(found) == ["Another"]
    assert [(one.assessment.title, one.relation) for one in found.kin] == [
        ("New", "later"),
        ("Translated", "translation"),
    ]
    assert [(one.assessment.title, one.relation) for one in near(cast, "lena", new).kin] == [
        ("Old", "earlier"),
        ("Translated", "translation"),
    ]


def test_a_superseded_work_is_no_neighbour_where_its_later_edition_may_be_seen(cast: Cast) -> None:
    subject = report(cast, 0, 1, title="Subject")
    old = report(cast, 0, 1, title="Old")
    hidden = report(cast, 2, title="New", **SECRET)
    others(cast)
    tie(cast, hidden.id, SUPERSEDES, old.assessment_id)
    assert titles(near(cast, "lena", subject)) == []
    assert titles(near(cast, "mei", subject)) == ["Old"]


def test_a_work_that_was_not_read_is_not_compared(cast: Cast) -> None:
    empty = shelve(cast, title="Empty")
    report(cast, 0, title="Other")
    found = near(cast, "lena", empty)
    assert (found.ready, found.neighbours) == (False, ())


def test_at_most_twelve_neighbours_are_shown(cast: Cast) -> None:
    subject = report(cast, 0, title="Subject")
    for number in range(similar.MOST + 2):
        shelve(cast, f"{paragraph(0)} {number}", title=f"Copy {number}")
    assert len(near(cast, "lena", subject).neighbours) <= similar.MOST
    assert METHOD not in str(near(cast, "lena", subject).neighbours)
