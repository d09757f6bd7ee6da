"""Vectors that benchmarks ask for again and again: kept by a hash of what was embedded, so that a run can be resumed.

The file lies in the folder that ``CONCORD_BENCH_CACHE`` names, ``.bench`` unless it is set, and may be deleted.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.encoder import Encoded, Encoder, FloatArray
from search.sentence import Span


def folder() -> Path:
    """Return the folder of what benchmarks keep between runs, made where it was not."""
    kept = Path(os.environ.get("CONCORD_BENCH_CACHE", ".bench"))
    kept.mkdir(parents=True, exist_ok=True)
    return kept


class Cache:
    """An encoder that remembers; vectors are kept as they come from the model, before any centring."""

    def __init__(self, encoder: Encoder) -> None:
        """Open the file, or make it."""
        self._encoder = encoder
        self._file = sqlite3.connect(folder() / "embeddings.sqlite", timeout=60, isolation_level=None)
        # What a crash loses is made again.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, vectors BLOB) WITHOUT ROWID")

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self._encoder.dimensions

    @property
    def fingerprint(self) -> str:
        """The encoder's own."""
        return self._encoder.fingerprint

    def count(self, text: str) -> int:
        """Return the number of the model's tokens in a text."""
        return self._encoder.count(text)

    def query(self, text: str) -> FloatArray:
        """Return the vector [dims] of a question."""
        key = self._key("query", text, ())
        made = self._known(key)
        if made is None:
            made = self._keep(key, self._encoder.query(text)[None])
        vector: FloatArray = made[0]
        return vector

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode portions, one a run as ever; ``sentences`` are their spans in characters, per text."""
        return [self._passage(text, spans) for text, spans in zip(texts, sentences, strict=True)]

    def _passage(self, text: str, spans: Sequence[Span]) -> Encoded:
        key = self._key("passage", text, spans)
        made = self._known(key)
        if made is None:
            encoded = self._encoder.passages([text], [spans])[0]
            made = self._keep(key, np.concatenate([encoded.vector[None], encoded.sentences]))
        return Encoded(made[0], made[1:])

    def _key(self, kind: str, text: str, spans: Sequence[Span]) -> bytes:
        said = repr((self._encoder.fingerprint, kind, text, [tuple(span) for span in spans]))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()

    def _known(self, key: bytes) -> FloatArray | None:
        row = self._file.execute("SELECT vectors FROM made WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        made: FloatArray = np.frombuffer(row[0], "<f4").reshape(-1, self.dimensions)
        return made

    def _keep(self, key: bytes, made: FloatArray) -> FloatArray:
        self._file.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (key, made.astype("<f4").tobytes()))
        return made
