"""Title, reference, date, period, kind and languages against labels made by hand: precision and recall a field.

Run as ``python -m benchmarks.front FOLDER [tune]``; without ``tune`` on the half that was held out.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingest.errors import IngestError
from ingest.portions import cut
from ingest.recognise import recognise
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.suggest import front
from ingest.tesseract import tesseract
from models.scheme import words

LABELS = Path(__file__).with_name("labels") / "front.tsv"
SINGLE = ("title", "reference", "published_at", "from", "until", "kind")
FIELDS = (*SINGLE, "languages")
COUNTS = ("right", "wrong", "missed")


def main(root: Path, split: str = "held") -> int:
    """Print the figures of one half, and every difference; return 0."""
    counts: Counter[tuple[str, str]] = Counter()
    unread: list[str] = []
    engine = tesseract()
    for row in labels(split):
        try:
            path = root / "corpus" / row["file"]
            document = recognise(parse(path), path, engine)
        except IngestError as error:
            unread.append(f"{row['file']}: {error}")
            continue
        for field, outcome, said in judged(row, suggested(document)):
            counts[field, outcome] += 1
            if outcome != "right":
                print(f"    {row['file']} {field}: {outcome}, {said!r}")
    report(counts)
    for line in unread:
        print(f"  not read: {line}")
    return 0


def labels(split: str) -> list[dict[str, str]]:
    """Return the rows of one half; alternatives are parted by a stroke, ``?`` marks a matter of taste."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["split"] == split]


def suggested(document: Document) -> dict[str, Any]:
    """Return what is suggested of a document, the period's ends as fields; the last day counts as within."""
    portions = cut(document, lambda text: len(text) // 4 + 1)
    found = front(document, portions, [str(number) for number in range(len(portions))])
    said: dict[str, Any] = {
        field: found[field]["value"] for field in ("title", "reference", "published_at", "kind") if field in found
    }
    period = found.get("period", {})
    until = period.get("until")
    return {
        **said,
        "from": period.get("from"),
        "until": (date.fromisoformat(until) - timedelta(days=1)).isoformat() if until else None,
        "languages": {entry["value"] for entry in found.get("languages", [])},
    }


def judged(row: Mapping[str, str], found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return field, outcome (right, wrong, missed) and what was said, for all that was given or found."""
    made = []
    for field in SINGLE:
        wanted = [words(one.rstrip("?")) for one in row[field].split("|") if one]
        optional = row[field].endswith("?")
        said = found.get(field)
        if said and not (optional and words(said) not in wanted):
            made.append((field, "right" if words(said) in wanted else "wrong", str(said)))
        if wanted and not optional and (not said or words(said) not in wanted):
            made.append((field, "missed", row[field]))
    given = {word.rstrip("?"): word.endswith("?") for word in row["languages"].split()}
    for language in sorted(found["languages"] | {word for word, optional in given.items() if not optional}):
        if given.get(language):
            continue
        outcome = "missed" if language not in found["languages"] else "right" if language in given else "wrong"
        made.append(("languages", outcome, language))
    return made


def report(counts: Counter[tuple[str, str]]) -> None:
    """Print precision and recall of each field."""
    for field in FIELDS:
        right, wrong, missed = (counts[field, outcome] for outcome in COUNTS)
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        shares = f"precision {precision:.3f}  recall {recall:.3f}"
        print(f"  {field:<20} {shares}  (right {right}, wrong {wrong}, missed {missed})")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
