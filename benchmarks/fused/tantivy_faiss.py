"""tantivy for words, filtered by a set of labels, and faiss Flat for meaning, filtered by a selector."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import faiss
import numpy as np
import tantivy

from benchmarks.fused.rows import DEEP, F32, I32, Peer, Rows, fused

# What the package's stubs know of selectors is not what it takes.
selectors: Any = faiss
ARRAY_UP_TO = 0.2
"""A list of permitted rows is the quicker selector where so few are visible, a bitmap beyond (measured)."""


@dataclass(slots=True)
class _Scope:
    """A filter for each of the two; what they point to is held here."""

    words: Any = None
    meaning: Any = None
    kept: Any = None


class TantivyFaiss(Peer):
    """Two libraries in one process."""

    def build(self, rows: Rows) -> None:
        """Write the index of the words; faiss is filled when it is opened."""
        if (self.folder / "whole").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(self.folder))
        writer = index.writer(512_000_000, 1)
        for row, (text, label) in enumerate(zip(rows.texts(), rows.labels.tolist(), strict=True)):
            document = tantivy.Document(text=[text])
            document.add_unsigned("label", label)
            document.add_unsigned("row", row)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        (self.folder / "whole").touch()

    def open(self, rows: Rows) -> None:
        """Open the one and fill the other."""
        faiss.omp_set_num_threads(1)
        self.name = f"tantivy {version('tantivy')} + faiss {version('faiss-cpu')} Flat"
        self._schema = _schema()
        self._index = tantivy.Index.open(str(self.folder))
        self._searcher = self._index.searcher()
        self._labels = rows.labels
        self._flat: Any = faiss.IndexFlatIP(rows.dimensions)
        vectors = rows.vectors
        for start in range(0, len(vectors), 50_000):
            self._flat.add(np.ascontiguousarray(vectors[start : start + 50_000], dtype=np.float32))

    def scope(self, labels: I32 | None) -> _Scope:
        """Return a set of labels as a query, and the rows that have them as a selector."""
        if labels is None:
            return _Scope()
        wanted = tantivy.Query.term_set_query(self._schema, "label", labels.tolist())
        visible = np.isin(self._labels, labels)
        if visible.mean() <= ARRAY_UP_TO:
            kept: Any = np.flatnonzero(visible).astype(np.int64)
            selector = selectors.IDSelectorArray(kept)
        else:
            kept = np.packbits(visible, bitorder="little")
            selector = selectors.IDSelectorBitmap(kept)
        meaning = selectors.SearchParameters(sel=selector)
        return _Scope(tantivy.Query.const_score_query(wanted, 0.0), meaning, (kept, selector))

    def ask(self, words: str, vector: F32, scope: _Scope) -> list[int]:
        """Ask both and fuse."""
        query = self._words(words)
        if scope.words is not None and query is not None:
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query([(must, query), (must, scope.words)])
        said: list[int] = []
        if query is not None:
            found = [address for _, address in self._searcher.search(query, DEEP, count=False).hits]
            said = self._searcher.fast_field_values("row", found)
        _, near = self._flat.search(vector[None], DEEP, params=scope.meaning)
        return fused([said, [int(row) for row in near[0] if row >= 0]])

    def close(self) -> None:
        """Nothing is left open."""

    def _words(self, words: str) -> Any:
        """Return any of a question's words as a query."""
        said = re.findall(r"\w+", words.lower())
        should = tantivy.Occur.Should
        terms = [(should, tantivy.Query.term_query(self._schema, "text", one, "freq")) for one in said]
        return tantivy.Query.boolean_query(terms) if terms else None


def _schema() -> tantivy.Schema:
    building = tantivy.SchemaBuilder()
    building.add_text_field("text", stored=False, index_option="freq")
    building.add_unsigned_field("label", stored=False, indexed=True, fast=True)
    building.add_unsigned_field("row", stored=False, indexed=False, fast=True)
    return building.build()
