"""What was considered stays so, in blocks of which only the changed ones are kept anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repository.considered import BLOCK, Considered

IDENTS = st.lists(st.integers(0, 3 * BLOCK), max_size=60)


def lacking(considered: Considered, idents: list[int]) -> list[int]:
    return considered.lacking(np.array(idents, dtype=np.int64))


@given(IDENTS, IDENTS)
def test_it_is_a_set_of_handlings(added: list[int], asked: list[int]) -> None:
    considered = Considered()
    considered.add(added)
    assert lacking(considered, asked) == [ident for ident in asked if ident not in set(added)]


@given(IDENTS)
def test_its_blocks_make_it_again(added: list[int]) -> None:
    considered = Considered()
    considered.add(added)
    again = Considered(dict(considered.changed()))
    assert lacking(again, sorted(set(added))) == []
    assert lacking(again, [3 * BLOCK + 1]) == [3 * BLOCK + 1]


def test_only_the_blocks_that_changed_are_kept_anew() -> None:
    considered = Considered()
    considered.add([1, BLOCK + 1])
    assert [number for number, _ in considered.changed()] == [0, 1]
    considered.add([BLOCK + 2])
    assert [number for number, _ in considered.changed()] == [1]
    assert list(considered.changed()) == []
