"""Centring: language taken out, topic kept; each row by itself."""

from __future__ import annotations

import numpy as np
import pytest

from search.centring import Centring, public_texts
from search.encoder import FloatArray
from tests.encoders import HashingEncoder


@pytest.fixture(scope="module")
def centring() -> Centring:
    return Centring.learn(HashingEncoder())


def drawn(count: int) -> FloatArray:
    rows = np.random.default_rng(3).standard_normal((count, 64)).astype(np.float32)
    unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.mark.parametrize("kind", ["passages", "questions"])
def test_the_shipped_texts_are_parallel_in_five_languages(kind: str) -> None:
    texts = public_texts(kind)
    assert list(texts) == ["en", "fr", "es", "ar", "ru"]
    assert {len(parallel) for parallel in texts.values()} == {24}
    assert len({text for parallel in texts.values() for text in parallel}) == 5 * 24


def test_centred_vectors_have_length_one(centring: Centring) -> None:
    for centred in (centring.passage(drawn(20)), np.stack([centring.query(row) for row in drawn(20)])):
        assert centred.dtype == np.float32
        assert np.linalg.norm(centred, axis=1) == pytest.approx(np.ones(20), abs=1e-6)


def test_the_means_of_languages_coincide_afterwards() -> None:
    encoder = HashingEncoder()
    centring = Centring.learn(encoder)
    means = []
    for texts in public_texts("passages").values():
        rows = np.stack([one.vector for one in encoder.passages(texts, [()] * len(texts))]).astype(np.float64)
        means.append(rows.mean(axis=0))
    apart = np.linalg.norm(means[0] - means[3])
    moved = [mean - centring._passages for mean in means]
    left = [mean - (centring._directions @ mean) @ centring._directions for mean in moved]
    assert apart > 0.05
    assert np.abs(left).max() < 1e-6


def test_a_row_is_centred_alike_alone_and_among_others(centring: Centring) -> None:
    rows = drawn(50)
    together = centring.passage(rows)
    assert all(centring.passage(row).tobytes() == moved.tobytes() for row, moved in zip(rows, together, strict=True))


def test_a_row_of_zeros_stays_no_vector(centring: Centring) -> None:
    rows = drawn(3)
    rows[1] = 0
    centred = centring.passage(rows)
    assert not centred[1].any()
    assert centred[0].any()


def test_what_was_learnt_survives_storage_to_the_bit(centring: Centring) -> None:
    again = Centring.from_bytes(centring.to_bytes())
    assert again.passage(drawn(9)).tobytes() == centring.passage(drawn(9)).tobytes()
    assert again.query(drawn(1)[0]).tobytes() == centring.query(drawn(1)[0]).tobytes()


@pytest.mark.parametrize("content", [b"", b"something else", b"PK\x03\x04"])
def test_other_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValueError, match="Learn it anew"):
        Centring.from_bytes(content)
