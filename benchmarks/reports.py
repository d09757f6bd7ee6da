"""Real reports as search keeps them: cut into passages as an upload's are, under the model in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.collection import Model, Passage
from benchmarks.embedded import Cache
from ingest.portions import Portion, cut
from ingest.recognise import recognise
from ingest.sandbox import parse
from ingest.structure import Document
from ingest.tesseract import tesseract
from repository.settings import Settings
from search.centring import Centring
from search.encoder import open_encoder
from search.language import detect
from web.house import build_model


def centred() -> Model:
    """Return the default model, which remembers, with where the languages lie in it."""
    cache = cached(Path(".cache") / "models")
    return Model(cache, Centring.learn(cache))


def cached(where: Path, name: str | None = None) -> Cache:
    """Return the model of a name or folder, the default one without, built where it was not."""
    given = {"CONCORD_DATA": "var", "CONCORD_MODEL_FOLDER": str(where)} | ({"CONCORD_MODEL": name} if name else {})
    return Cache(open_encoder(build_model(Settings.from_environment(given))))


def reports(root: Path, model: Model) -> dict[str, list[Passage]]:
    """Return the passages of the reports of the United Nations, over which topics are asked, by file."""
    found = {}
    for path in sorted((root / "corpus" / "un2025").glob("*.pdf")):
        document = parse(path)
        if any(page.picture for page in document.pages):
            document = recognise(document, path, tesseract())
        found[f"un2025/{path.name}"] = passages(model, document, f"un2025/{path.name}")
    return found


def passages(model: Model, document: Document, name: str) -> list[Passage]:
    """Return the passages of a document, numbered, with the pages of their sentences."""
    whole = detect(" ".join(block.text for page in document.pages[:5] for block in page.blocks)[:4000])
    made = enumerate(cut(document, model.cache.count))
    return [_passage(f"{name}#{number}", portion, detect(portion.text) or whole) for number, portion in made]


def _passage(name: str, portion: Portion, language: str | None) -> Passage:
    bare = Passage(name, portion.text, language, portion.heading)
    boxes = (portion.boxes_of(start, end) for start, end in bare.spans)
    return replace(bare, pages=tuple(int(found[0][0]) if found else portion.page for found in boxes))
