"""A checkpoint: size and root of the register at an instant, signed (Ed25519), to be kept elsewhere (P3)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.clock import parse_instant
from repository.errors import CheckpointUnreadable
from repository.leaf import instant_text
from repository.merkle import HASH_BYTES

ORIGIN = "concord register 1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed tree head; what is signed is ``note``, four lines of text."""

    size: int
    root: bytes
    at: datetime
    signature: bytes

    @classmethod
    def sign(cls, key: Ed25519PrivateKey, size: int, root: bytes, at: datetime) -> Checkpoint:
        """Sign a head."""
        return cls(size, root, at, key.sign(_note(size, root, at)))

    @classmethod
    def parse(cls, kept: Mapping[str, object]) -> Checkpoint:
        """Read what ``as_dict`` gave; raise ``CheckpointUnreadable`` where it is not that."""
        try:
            size, root, at, signature = (kept[name] for name in ("size", "root", "at", "signature"))
            if not isinstance(size, int) or size < 0 or not isinstance(at, str):
                raise ValueError
            found = cls(size, bytes.fromhex(str(root)), parse_instant(at), b64decode(str(signature), validate=True))
        except (KeyError, ValueError):
            raise CheckpointUnreadable(
                "The kept checkpoint cannot be read; give what 'concord register checkpoint' printed."
            ) from None
        if len(found.root) != HASH_BYTES:
            raise CheckpointUnreadable("The kept checkpoint's root is no SHA-256 hash; its file was changed or cut.")
        return found

    @property
    def note(self) -> bytes:
        """Return the signed text: origin, size, root in hexadecimal, instant; a line each."""
        return _note(self.size, self.root, self.at)

    def genuine(self, public: Ed25519PublicKey) -> bool:
        """Tell whether this register's key signed it."""
        try:
            public.verify(self.signature, self.note)
        except InvalidSignature:
            return False
        return True

    def as_dict(self, public: Ed25519PublicKey) -> dict[str, object]:
        """Return the checkpoint in JSON's types, with the public key that checks it."""
        return {
            "origin": ORIGIN,
            "size": self.size,
            "root": self.root.hex(),
            "at": instant_text(self.at),
            "signature": b64encode(self.signature).decode(),
            "public_key": b64encode(public.public_bytes_raw()).decode(),
        }


def public_key(kept: Mapping[str, object]) -> Ed25519PublicKey:
    """Return the key that a kept checkpoint says it was signed by; raise ``CheckpointUnreadable``."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(str(kept["public_key"]), validate=True))
    except (KeyError, ValueError):
        raise CheckpointUnreadable("The checkpoint names no public key; give it whole, as it was printed.") from None


def _note(size: int, root: bytes, at: datetime) -> bytes:
    return f"{ORIGIN}\n{size}\n{root.hex()}\n{instant_text(at)}\n".encode()
