"""Every sample assessment as a real file, ready to be deposited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.assessment import Assessment, Metadata, State, assessments, sequels
from demo.pdf import write_pdf
from demo.word import write_docx
from ingest.typeface import Typeface, cut_typeface


@dataclass(frozen=True, slots=True)
class Written:
    """A file on disk, the metadata to deposit with it, and the state in which the demo leaves it."""

    key: str
    path: Path
    metadata: Metadata
    state: State


def write_documents(folder: Path, at: datetime | None = None) -> list[Written]:
    """Write all sample assessments into the folder (made if absent), in the order of their keys.

    The files depend on nothing but the sources; ``at`` (default now, UTC) only places the embargo
    of the metadata in the future.
    """
    return typeset(assessments(), folder, at)


def write_sequels(folder: Path, at: datetime | None = None) -> list[Written]:
    """Write what the story adds into the folder, like the sample assessments."""
    return typeset(sequels(), folder, at)


def typeset(written: Iterable[Assessment], folder: Path, at: datetime | None) -> list[Written]:
    """Write these assessments into the folder (made if absent), in their order."""
    instant = at or datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as cuts:
        typeface = cut_typeface(Path(cuts))
        return [_write(assessment, typeface, folder, instant) for assessment in written]


def _write(assessment: Assessment, typeface: Typeface, folder: Path, at: datetime) -> Written:
    target = folder / f"{assessment.key}.{assessment.format}"
    if assessment.format == "pdf":
        write_pdf(assessment, typeface, target)
    else:
        write_docx(assessment, target)
    return Written(assessment.key, target, assessment.deposit(at), assessment.state)
