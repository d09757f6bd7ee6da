"""Portions to vectors: Concord's int8 model, one text a run, against sentence-transformers on torch, one thread.

Both get the same passages in turn in one process, round by round; read the ratio of their processor times.
What the speed costs is measured beside it: nDCG@10 of the same questions over the same passages.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.results import Table, keep
from benchmarks.retrieval import Labelled, labelled, ndcg
from repository.settings import Settings
from search.encoder import Encoder, open_encoder
from search.model import default_model
from search.sentence import sentences
from search.wheel import open_wheel
from web.house import build_model

LANGUAGES = ("en", "es", "ar", "ru")
ROUNDS, PASSAGES, QUESTIONS = 5, 32, 300

Matrix = NDArray[np.float32]
Embed = Callable[[list[str]], Matrix]


def main(root: Path) -> int:
    """Print and keep both engines' CPU-ms a passage, their ratio, and the quality of both."""
    torch.set_num_threads(1)
    given = {"CONCORD_DATA": "var", "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models")}
    encoder = open_encoder(build_model(Settings.from_environment(given)), threads=1)
    with tempfile.TemporaryDirectory() as folder:
        peer = default_model(open_wheel(), Path(folder) / "model")

        def theirs(texts: list[str]) -> Matrix:
            made: Matrix = peer.encode(texts, batch_size=32, prompt_name="passage", normalize_embeddings=True)
            return made

        def asked(texts: list[str]) -> Matrix:
            made: Matrix = peer.encode(texts, batch_size=32, prompt_name="query", normalize_embeddings=True)
            return made

        speed = _speed(encoder, theirs, root)
        rows: list[tuple[str, ...]] = []
        for language in LANGUAGES:
            known = labelled(root / "ir" / "xquad" / language)
            ours = _quality(known, lambda texts: _ours(encoder, texts), lambda texts: _asked(encoder, texts))
            other = _quality(known, theirs, asked)
            rows.append((language, f"{ours:.4f}", f"{other:.4f}", f"{100 * (ours - other):+.2f}"))
    quality = Table("quality", ("XQuAD nDCG@10", "Concord int8", "torch", "difference, points"), rows)
    for table in (speed, quality):
        print("\n".join(table.lines()), end="\n\n", flush=True)
    keep("embedding", [speed, quality])
    return 0


def _ours(encoder: Encoder, texts: list[str]) -> Matrix:
    spans = [sentences(text, None) for text in texts]
    return np.stack([made.vector for made in encoder.passages(texts, spans)])


def _asked(encoder: Encoder, texts: list[str]) -> Matrix:
    return np.stack([encoder.query(text) for text in texts])


def _speed(encoder: Encoder, theirs: Embed, root: Path) -> Table:
    """Return the medians of paired rounds; which engine begins alternates."""
    passages = list(labelled(root / "ir" / "xquad" / "en").passages.values())
    engines: list[Embed] = [lambda texts: _ours(encoder, texts), theirs]
    spent: list[list[float]] = [[], []]
    for number in range(ROUNDS + 1):
        some = passages[number * PASSAGES : (number + 1) * PASSAGES]
        for which in (0, 1) if number % 2 else (1, 0):
            start = time.process_time()
            engines[which](some)
            # The first round warms both.
            if number:
                spent[which].append(1000 * (time.process_time() - start) / len(some))
    ratios = [b / a for a, b in zip(*spent, strict=True)]
    mine, other = (statistics.median(one) for one in spent)
    row = (f"{PASSAGES * ROUNDS} passages", f"{mine:.0f}", f"{other:.0f}", f"{statistics.median(ratios):.2f}")
    return Table("speed", ("one thread", "Concord int8, CPU-ms each", "torch, CPU-ms each", "ratio"), [row])


def _quality(known: Labelled, embed: Embed, ask: Embed) -> float:
    names = list(known.passages)
    matrix = embed(list(known.passages.values()))
    chosen = list(known.questions)[:: max(1, len(known.questions) // QUESTIONS)][:QUESTIONS]
    likeness = ask([known.questions[name] for name in chosen]) @ matrix.T
    orders = np.argsort(-likeness, axis=1, kind="stable")[:, :10]
    found = zip(chosen, orders, strict=True)
    return statistics.mean(ndcg([names[i] for i in order], known.answers[name]) for name, order in found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
