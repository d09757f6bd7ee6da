"""The register's tree as proofs need it: roots of ranges, whole blocks of leaves hashed once and kept."""

from __future__ import annotations

from threading import Lock

from sqlmodel import Session, col, select

from models.tables.register import RegisterEntry, RegisterHead
from repository.errors import ProofRefused, StorageDamaged
from repository.merkle import RangeRoot, node_hash, root_of

BLOCK = 4096
"""Leaves in a block, a power of two: a proof over a million entries then reads two blocks and keeps 8 KB."""


class Tree:
    """Gives roots of ranges of leaves; blocks that were read once are not read again.

    What is kept is compared with the signed head at every call, so that a database that was put in the place
    of another is read anew.
    """

    def __init__(self) -> None:
        """Start without any block; the first proof reads every leaf, 32 bytes each."""
        self._lock = Lock()
        self._blocks: dict[int, bytes] = {}

    def roots(self, session: Session, head: RegisterHead) -> RangeRoot:
        """Return what knows the roots of ranges in this snapshot.

        Raises ``StorageDamaged`` where the leaves are not those under the head.
        """
        with self._lock:
            blocks = dict(self._blocks)
        found = _Roots(session, blocks)
        if head.size and found(0, head.size) != head.root:
            found = _Roots(session, {})
            if found(0, head.size) != head.root:
                raise StorageDamaged(
                    "The entries are not those under the register's head; run 'concord register verify'."
                )
        with self._lock:
            self._blocks = found.blocks
        return found


class _Roots:
    def __init__(self, session: Session, blocks: dict[int, bytes]) -> None:
        self._session = session
        self.blocks = blocks

    def __call__(self, start: int, end: int) -> bytes:
        """Return the root of the leaves ``start <= index < end``, as the tree parts them."""
        size = end - start
        if size > BLOCK:
            middle = start + (1 << (size - 1).bit_length() - 1)
            return node_hash(self(start, middle), self(middle, end))
        number, into = divmod(start, BLOCK)
        if size < BLOCK or into:
            return root_of(self._leaves(start, end))
        if number not in self.blocks:
            self.blocks[number] = root_of(self._leaves(start, end))
        return self.blocks[number]

    def _leaves(self, start: int, end: int) -> list[bytes]:
        sequence = col(RegisterEntry.sequence)
        query = select(RegisterEntry.leaf).where(sequence.between(start + 1, end)).order_by(sequence)
        leaves = list(self._session.exec(query))
        if len(leaves) != end - start or not all(isinstance(leaf, bytes) for leaf in leaves):
            raise StorageDamaged("Entries of the register are missing or damaged; run 'concord register verify'.")
        return leaves


def check_sizes(head: RegisterHead, *sizes: int) -> None:
    """Raise ``ProofRefused`` unless the sizes are those of this tree, each at least the one before."""
    if not all(1 <= first <= second for first, second in zip(sizes, (*sizes[1:], head.size), strict=True)):
        said = " <= ".join(str(size) for size in sizes)
        raise ProofRefused(
            f"there is no such proof: it needs 1 <= {said} <= {head.size}, the number of entries there are"
        )
