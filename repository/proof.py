"""Proofs about the register that need no database: made here, checked anywhere (RFC 9162, 2.1.3 and 2.1.4).

A proof is a document in JSON's types. *Inclusion* shows that an entry stands at its place in the tree of a
size; *consistency* that the tree of a size only grew from that of a smaller one. What either hangs on is a
signed checkpoint: the one in the document, or better one that was kept where the host could not reach it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from repository.checkpoint import Checkpoint, public_key
from repository.errors import CheckpointUnreadable, ProofUnreadable
from repository.leaf import canonical
from repository.merkle import (
    HASH_BYTES,
    RangeRoot,
    consistency_path,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

INCLUSION, CONSISTENCY = "inclusion", "consistency"

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a proof proves, and a sentence that says what, or why not."""

    proven: bool
    sentence: str


def inclusion(root: RangeRoot, sequence: int, size: int) -> Document:
    """Return the proof that the entry of a number stands in the tree of a size, without entry and checkpoint."""
    return {
        "kind": INCLUSION,
        "sequence": sequence,
        "leaf": root(sequence - 1, sequence).hex(),
        "size": size,
        "root": root(0, size).hex(),
        "path": [node.hex() for node in inclusion_path(root, sequence - 1, size)],
    }


def consistency(root: RangeRoot, first: int, second: int) -> Document:
    """Return the proof that the tree of ``second`` entries begins with that of ``first``, without checkpoint."""
    return {
        "kind": CONSISTENCY,
        "first": first,
        "first_root": root(0, first).hex(),
        "second": second,
        "second_root": root(0, second).hex(),
        "path": [node.hex() for node in consistency_path(root, first, second)],
    }


def check(document: Mapping[str, object], kept: Sequence[Mapping[str, object]] = ()) -> Checked:
    """Check a proof against kept checkpoints, or where none is given against the one it carries.

    Raises ``ProofUnreadable`` and ``CheckpointUnreadable`` for what is neither.
    """
    carried = document.get("checkpoint")
    if carried is not None and not isinstance(carried, Mapping):
        raise ProofUnreadable(_UNREADABLE)
    signed = [*kept, *([carried] if carried else [])]
    if not signed:
        return Checked(False, "The proof carries no signed head; give a checkpoint of its size with --kept.")
    key = public_key(signed[0])
    heads: dict[int, bytes] = {}
    for given in signed:
        head = Checkpoint.parse(given)
        if not _genuine(head, given, key):
            return Checked(False, f"The checkpoint of {head.size} entries is not signed by the key of the others.")
        if heads.setdefault(head.size, head.root) != head.root:
            return Checked(False, f"Two signed heads of {head.size} entries differ: there were two histories.")
    kind = document.get("kind")
    found = {INCLUSION: _inclusion, CONSISTENCY: _consistency}.get(str(kind))
    if found is None:
        raise ProofUnreadable(_UNREADABLE)
    checked = found(_Fields(document), heads)
    if checked.proven and not kept:
        own = "It hangs on the head that it carries itself; give one of your own with --kept to be sure."
        return Checked(True, f"{checked.sentence} {own}")
    return checked


def _inclusion(said: _Fields, heads: Mapping[int, bytes]) -> Checked:
    sequence, size, leaf = said.number("sequence"), said.number("size"), said.hash("leaf")
    entry = said.document.get("entry")
    if entry is not None and leaf_hash(canonical(entry)) != leaf:
        return Checked(False, f"The entry shown is not the one that the leaf of number {sequence} was made of.")
    if isinstance(entry, Mapping) and entry.get("sequence") != sequence:
        return Checked(False, f"The entry shown is number {entry.get('sequence')}, the proof is of {sequence}.")
    if size not in heads:
        return Checked(False, _no_head(size, heads))
    if not verify_inclusion(leaf, sequence - 1, size, said.path(), heads[size]):
        return Checked(False, f"Entry {sequence} is not proven: the path does not lead to the head of {size} entries.")
    return Checked(True, f"Entry {sequence} stands at its place under the signed head of {size} entries.")


def _consistency(said: _Fields, heads: Mapping[int, bytes]) -> Checked:
    first, second = said.number("first"), said.number("second")
    known = [size for size in (first, second) if size in heads]
    if not known:
        return Checked(False, _no_head(second, heads))
    old = heads.get(first, said.hash("first_root"))
    new = heads.get(second, said.hash("second_root"))
    if not verify_consistency(first, second, old, new, said.path()):
        return Checked(
            False, f"It is not proven that the {second} entries begin with the {first}: history was changed."
        )
    both = len(set(known)) == len({first, second})
    signed = "both heads are signed" if both else f"only that of {known[0]} is signed"
    return Checked(True, f"The {second} entries begin with the {first} of before and only add to them; {signed}.")


@dataclass(frozen=True, slots=True)
class _Fields:
    """A proof's document, read field by field."""

    document: Mapping[str, object]

    def number(self, name: str) -> int:
        value = self.document.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ProofUnreadable(_UNREADABLE)
        return value

    def hash(self, name: str) -> bytes:
        return _hash(self.document.get(name))

    def path(self) -> list[bytes]:
        nodes = self.document.get("path")
        if not isinstance(nodes, list):
            raise ProofUnreadable(_UNREADABLE)
        return [_hash(node) for node in nodes]


def _hash(value: object) -> bytes:
    try:
        found = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        found = b""
    if len(found) != HASH_BYTES:
        raise ProofUnreadable(_UNREADABLE)
    return found


def _genuine(head: Checkpoint, given: Mapping[str, object], key: Ed25519PublicKey) -> bool:
    try:
        return public_key(given) == key and head.genuine(key)
    except CheckpointUnreadable:
        return False


def _no_head(size: int, heads: Mapping[int, bytes]) -> str:
    sizes = " and ".join(str(known) for known in sorted(heads))
    return f"The proof is for {size} entries, the signed heads given count {sizes}; ask for a proof of that size."


_UNREADABLE = "This is no proof of the register; give what 'concord register proof' or 'consistency' printed."
