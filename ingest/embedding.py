"""Portions to vectors: handling by handling, in short runs, each centred by its language (design 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from ingest.assign import Assigned
from ingest.engine import Engine
from ingest.structure import Document
from ingest.tesseract import tesseract
from repository import durable
from search.centring import Centring
from search.encoder import Encoded, Encoder
from search.language import detect
from search.sentence import sentences

Progress = Callable[[str, int, int], None]
T = TypeVar("T")
_RUN = 16


@dataclass(frozen=True, slots=True)
class Reader:
    """What recognises text in pictures and turns text into vectors: an engine, the encoder, and its language means."""

    encoder: Encoder
    centring: Centring
    engine: Engine = field(default_factory=tesseract)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A portion with its id, language, sentence spans and vectors."""

    assigned: Assigned
    id: str
    language: str | None
    spans: tuple[tuple[int, int], ...]
    encoded: Encoded


def embed(
    model: Reader,
    assigned: Sequence[Assigned],
    ids: Sequence[str],
    document: Document,
    on_progress: Progress,
) -> list[Embedded]:
    """Embed the portions handling by handling, so that none meets another handling's in a run (design 4)."""
    whole = detect(" ".join(block.text for page in document.pages[:5] for block in page.blocks)[:4000])
    ordered = sorted(assigned, key=lambda portion: (portion.part, portion.place))
    embedded: list[Embedded] = []
    for _, group in groupby(ordered, key=lambda portion: portion.part):
        for chunk in batches(list(group), _RUN):
            durable.point("portions.embedding")
            embedded.extend(_embed_some(model, chunk, ids, whole))
            # Progress is said in pages, at every stage: that is what a depositor can count.
            on_progress("embedding", len(embedded) * len(document.pages) // len(ordered), len(document.pages))
    durable.point("portions.embedded")
    return embedded


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into pieces of at most ``size``."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _embed_some(model: Reader, chunk: Sequence[Assigned], ids: Sequence[str], whole: str | None) -> list[Embedded]:
    languages = [detect(item.portion.text) or whole for item in chunk]
    spans = [tuple(sentences(item.portion.text, lang)) for item, lang in zip(chunk, languages, strict=True)]
    texts, shifted = [], []
    for item, own in zip(chunk, spans, strict=True):
        context = "".join(f"{heading}\n" for heading in item.heading)
        texts.append(context + item.portion.text)
        shifted.append([(start + len(context), end + len(context)) for start, end in own])
    vectors = model.encoder.passages(texts, shifted)
    return [
        Embedded(item, ids[item.place], language, own, _centred(model, encoded))
        for item, language, own, encoded in zip(chunk, languages, spans, vectors, strict=True)
    ]


def _centred(model: Reader, encoded: Encoded) -> Encoded:
    return Encoded(model.centring.passage(encoded.vector), model.centring.passage(encoded.sentences))
