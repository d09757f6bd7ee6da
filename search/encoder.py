"""Text to vectors: what an encoder promises, and the one that runs an exported model on onnxruntime.

With int8 weights the activations are quantised per run, so a vector depends on everything in the same run.
Therefore a run holds exactly one text, unpadded: a portion's vector is a function of its own characters
alone (promise P1), and equal texts have equal vectors bit for bit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

# onnxruntime reports home on Linux unless told so before its first import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

RECIPE = 2
"""Moves with the way models are exported: a folder is named by it, so that an upgrade builds its own beside."""

FloatArray = NDArray[np.float32]
Span = tuple[int, int]


class ModelUnreadable(Exception):
    """The folder of the model is missing or damaged; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A portion's ``vector`` [dims] and one row per sentence, ``sentences`` [n, dims], all of length one.

    A sentence wholly behind the model's limit has a row of zeros, so it is never the best one.
    """

    vector: FloatArray
    sentences: FloatArray


class Encoder(Protocol):
    """Turns texts into vectors of length one whose dot product is their likeness."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """What changes whenever vectors of two encoders may not be compared."""
        ...

    def count(self, text: str) -> int:
        """Return the number of the model's tokens in a text, without prefix and special ones."""
        ...

    def query(self, text: str) -> FloatArray:
        """Return the vector [dims] of a question; what exceeds the model's limit is not read."""
        ...

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode the portions of one handling; ``sentences`` are their spans in characters, per text."""
        ...


class OnnxEncoder:
    """An exported model (see ``search.model``); safe to use from several threads at once."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, card: dict[str, Any]) -> None:
        """Take an open session and tokenizer, and the facts of ``model.json``."""
        self._session = session
        self._tokenizer = tokenizer
        self._query_prefix: str = card["query_prefix"]
        self._passage_prefix: str = card["passage_prefix"]
        self.max_tokens: int = card["max_tokens"]
        self.dimensions: int = card["dims"]
        self.fingerprint: str = card["fingerprint"]

    def count(self, text: str) -> int:
        """Return the number of tokens of the text alone."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def query(self, text: str) -> FloatArray:
        """Return the vector of a question."""
        encoding = self._tokenizer.encode(self._query_prefix + text)
        (vector,) = self._session.run(["vector"], self._inputs(encoding))
        row: FloatArray = vector[0]
        return row

    def passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """Encode portions one by one; sentence vectors are pooled from the portion's own token states."""
        return [self._passage(text, spans) for text, spans in zip(texts, sentences, strict=True)]

    def _passage(self, text: str, spans: Sequence[Span]) -> Encoded:
        encoding = self._tokenizer.encode(self._passage_prefix + text)
        states, vector = self._session.run(["tokens", "vector"], self._inputs(encoding))
        kept = states.shape[1]
        # A special token has the span (0, 0): its last character lies before every sentence.
        ends = np.array(encoding.offsets[:kept], dtype=np.int64)[:, 1] - 1 - len(self._passage_prefix)
        return Encoded(vector[0], pool(states[0], ends, spans))

    def _inputs(self, encoding: Encoding) -> dict[str, NDArray[np.int64]]:
        ids = np.array([shortened(encoding, self.max_tokens)], dtype=np.int64)
        return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def shortened(encoding: Encoding, limit: int) -> list[int]:
    """Return the ids, at most ``limit``: the text is cut, the special tokens that close it stay."""
    ids = encoding.ids
    if len(ids) <= limit:
        return ids
    special = encoding.special_tokens_mask
    closing = next((n for n, flag in enumerate(reversed(special)) if not flag), 0)
    return ids[: limit - closing] + ids[len(ids) - closing :]


def pool(states: FloatArray, ends: NDArray[np.int64], spans: Sequence[Span]) -> FloatArray:
    """Average token states [t, dims] over the tokens that end in each span; rows of length one."""
    pooled = np.zeros((len(spans), states.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = states[(ends >= start) & (ends < end)]
        if len(inside):
            mean = inside.mean(axis=0)
            pooled[row] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return pooled


def open_encoder(folder: Path, threads: int = 1) -> OnnxEncoder:
    """Open a model folder for ``threads`` threads a run; raise ``ModelUnreadable``."""
    try:
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A memory arena keeps the peak of the longest portion for ever; plain allocation costs nothing
        # measurable.
        options.enable_cpu_mem_arena = False
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        return OnnxEncoder(session, tokenizer, card)
    except Exception as error:
        raise ModelUnreadable(
            f"The model in {folder} cannot be opened: {error}. Delete the folder; the next start builds it anew."
        ) from error
