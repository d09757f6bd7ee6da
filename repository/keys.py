"""Where keys come from: the master key by its source, the register's signing key sealed beside the data."""

from __future__ import annotations

import binascii
import os
import secrets
import shlex
import stat
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from repository.errors import KeyExposed, KeyMissing, KeyUnusable, SealBroken
from repository.sealed import KEY_BYTES, Vault
from repository.settings import Settings

COMMAND_SECONDS = 30
_SIGNING_LABEL = "register-signing-key"


def load_master_key(settings: Settings) -> bytes:
    """Return the 32 bytes of the master key from the one source that is set.

    Raises ``KeyMissing``, ``KeyExposed`` or ``KeyUnusable``; no message holds any part of a key.
    """
    if settings.master_key is not None:
        return _decode(settings.master_key, "CONCORD_MASTER_KEY")
    if settings.master_key_command is not None:
        return _decode(_run(settings.master_key_command), "the output of CONCORD_MASTER_KEY_COMMAND")
    path = settings.master_key_file
    return _decode(_read_private(path, "'concord init' makes it").decode("ascii", "replace"), str(path))


def create_master_key(settings: Settings) -> Path | None:
    """Make the key file with mode 0600 and return its path; None where another source gives the key.

    A file that exists is never overwritten: ``FileExistsError``.
    """
    if settings.master_key is not None or settings.master_key_command is not None:
        return None
    text = b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"
    write_private(settings.master_key_file, text)
    return settings.master_key_file


def load_signing_key(settings: Settings, vault: Vault) -> Ed25519PrivateKey:
    """Return the key that signs the register's heads; ``KeyUnusable`` where the master key is another one."""
    path = settings.register_key
    sealed = _read_private(path, "'concord init' makes it")
    try:
        return Ed25519PrivateKey.from_private_bytes(vault.unseal(_SIGNING_LABEL, sealed))
    except SealBroken:
        raise KeyUnusable(
            f"{path} does not open with this master key; use the master key that this folder was made with."
        ) from None


def create_signing_key(settings: Settings, vault: Vault) -> Ed25519PrivateKey:
    """Make the signing key, sealed in ``register.key``, and its public half in ``register.pub`` (PEM)."""
    key = Ed25519PrivateKey.generate()
    write_private(settings.register_key, vault.seal(_SIGNING_LABEL, key.private_bytes_raw()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    settings.register_public.write_bytes(public)
    return key


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, durable when this returns; never overwrites."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read_private(path: Path, remedy: str) -> bytes:
    """Read a key file once it is certain that nobody but its owner can."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise KeyExposed(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
            return file.read(4096)
    except FileNotFoundError:
        raise KeyMissing(f"There is no key at {path}; {remedy}, or CONCORD_DATA points to another folder.") from None
    except OSError as error:
        raise KeyMissing(f"The key at {path} cannot be read: {error.strerror}.") from None


def _run(command: str) -> str:
    try:
        words = shlex.split(command)
        done = subprocess.run(words, capture_output=True, timeout=COMMAND_SECONDS, check=True, stdin=subprocess.DEVNULL)
    except (OSError, ValueError, IndexError) as error:
        raise KeyMissing(f"CONCORD_MASTER_KEY_COMMAND cannot be run: {error}.") from None
    except subprocess.TimeoutExpired:
        raise KeyMissing(f"CONCORD_MASTER_KEY_COMMAND gave no key within {COMMAND_SECONDS} seconds.") from None
    except subprocess.CalledProcessError as error:
        raise KeyMissing(f"CONCORD_MASTER_KEY_COMMAND ended with code {error.returncode} and gave no key.") from None
    return done.stdout.decode("ascii", "replace")


def _decode(text: str, source: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnusable(f"The master key from {source} is not {KEY_BYTES} bytes in base64.")
    return key
