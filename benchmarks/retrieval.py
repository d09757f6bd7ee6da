"""Labelled questions over labelled passages: how they are read, and how a ranking of them is judged."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NEAREST = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """Passages and questions by id, and for each question the passages that answer it with their weight."""

    passages: Mapping[str, str]
    questions: Mapping[str, str]
    answers: Mapping[str, Mapping[str, int]]


def labelled(folder: Path) -> Labelled:
    """Read ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` of a folder."""
    answers: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            answers.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return Labelled(_texts(folder / "corpus.jsonl"), _texts(folder / "queries.jsonl"), answers)


def _texts(file: Path) -> dict[str, str]:
    rows = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    return {row["_id"]: row["text"] for row in rows}


def ndcg(ranked: Sequence[str], answers: Mapping[str, int]) -> float:
    """Return nDCG@10: discounted gain of the ten first over that of the best order (Jaervelin, Kekaelaeinen 2002)."""
    gain = sum(answers.get(name, 0) / math.log2(place + 2) for place, name in enumerate(ranked[:NEAREST]))
    best = sorted(answers.values(), reverse=True)[:NEAREST]
    return gain / sum(weight / math.log2(place + 2) for place, weight in enumerate(best))


def recall(ranked: Sequence[str], answers: Mapping[str, int]) -> float:
    """Return recall@10: the share of the answers, or of ten of them, that are among the ten first."""
    return len(set(ranked[:NEAREST]) & set(answers)) / min(NEAREST, len(answers))
