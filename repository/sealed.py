"""Sealing: what the disk keeps is ciphertext, a key an edition, each wrapped by one master key (design 7).

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces; keys are derived by HKDF-SHA256 (RFC 5869). A sealed
value is one version byte, the nonce, the ciphertext and its tag. The label under which it was sealed is
authenticated with it, so a blob that is moved to another row no longer opens.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from repository.errors import KeyDestroyed, KeyUnusable, SealBroken

__all__ = ["CHUNK", "KEY_BYTES", "EditionKey", "KeyDestroyed", "KeyUnusable", "SealBroken", "Vault", "sealed_length"]

KEY_BYTES = 32
CHUNK = 1024 * 1024
_VERSION = b"\x01"
_NONCE = 12
_TAG = 16
_SALT = 32


def _derive(key: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    info = b"concord/1/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)


def _seal(cipher: AESGCM, label: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + cipher.encrypt(nonce, plain, _VERSION + label.encode())


def _unseal(cipher: AESGCM, label: str, sealed: bytes) -> bytes:
    if len(sealed) < 1 + _NONCE + _TAG or sealed[:1] != _VERSION:
        raise _broken(label)
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _VERSION + label.encode())
    except InvalidTag:
        raise _broken(label) from None


def _broken(label: str) -> SealBroken:
    return SealBroken(
        f"What was sealed as '{label}' cannot be opened: changed, moved, or sealed under another master key. "
        "Restore it from a backup, or check the source of the master key."
    )


class _Secret:
    """A value that holds keys: it shows none, and cannot be copied out by pickling."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show the kind only."""
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        raise TypeError(f"a {type(self).__name__} holds keys and is not pickled")


class EditionKey(_Secret):
    """The key of one edition, open in memory."""

    __slots__ = ("_cipher", "_key")

    def __init__(self, key: bytes) -> None:
        """Take the unwrapped key, 32 bytes; only ``Vault.open`` calls this."""
        self._key = key
        self._cipher = AESGCM(key)

    def seal(self, label: str, plain: bytes) -> bytes:
        """Seal bytes under a label that names their place, such as ``portion:ID``; 29 bytes longer."""
        return _seal(self._cipher, label, plain)

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """Return the bytes that were sealed under the label; raise ``SealBroken`` where they were not."""
        return _unseal(self._cipher, label, sealed)

    def seal_file(self, label: str, source: BinaryIO, target: BinaryIO) -> int:
        """Seal a stream in chunks of 1 MiB, in constant memory; return the number of plain bytes.

        Each file has a key of its own, from a random salt; the nonce counts chunks and marks the last one, so
        that cutting, adding and reordering are seen (the STREAM construction, Hoang et al., CRYPTO 2015).
        """
        salt = secrets.token_bytes(_SALT)
        cipher = self._file_cipher(label, salt)
        target.write(_VERSION + salt)
        size = 0
        for number, (chunk, last) in enumerate(_chunks(source, CHUNK)):
            target.write(cipher.encrypt(_chunk_nonce(number, last), chunk, None))
            size += len(chunk)
        return size

    def unseal_file(self, label: str, source: BinaryIO) -> Iterator[bytes]:
        """Yield the plain chunks in order; raise ``SealBroken`` at the first that is not genuine.

        Every chunk is authentic when it is yielded; that the file is whole is known when the iteration ends.
        """
        head = _read(source, 1 + _SALT)
        if len(head) < 1 + _SALT or head[:1] != _VERSION:
            raise _broken(label)
        cipher = self._file_cipher(label, head[1:])
        for number, (chunk, last) in enumerate(_chunks(source, CHUNK + _TAG)):
            try:
                yield cipher.decrypt(_chunk_nonce(number, last), chunk, None)
            except InvalidTag:
                raise _broken(label) from None

    def _file_cipher(self, label: str, salt: bytes) -> AESGCM:
        return AESGCM(_derive(self._key, f"file/{label}", salt))


def sealed_length(size: int) -> int:
    """Return how many bytes ``seal_file`` makes of ``size`` plain ones."""
    return 1 + _SALT + size + _TAG * max(1, -(-size // CHUNK))


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield full chunks, and with each whether it is the last; an empty stream is one empty chunk."""
    chunk = _read(source, size)
    while True:
        following = _read(source, size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _read(source: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end: a raw stream may give less than it has."""
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class Vault(_Secret):
    """Everything that is made from the master key, which itself seals nothing."""

    __slots__ = ("_cipher", "_macs", "_master")

    def __init__(self, master: bytes) -> None:
        """Take the master key, 32 bytes; raise ``KeyUnusable`` for any other length."""
        if len(master) != KEY_BYTES:
            raise KeyUnusable(f"The master key has {len(master)} bytes; it needs exactly {KEY_BYTES}.")
        self._master = bytes(master)
        self._cipher = AESGCM(_derive(self._master, "seal"))
        self._macs: dict[str, bytes] = {}

    def new_key(self, edition_id: str) -> bytes:
        """Return a fresh edition key, wrapped so that it opens for this edition only."""
        return _seal(self._wrapping(edition_id), f"edition-key:{edition_id}", secrets.token_bytes(KEY_BYTES))

    def open(self, wrapped: bytes | None, edition_id: str) -> EditionKey:
        """Open a wrapped key; ``KeyDestroyed`` for None, ``SealBroken`` for what is not this edition's."""
        if wrapped is None:
            raise KeyDestroyed("The key of this edition was destroyed; what it sealed cannot be read by anyone.")
        return EditionKey(_unseal(self._wrapping(edition_id), f"edition-key:{edition_id}", wrapped))

    def seal(self, label: str, plain: bytes) -> bytes:
        """Seal what belongs to no edition, such as the words of a query."""
        return _seal(self._cipher, label, plain)

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """Return what ``seal`` sealed under the label; raise ``SealBroken`` where it did not."""
        return _unseal(self._cipher, label, sealed)

    def mac(self, purpose: str, message: bytes) -> bytes:
        """Return the HMAC-SHA256 of a message, 32 bytes, under a key that serves this purpose alone."""
        return hmac.digest(self._mac_key(purpose), message, "sha256")

    def digester(self) -> hmac.HMAC:
        """Return a running HMAC-SHA256 for a file's bytes; its ``hexdigest()`` is what ``digest`` gives."""
        return hmac.new(self._mac_key("digest"), digestmod=sha256)

    def digest(self, content: bytes) -> str:
        """Return the keyed hash of a file: equal files show, the content cannot be guessed from it."""
        return self.mac("digest", content).hex()

    def token_digest(self, secret: str) -> str:
        """Return what is kept of a session's or token's secret."""
        return self.mac("token", secret.encode("utf-8", "surrogatepass")).hex()

    @property
    def posting_key(self) -> bytes:
        """Return the 32-byte key of posting tokens, so that the lexical index holds no words."""
        return self._mac_key("posting")

    def _mac_key(self, purpose: str) -> bytes:
        if purpose not in self._macs:
            self._macs[purpose] = _derive(self._master, f"mac/{purpose}")
        return self._macs[purpose]

    def _wrapping(self, edition_id: str) -> AESGCM:
        return AESGCM(_derive(self._master, f"edition/{edition_id}"))
