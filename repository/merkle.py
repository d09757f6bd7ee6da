"""Merkle trees as in RFC 9162 section 2 (and RFC 6962): hashes, frontier, proofs and their verification.

All functions are pure and work on 32-byte SHA-256 hashes. Indexes count from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
RangeRoot = Callable[[int, int], bytes]
"""Gives the root of the leaves from the first index up to, and without, the second."""
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry: SHA-256 of 0x00 and its bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01 and its two children."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be kept of a tree to let it grow: the roots of its perfect subtrees, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf hash; amortised two hashes, at most log2(size) + 1."""
        peaks, carry = self.peaks, self.size
        while carry & 1:
            leaf = node_hash(peaks[-1], leaf)
            peaks = peaks[:-1]
            carry >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def extend(self, leaves: Sequence[bytes]) -> Frontier:
        """Return the frontier with many more leaf hashes, as ``append`` of each would, only faster."""
        peaks, size, start = list(self.peaks), self.size, 0
        while start < len(leaves):
            # The largest perfect subtree that begins at this size and ends inside what was given.
            width = 1 << (len(leaves) - start).bit_length() - 1
            width = min(width, size & -size) if size else width
            node, carry = root_of(leaves[start : start + width]), size // width
            while carry & 1:
                node = node_hash(peaks.pop(), node)
                carry >>= 1
            peaks.append(node)
            size, start = size + width, start + width
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """Return the root of the tree; that of the empty tree is the hash of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the peaks one after the other."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote; ``ValueError`` where it cannot belong to a tree of this size."""
        if size < 0 or len(raw) != HASH_BYTES * size.bit_count():
            raise ValueError("the frontier does not belong to a tree of this size")
        return cls(size, tuple(raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a list of leaf hashes."""
    nodes = list(leaves)
    if not nodes:
        return EMPTY_ROOT
    while len(nodes) > 1:
        # A node without a sibling goes up as it is, which is the tree of the definition.
        alone = nodes[-1:] if len(nodes) % 2 else []
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + alone
    return nodes[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling hashes from a leaf up to the root (RFC 9162, 2.1.3.1)."""
    return inclusion_path(_roots(leaves), index, len(leaves))


def inclusion_path(root: RangeRoot, index: int, size: int) -> list[bytes]:
    """Return the same proof from whatever knows the roots of ranges; ``IndexError`` outside the tree."""
    if not 0 <= index < size:
        raise IndexError("the leaf is not in the tree")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        proof.append(root(middle, end) if index < middle else root(start, middle))
        start, end = (start, middle) if index < middle else (middle, end)
    return proof[::-1]


def _roots(leaves: Sequence[bytes]) -> RangeRoot:
    return lambda start, end: root_of(leaves[start:end])


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof shows the leaf at its place in the tree with this size and root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and current == root


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return the nodes that prove the tree of the first ``size`` leaves to begin this one (2.1.4.1)."""
    return consistency_path(_roots(leaves), size, len(leaves))


def consistency_path(root: RangeRoot, first: int, second: int) -> list[bytes]:
    """Return the same proof from whatever knows the roots of ranges; ``IndexError`` for sizes that cannot be."""
    if not 0 < first <= second:
        raise IndexError("the older tree must have at least one leaf and no more than the newer")
    return _subproof(root, 0, second, first, True)


def _subproof(root: RangeRoot, start: int, end: int, first: int, known: bool) -> list[bytes]:
    if first == end:
        return [] if known else [root(start, end)]
    middle = start + _split(end - start)
    if first <= middle:
        return [*_subproof(root, start, middle, first, known), root(middle, end)]
    return [*_subproof(root, middle, end, first, False), root(start, middle)]


def verify_consistency(old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the proof shows that the newer tree only added to the older one (2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _split(size: int) -> int:
    """Return the largest power of two smaller than the size."""
    return 1 << (size - 1).bit_length() - 1
