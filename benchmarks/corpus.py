"""The folder of real documents that ``CONCORD_CORPUS`` names, and the markings they are imported under."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

FOLDERS = ("un2025", "us-nss", "mueller", "cisa-tram", "scans-un-su")
SUFFIXES = {".pdf", ".docx", ".html", ".txt"}
LABELS = Path(__file__).with_name("labels") / "pillars.tsv"

CIRCULATIONS = (
    ("unodc", "interpol:IFOUO", "ALL-DIALOGUE-PARTICIPANTS", ""),
    ("europol", "eu:C-UE/EU-C", "europol frontex interpol", ""),
    ("afripol", "interpol:IR", "afripol+members aimc+members europol", "EG"),
    ("interpol", "interpol:IC", "europol frontex country:BR", ""),
    ("ameripol", "interpol:IFOUO", "ALL-DIALOGUE-MEMBERS", ""),
)
"""originator, marking, release_to, exclude: dealt out to the documents in turn."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document: its path within the corpus, its title, and how it is circulated."""

    file: str
    path: Path
    title: str
    originator: str
    marking: str
    release_to: str
    exclude: str


def sources(root: Path) -> list[Source]:
    """Return the documents of the corpus in the order of its manifest; links and notes are left out."""
    corpus = root / "corpus"
    with (corpus / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].split("/")[0] in FOLDERS]
    kept = [row for row in rows if Path(row["file"]).suffix in SUFFIXES]
    return [
        Source(row["file"], corpus / row["file"], row["title"], *circulation)
        for row, circulation in zip(kept, cycle(CIRCULATIONS), strict=False)
    ]


def write_manifest(found: list[Source], target: Path) -> None:
    """Write the manifest that ``concord import`` reads."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "originator", "marking", "release_to", "exclude", "pillars", "title", "published_at"])
        for source in found:
            title = source.title[:490]
            writer.writerow(
                [
                    source.file,
                    source.originator,
                    source.marking,
                    source.release_to,
                    source.exclude,
                    "",
                    title,
                    "",
                ]
            )


def labels() -> dict[str, set[str]]:
    """Return the pillars given by hand, by file; an empty set means none of the four.

    Pillars that are a matter of taste (``?`` in the file) are left out.
    """
    rows = [line.split("\t") for line in LABELS.read_text("utf-8").splitlines()[1:]]
    return {file: {word for word in pillars.split() if not word.endswith("?")} for file, _, pillars in rows}
