"""What documents are said to be about, against labels made by hand: precision, recall, F1 by field and half.

``python -m benchmarks.subjects FOLDER``; the folder holds ``corpus`` and ``ir``. The labels and what they mean:
``benchmarks/labels/README.md``. A suggestion counts from a confidence of 0.5 on.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.actor import actors
from ingest.area import areas
from ingest.country import countries
from ingest.finding import Found
from ingest.gazetteer import named
from ingest.pillar import PILLARS, pillars
from ingest.portions import Portion, cut
from ingest.reading import Reading, read, read_text
from ingest.region import regions_of
from ingest.sandbox import parse

LABELS = Path(__file__).with_name("labels")
SURE = 0.5
HALVES = ("tune", "held")
WORST = 12
UNJUDGED = "*"

Find = Callable[[Reading], Sequence[Found]]
FIELDS: dict[str, Find] = {
    "pillars": pillars,
    "areas": areas,
    "countries": countries,
    "regions": lambda reading: regions_of(reading, countries(reading)),
    "actors": actors,
}


@dataclass(slots=True)
class Tally:
    """Values found rightly, found wrongly and missed, and the worst of the errors."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    worst: list[str] = field(default_factory=list)

    def add(self, source: str, given: set[str], label: str, separator: str | None = None) -> None:
        """Count the values given for a source against its label; those marked with ``?`` count neither way."""
        words = [word.strip() for word in label.split(separator) if word.strip()]
        must = {word for word in words if not word.endswith("?")}
        may = {word.rstrip("?") for word in words} - must
        wrong, missed = given - must - may, must - given
        self.right += len(given & must)
        self.wrong += len(wrong)
        self.missed += len(missed)
        if wrong or missed:
            self.worst.append(f"{source}: wrong {sorted(wrong)}, missed {sorted(missed)}")

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing found."""
        every = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / every if every else 1.0

    def __str__(self) -> str:
        """Return precision, recall, F1 and the counts."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        counts = f"right {self.right}, wrong {self.wrong}, missed {self.missed}"
        return f"precision {precision:.3f}, recall {recall:.3f}, F1 {self.f1:.3f} ({counts})"


def main(root: Path) -> int:
    """Measure every field over documents, passages and written reports, and print."""
    readings, portions, seconds = _documents(root)
    every = {name: _labelled(name) for name in FIELDS}
    print("Documents of the corpus")
    for name in FIELDS:
        label = {file: (row["split"], row[name]) for file, row in every[name].items()}
        _field(name, {file: (*label[file], readings[file]) for file in label if file in readings})
    print("\nReports written for the purpose")
    written = {row["report"]: row for row in _rows("reports.tsv")}
    texts = {name: read([_portion(text) for text in row["text"].split("¶")]) for name, row in written.items()}
    for name in FIELDS:
        if name != "regions":
            _field(name, {key: (row["split"], row[name], texts[key]) for key, row in written.items()})
    _languages(written, texts)
    print("\nCountries named in a passage")
    _mentions(root, portions)
    longest = max(readings, key=lambda file: sum(len(passage.text) for passage in readings[file].portions))
    print(
        f"\nSeconds for all documents {sum(seconds.values()):.1f}; for the longest ({longest}) {seconds[longest]:.2f}"
    )
    return 0


def _documents(root: Path) -> tuple[dict[str, Reading], dict[str, list[Portion]], dict[str, float]]:
    """Parse and read every labelled document, and time understanding it."""
    readings, portions, seconds = {}, {}, {}
    for file in _labelled("pillars"):
        portions[file] = _cut(root, file)
        start = time.process_time()
        readings[file] = read(portions[file])
        for find in FIELDS.values():
            find(readings[file])
        seconds[file] = time.process_time() - start
    return readings, portions, seconds


def _field(name: str, sources: dict[str, tuple[str, str, Reading]]) -> None:
    for half in HALVES:
        tally = Tally()
        by_value: dict[str, Tally] = defaultdict(Tally)
        for source, (split, label, reading) in sources.items():
            if split != half or label == UNJUDGED:
                continue
            given = {found.value for found in FIELDS[name](reading) if found.confidence >= SURE}
            tally.add(source, given, label, ";" if ";" in label or name == "actors" else None)
            for value in PILLARS if name == "pillars" else ():
                by_value[value].add(
                    source, given & {value}, " ".join(w for w in label.split() if w.rstrip("?") == value)
                )
        _say(name, half, tally)
        if by_value:
            for value, each in by_value.items():
                print(f"    {value:<20} {each}")
            print(f"    macro-F1             {statistics.mean(each.f1 for each in by_value.values()):.3f}")


def _languages(written: dict[str, dict[str, str]], texts: dict[str, Reading]) -> None:
    """Say how well the pillars of written reports are found in each language, by half."""
    for half in HALVES:
        tallies: dict[str, Tally] = defaultdict(Tally)
        for key, row in written.items():
            if row["split"] == half:
                given = {found.value for found in pillars(texts[key]) if found.confidence >= SURE}
                tallies[row["language"]].add(key, given, row["pillars"])
        for language, tally in sorted(tallies.items()):
            print(f"  pillars in {language:<3} {half:<5} {tally}")


def _mentions(root: Path, portions: dict[str, list[Portion]]) -> None:
    tallies: dict[str, Tally] = defaultdict(Tally)
    collections: dict[str, dict[str, str]] = {}
    lost = 0
    for row in _rows("mentions.tsv"):
        text = _passage(root, row["source"], row["opening"], int(row["length"]), portions, collections)
        if not text:
            lost += 1
            continue
        tallies[row["split"]].add(row["source"], named(read_text(text)), row["countries"])
    for half in HALVES:
        _say("mentions", half, tallies[half])
    print(f"    passages not found as labelled: {lost}")


def _passage(
    root: Path,
    source: str,
    opening: str,
    length: int,
    portions: dict[str, list[Portion]],
    collections: dict[str, dict[str, str]],
) -> str:
    """Return the labelled passage: by its id in a collection, or by its opening words in a document's portions."""
    folder, _, ident = source.partition("#")
    if ident:
        if folder not in collections:
            lines = (root / folder / "corpus.jsonl").read_text("utf-8").splitlines()
            collections[folder] = {entry["_id"]: entry["text"] for entry in map(json.loads, lines)}
        return collections[folder][ident][:length]
    file = source.removeprefix("corpus/")
    if file not in portions:
        portions[file] = _cut(root, file)
    whole = " ".join(" ".join(portion.text for portion in portions[file]).split())
    at = whole.find(opening)
    return whole[at : at + length] if at >= 0 else ""


def _cut(root: Path, file: str) -> list[Portion]:
    """Parse a document and cut it into portions of about as many tokens as the model would count."""
    return cut(parse(root / "corpus" / file), lambda text: len(text) // 4 + 1)


def _say(name: str, half: str, tally: Tally) -> None:
    print(f"  {name:<10} {half:<5} {tally}")
    for line in sorted(tally.worst, key=len, reverse=True)[:WORST]:
        print(f"      {line[:220]}")


def _portion(text: str) -> Portion:
    return Portion(1, (), text.strip(), (), "text", 0, 0)


def _labelled(name: str) -> dict[str, dict[str, str]]:
    file = "countries.tsv" if name == "regions" else f"{name}.tsv"
    return {row["file"]: row for row in _rows(file)}


def _rows(name: str) -> Iterable[dict[str, str]]:
    lines = (LABELS / name).read_text("utf-8").splitlines()
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
