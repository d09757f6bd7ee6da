from __future__ import annotations

import io
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.sealed import CHUNK, EditionKey, KeyDestroyed, KeyUnusable, SealBroken, Vault
from tests.repository.conftest import MASTER

EDITION = "edition-one"
KEPT_SEALED = "01378b5cd802050b18a0a0bd2bae98136edadc1070c1fa42c3c72c1fb96e4eed108e90192822269348b40d4b346f44e967ec"
KEPT_DIGEST = "0eb510f11bdfcf1a28e559154ffa097d653c44cec60ca5b69b4a1db00c28998d"
KEPT_TOKEN = "66631ed1a09a9c0c0149ff7ae8c77f34c1a2a60f5c9f0a5058ae9b5a6b03dcb7"
KEPT_POSTING = "452c595bcba7f699b4669308123b6e3fa948635d2c0b23e4c26a940dd4879cd2"

vault = Vault(MASTER)
wrapped = vault.new_key(EDITION)
key = vault.open(wrapped, EDITION)


def sealed_file(content: bytes, label: str = "original") -> bytes:
    target = io.BytesIO()
    assert key.seal_file(label, io.BytesIO(content), target) == len(content)
    return target.getvalue()


def opened_file(sealed: bytes, label: str = "original") -> bytes:
    return b"".join(key.unseal_file(label, io.BytesIO(sealed)))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_is_sealed_opens_again_and_shows_nothing(plain: bytes, label: str) -> None:
    sealed = key.seal(label, plain)
    assert key.unseal(label, sealed) == plain
    assert sealed != key.seal(label, plain)
    assert len(plain) < 8 or plain not in sealed


@given(st.binary(max_size=64), st.data())
def test_one_changed_bit_anywhere_breaks_the_seal(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(key.seal("portion:a", plain))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(SealBroken):
        key.unseal("portion:a", bytes(sealed))


@given(st.binary(max_size=64), st.data())
def test_a_cut_seal_is_broken(plain: bytes, data: st.DataObject) -> None:
    sealed = key.seal("portion:a", plain)
    with pytest.raises(SealBroken, match="portion:a"):
        key.unseal("portion:a", sealed[: data.draw(st.integers(0, len(sealed) - 1))])


def test_a_blob_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken, match="moved"):
        key.unseal("portion:b", key.seal("portion:a", b"text"))


def test_another_edition_or_another_key_does_not_open_it() -> None:
    other = vault.open(vault.new_key("edition-two"), "edition-two")
    with pytest.raises(SealBroken):
        other.unseal("portion:a", key.seal("portion:a", b"text"))
    with pytest.raises(SealBroken):
        vault.open(wrapped, "edition-two")
    with pytest.raises(SealBroken):
        Vault(bytes(32)).open(wrapped, EDITION)


def test_a_wrapped_key_opens_to_the_same_key_each_time() -> None:
    assert vault.open(wrapped, EDITION).unseal("a", key.seal("a", b"text")) == b"text"
    assert vault.new_key(EDITION) != wrapped


def test_a_destroyed_key_says_so() -> None:
    with pytest.raises(KeyDestroyed, match="destroyed"):
        vault.open(None, EDITION)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(KeyUnusable, match="32"):
        Vault(bytes(length))


@pytest.mark.parametrize("secret", [vault, key])
def test_no_key_shows_or_travels(secret: Vault | EditionKey) -> None:
    shown = repr(secret) + str(secret) + f"{secret}"
    assert MASTER.hex() not in shown
    assert shown == f"<{type(secret).__name__}>" * 3
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_files_of_every_size_around_a_chunk_come_back_whole(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert opened_file(sealed_file(content)) == content


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 1000))

    target = io.BytesIO()
    key.seal_file("original", Trickle(b"x" * 5000), target)
    assert b"".join(key.unseal_file("original", Trickle(target.getvalue()))) == b"x" * 5000


HEADER, PIECE = 33, CHUNK + 16
THREE_CHUNKS = sealed_file(b"a" * CHUNK + b"b" * CHUNK + b"c")


@pytest.mark.parametrize(
    "harmed",
    [
        b"",
        THREE_CHUNKS[:20],
        THREE_CHUNKS[:HEADER],
        THREE_CHUNKS[: HEADER + PIECE],
        THREE_CHUNKS[: HEADER + 2 * PIECE],
        THREE_CHUNKS[: HEADER + 2 * PIECE + 3],
        THREE_CHUNKS[:-1],
        THREE_CHUNKS + b"\x00",
        THREE_CHUNKS + THREE_CHUNKS[-17:],
        THREE_CHUNKS[:HEADER] + THREE_CHUNKS[HEADER + PIECE :],
        THREE_CHUNKS[:HEADER]
        + THREE_CHUNKS[HEADER + PIECE : HEADER + 2 * PIECE]
        + THREE_CHUNKS[HEADER : HEADER + PIECE]
        + THREE_CHUNKS[HEADER + 2 * PIECE :],
        b"\x02" + THREE_CHUNKS[1:],
        THREE_CHUNKS[:5] + b"\x00\x01" + THREE_CHUNKS[7:],
        sealed_file(b"z")[:HEADER] + THREE_CHUNKS[HEADER:],
    ],
    ids=[
        "nothing",
        "half a header",
        "a header alone",
        "one chunk of three",
        "two chunks of three",
        "a broken last chunk",
        "one byte less",
        "one byte more",
        "a last chunk twice",
        "the first chunk missing",
        "two chunks exchanged",
        "another version",
        "another salt",
        "chunks under another file's header",
    ],
)
def test_a_file_that_was_cut_or_reordered_or_changed_does_not_open(harmed: bytes) -> None:
    with pytest.raises(SealBroken):
        opened_file(harmed)


def test_a_file_opens_under_its_own_label_only() -> None:
    with pytest.raises(SealBroken):
        opened_file(sealed_file(b"text", "original"), "page:1")


@given(st.lists(st.binary(max_size=50)))
def test_the_running_digest_is_the_digest_of_the_whole(parts: list[bytes]) -> None:
    running = vault.digester()
    for part in parts:
        running.update(part)
    assert running.hexdigest() == vault.digest(b"".join(parts))


def test_digests_depend_on_the_key_and_on_their_purpose() -> None:
    other = Vault(bytes(32))
    assert vault.digest(b"x") != other.digest(b"x")
    assert vault.token_digest("x") not in (vault.digest(b"x"), other.token_digest("x"))
    assert len({vault.posting_key, other.posting_key, MASTER}) == 3
    assert len(vault.posting_key) == 32
    assert vault.token_digest("\ud800")


def test_what_an_older_concord_sealed_still_opens() -> None:
    assert vault.unseal("query", bytes.fromhex(KEPT_SEALED)) == "طرق التهريب".encode()
    assert vault.digest(b"content") == KEPT_DIGEST
    assert vault.token_digest("secret") == KEPT_TOKEN
    assert vault.posting_key.hex() == KEPT_POSTING
