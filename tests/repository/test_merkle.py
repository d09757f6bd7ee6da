from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from repository.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight inputs and roots that certificate transparency logs test themselves with.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOT_OF_ONE = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

leaf_lists = st.integers(1, 70).map(lambda size: [leaf_hash(bytes([i])) for i in range(size)])


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 defines it, by halves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_the_published_vectors_come_out() -> None:
    leaves = [leaf_hash(content) for content in INPUTS]
    assert root_of(leaves[:1]).hex() == ROOT_OF_ONE
    assert root_of(leaves).hex() == ROOT_OF_EIGHT
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


@given(leaf_lists)
def test_a_grown_frontier_has_the_root_of_the_definition_at_every_size(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier = frontier.append(leaf)
        assert frontier.root() == by_definition(leaves[:size])
        assert Frontier.from_bytes(size, frontier.to_bytes()) == frontier


@given(leaf_lists, st.data())
def test_a_frontier_grows_by_many_leaves_as_it_does_one_by_one(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    second = data.draw(st.integers(first, len(leaves)))
    one_by_one = Frontier()
    for leaf in leaves:
        one_by_one = one_by_one.append(leaf)
    at_once = Frontier().extend(leaves[:first]).extend(leaves[first:second]).extend(leaves[second:])
    assert at_once == one_by_one


@pytest.mark.parametrize("size", [-1, 0, 2, 3])
def test_a_frontier_of_another_size_is_refused(size: int) -> None:
    raw = Frontier().append(leaf_hash(b"a")).to_bytes() * (2 if size == 2 else 1)
    with pytest.raises(ValueError, match="frontier"):
        Frontier.from_bytes(size, raw)


@given(leaf_lists, st.data())
def test_an_inclusion_proof_shows_its_leaf_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    size, root = len(leaves), root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    assert len(proof) <= size.bit_length()
    assert verify_inclusion(leaves[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof, leaf_hash(b"another"))
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not verify_inclusion(leaves[index], size, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assume(other != index)
    assert not verify_inclusion(leaves[index], other, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)


@given(leaf_lists, st.data())
def test_a_consistency_proof_shows_that_the_tree_only_grew(leaves: list[bytes], data: st.DataObject) -> None:
    size, root = len(leaves), root_of(leaves)
    old = data.draw(st.integers(1, size))
    old_root = root_of(leaves[:old])
    proof = consistency_proof(leaves, old)
    assert verify_consistency(old, size, old_root, root, proof)
    assert not verify_consistency(old, size, leaf_hash(b"rewritten"), root, proof)
    assert not verify_consistency(old, size, old_root, leaf_hash(b"rewritten"), proof)
    assert not verify_consistency(old, size, old_root, root, [*proof, root])
    assert not verify_consistency(0, size, EMPTY_ROOT, root, proof)
    if proof:
        assert not verify_consistency(old, size, old_root, root, proof[:-1])


@given(leaf_lists, st.data())
def test_no_proof_hides_a_rewritten_past(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    place = data.draw(st.integers(0, old - 1))
    kept = root_of(leaves[:old])
    rewritten = [*leaves[:place], leaf_hash(b"rewritten"), *leaves[place + 1 :]]
    proof = consistency_proof(rewritten, old)
    assert not verify_consistency(old, len(leaves), kept, root_of(rewritten), proof)


def test_proofs_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(IndexError):
        inclusion_proof([leaf_hash(b"a")], 1)
    with pytest.raises(IndexError):
        consistency_proof([leaf_hash(b"a")], 2)
