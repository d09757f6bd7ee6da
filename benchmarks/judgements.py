"""Judgements, recommendations, gaps and levels found in labelled documents: precision and recall by kind and half.

``python -m benchmarks.judgements FOLDER``; the folder holds the corpus. The labels and what they mean:
``benchmarks/labels/README.md``.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.finding import Found
from ingest.gap import gaps
from ingest.judgement import judgements
from ingest.portions import cut
from ingest.recommendation import recommendations
from ingest.sandbox import parse
from ingest.statement import statements
from ingest.threat import threats
from models.likelihood import OWN, term

LABELS = Path(__file__).with_name("labels")
KINDS = {"judgement": judgements, "recommendation": recommendations, "gap": gaps, "level": threats}
_WITHIN = 160


@dataclass(slots=True)
class Document:
    """One labelled document: the kinds looked for in it, and by kind the first words and what they say."""

    file: str
    split: str
    kinds: tuple[str, ...] = ()
    passages: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Tally:
    """Passages found rightly, found wrongly and missed; and of what is said of the right ones, how much is right."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    said: int = 0
    well: int = 0

    def __str__(self) -> str:
        """Return precision, recall and F1."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        values = f", said of them {self.well} of {self.said}" if self.said else ""
        count = self.right + self.missed
        return f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f} ({count} labelled{values})"


def labelled() -> list[Document]:
    """Return the labelled documents in the order of the file."""
    documents: dict[str, Document] = {}
    with (LABELS / "judgements.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            document = documents.setdefault(row["file"], Document(row["file"], row["split"]))
            if row["kind"] == "labelled":
                document.kinds = tuple(row["words"].split())
            else:
                pairs = (pair.partition("=") for pair in (row["said"] or "").split(";") if pair)
                document.passages[row["kind"]].append((_plain(row["words"]), {key: value for key, _, value in pairs}))
    return list(documents.values())


def main(root: Path, names: str = "") -> int:
    """Measure and print; ``names``, if given, also prints what was wrong and missed in files that contain it."""
    tallies: dict[tuple[str, str, str], Tally] = defaultdict(Tally)
    for document in labelled():
        own = document.file.startswith("assessments/")
        path = (LABELS if own else root / "corpus") / document.file
        found = _found(path)
        for kind in document.kinds:
            tally = tallies[document.split, "written for this" if own else "corpus", kind]
            for line in _compare(document, kind, found[kind], tally):
                if names and names in f"{document.split} {kind} {document.file}":
                    print(f"    {document.file} {kind} {line}")
    for (split, where, kind), tally in sorted(tallies.items()):
        print(f"  {split:5} {where:16} {kind:15} {tally}")
    return 0


def _found(path: Path) -> dict[str, list[Found]]:
    portions = cut(parse(path.read_bytes()), lambda text: len(text) // 4 + 1)
    read = statements(portions)
    return {kind: find(read) for kind, find in KINDS.items()}


def _compare(document: Document, kind: str, found: list[Found], tally: Tally) -> Iterator[str]:
    """Count what was found against the labels; give what was wrong and what was missed."""
    left = dict(document.passages[kind])
    for passage in found:
        head = _plain(passage.value)[:_WITHIN]
        hits = [words for words in document.passages[kind] if words[0][:_WITHIN] in head]
        if not hits:
            tally.wrong += 1
            yield f"wrong  {passage.confidence} p{passage.page} {passage.value[:150]}"
        for words, said in hits:
            if left.pop(words, None) is not None:
                tally.right += 1
                for key, value in said.items():
                    tally.said += 1
                    tally.well += _says(passage, key) == value
                    if _says(passage, key) != value:
                        yield f"says   {key} {_says(passage, key)} for {value}: {passage.value[:120]}"
    tally.missed += len(left)
    yield from (f"missed {words}" for words in left)


def _says(passage: Found, key: str) -> str | None:
    value: Any = passage.more.get({"confidence": "analytic_confidence"}.get(key, key))
    if key == "likelihood" and value:
        return (
            value["scheme"]
            if value["scheme"] == OWN
            else f"{value['scheme']}:{term(value['scheme'], value['word']).code}"
        )
    return value if value is None else str(value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
