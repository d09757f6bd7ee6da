"""What becomes of every file of a folder of formats: its kind and structure, or why it was refused.

``python -m benchmarks.formats FOLDER`` takes the corpus' folder and reads ``corpus/formats``; the last lines count.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from ingest.errors import IngestError, NeedsPerson, PasswordNeeded, Refused
from ingest.sandbox import parse
from ingest.structure import Document

_BLOCKS = ("heading", "paragraph", "list", "table", "footnote", "furniture")


def said_of(document: Document) -> str:
    """Return a document in one line: pages, blocks of each kind, words, what is hidden, pictures, warnings."""
    blocks = Counter[str](block.kind for page in document.pages for block in page.blocks)
    hidden = Counter(one.kind for one in document.hidden)
    words = sum(len(block.text.split()) for page in document.pages for block in page.blocks)
    shown = " ".join(f"{blocks[kind]} {kind}" for kind in _BLOCKS if blocks[kind])
    pictures = sum(page.picture for page in document.pages)
    parts = [f"{document.kind}, {len(document.pages)} pages, {words:,} words: {shown}"]
    parts += [f"{pictures} pages to recognise"] if pictures else []
    parts += ["hidden: " + " ".join(f"{count} {kind}" for kind, count in hidden.items())] if hidden else []
    parts += [f"warnings: {' / '.join(document.warnings)}"] if document.warnings else []
    return "; ".join(parts)


def outcome(path: Path) -> tuple[str, str]:
    """Return how reading a file ends, in one word and in a line."""
    try:
        document = parse(path)
    except IngestError as error:
        for kind, word in ((Refused, "refused"), (PasswordNeeded, "password"), (NeedsPerson, "needs person")):
            if isinstance(error, kind):
                return word, error.reason
        return "failed", error.reason
    read = any(page.blocks for page in document.pages)
    return f"{document.kind} read" if read else f"{document.kind} to recognise", said_of(document)


def main(root: Path) -> int:
    """Print a line for each file, and how many ended in each way; return 1 where one failed."""
    ends: Counter[str] = Counter()
    began = time.perf_counter()
    files = sorted((root / "corpus" / "formats").iterdir())
    for path in files:
        word, line = outcome(path)
        ends[word] += 1
        print(f"{path.name}: {word}: {line}")
    print(f"\n{len(files)} files in {time.perf_counter() - began:.1f} s")
    for word, count in ends.most_common():
        print(f"{count:4} {word}")
    return int(ends["failed"] > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
