"""The crowd in which it is measured whether the time of an answer tells of what is hidden."""

from __future__ import annotations

from benchmarks.crowd import KEY, Crowd
from search.segment import keyed


def test_a_crowd_answers_alike_whatever_is_hidden_in_it_and_comes() -> None:
    alone, between = Crowd(60, hidden=False), Crowd(60, hidden=True)
    assert (len(alone.lexicon), len(between.lexicon)) == (60, 120)
    for run in range(3):
        alone.arrives()
        between.arrives()
        found, again = (crowd.view().search([keyed("w7", KEY)], 20) for crowd in (alone, between))
        assert len(found.scores)
        assert found.weights == again.weights
        assert [list(column) for column in found[:3]] == [list(column) for column in again[:3]]
        near, nearer = alone.nearest(run), between.nearest(run)
        assert [list(column) for column in near] == [list(column) for column in nearer]
    assert (len(alone.lexicon), len(between.lexicon)) == (60, 121)
