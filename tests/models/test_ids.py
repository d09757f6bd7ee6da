"""Ids are random and opaque: none tells of another (case 27)."""

from __future__ import annotations

import re

from models.ids import RandomIds, SeededIds
from models.token import parse

SHAPE = re.compile(r"[a-z2-7]{26}")


def test_an_id_has_26_characters_that_mean_nothing() -> None:
    assert all(SHAPE.fullmatch(ids.new()) for ids in (RandomIds(), SeededIds(1)))


def test_ids_do_not_repeat_and_do_not_ascend() -> None:
    ids = RandomIds()
    made = [ids.new() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made != sorted(made)


def test_a_seed_fixes_the_sequence_and_another_seed_another_one() -> None:
    first, again, other = SeededIds(7), SeededIds(7), SeededIds(8)
    assert [first.new() for _ in range(5)] == [again.new() for _ in range(5)]
    assert SeededIds(7).new() != other.new()


def test_an_id_can_be_named_in_circulation() -> None:
    ident = RandomIds().new()
    assert parse(f"person:{ident}").name == ident
