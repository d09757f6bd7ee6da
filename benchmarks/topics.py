"""Labelled questions over real reports in four languages: how they are read, and whether their labels still hold.

``python -m benchmarks.topics FOLDER``; the folder holds the corpus. It looks for every labelled sentence on its page,
names those that are gone, and counts topics by half, kind and style. What they mean: ``benchmarks/labels/README.md``.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError
from ingest.recognise import recognise
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.tesseract import tesseract

LABELS = Path(__file__).with_name("labels")
LANGUAGES = ("en", "fr", "es", "ar")
HALVES = ("tune", "held")
KINDS = (
    "who", "where", "when", "what", "number", "name", "reference", "acronym", "table", "paraphrase", "assessment",
    "recommendation", "broad", "none",
)  # fmt: skip
"""What is asked for; ``none`` is answered nowhere in the corpus."""
STYLES = ("question", "words")
GRADES = (1, 2)
"""1: clearly about the question and of help; 2: answers it."""

_PIECE = 12
"""Letters that a sentence must have to be taken for a piece of another."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence that answers: its file within the corpus, page from 1, grade, and its first words."""

    file: str
    page: int
    grade: int
    words: str

    def in_(self, text: str) -> bool:
        """Tell whether a text of the same file holds the sentence, or its beginning; spaces and marks count nothing."""
        return letters(self.words) in letters(text)


@dataclass(frozen=True, slots=True)
class Topic:
    """One question in four languages, and all that answers it."""

    name: str
    half: str
    kind: str
    style: str
    questions: Mapping[str, str]
    answers: tuple[Answer, ...]

    def grade(self, file: str, text: str) -> int:
        """Return the grade of a passage, however it was cut: that of the best answer in it, or 0."""
        return max((answer.grade for answer in self._of(file) if answer.in_(text)), default=0)

    def shown(self, file: str, sentence: str) -> int:
        """Return the grade of a sentence shown as evidence: it holds an answer's beginning, or is a piece of it."""
        piece = letters(sentence)
        part = len(piece) >= _PIECE
        found = (a.grade for a in self._of(file) if a.in_(sentence) or (part and piece in letters(a.words)))
        return max(found, default=0)

    def _of(self, file: str) -> Iterator[Answer]:
        return (answer for answer in self.answers if answer.file == file)


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, folded: what a better reading of a file leaves as it is."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def topics(half: str | None = None) -> list[Topic]:
    """Return the topics of one half, ``tune`` or ``held``, or all, in the order of the file."""
    answers: dict[str, list[Answer]] = {}
    for row in _rows("answers.tsv"):
        found = Answer(row["file"], int(row["page"]), int(row["grade"]), row["words"])
        answers.setdefault(row["topic"], []).append(found)
    return [
        Topic(
            row["topic"],
            row["split"],
            row["kind"],
            row["style"],
            {language: row[language] for language in LANGUAGES},
            tuple(answers.get(row["topic"], ())),
        )
        for row in _rows("topics.tsv")
        if half in (None, row["split"])
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main(root: Path) -> int:
    """Print the counts and every label that no longer holds; return 1 where there is one."""
    known = topics()
    for line in _counts(known):
        print(f"  {line}")
    lost = list(_lost(root, known))
    for line in lost:
        print(f"  gone: {line}")
    print(f"  labelled sentences found: {sum(len(topic.answers) for topic in known) - len(lost)}, gone: {len(lost)}")
    return int(bool(lost))


def _counts(known: Iterable[Topic]) -> Iterator[str]:
    known = list(known)
    for half in HALVES:
        mine = [topic for topic in known if topic.half == half]
        grades = Counter(answer.grade for topic in mine for answer in topic.answers)
        files = {answer.file for topic in mine for answer in topic.answers}
        asked = ", ".join(f"{sum(bool(topic.questions[each]) for topic in mine)} {each}" for each in LANGUAGES)
        yield (
            f"{half}: {len(mine)} topics ({asked}), {len(files)} files, "
            f"{grades[2]} sentences that answer, {grades[1]} that help"
        )
        for field, values in (("kind", KINDS), ("style", STYLES)):
            counted = Counter(getattr(topic, field) for topic in mine)
            yield f"  {field}: " + ", ".join(f"{value} {counted[value]}" for value in values)


def _lost(root: Path, known: Iterable[Topic]) -> Iterator[str]:
    labelled = [(topic.name, answer) for topic in known for answer in topic.answers]
    for file in sorted({answer.file for _, answer in labelled}):
        mine = [(name, answer) for name, answer in labelled if answer.file == file]
        try:
            texts = _pages(root / "corpus" / file, {answer.page for _, answer in mine})
        except (IngestError, OSError) as error:
            yield f"{file}: {error}"
            continue
        for name, answer in mine:
            if not answer.in_(texts.get(answer.page, "")):
                yield f"{name}, {file} page {answer.page}: {answer.words}"


def _pages(path: Path, wanted: set[int]) -> dict[int, str]:
    """Return the text of the wanted pages; pages that are pictures are recognised where a label is on one."""
    document: Document = parse(path)
    if any(page.picture for page in document.pages if page.number in wanted):
        document = recognise(document, path, tesseract())
    return {
        page.number: " ".join(block.text for block in page.blocks if block.kind != "furniture")
        for page in document.pages
        if page.number in wanted
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
