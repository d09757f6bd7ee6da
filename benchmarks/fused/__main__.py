"""``python -m benchmarks.fused PEER build|ask FOLDER``: fill a peer with a folder's rows, or ask it and print JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[_name] = "1"

from benchmarks.fused import postgres, tantivy_faiss  # noqa: E402 - threads are counted when numpy is imported
from benchmarks.fused.rows import Peer, Rows  # noqa: E402

PEERS: dict[str, type[Peer]] = {
    "tantivy-faiss": tantivy_faiss.TantivyFaiss,
    "postgresql": postgres.Postgres,
}
WARM = 10


def main(name: str, act: str, folder: Path) -> int:
    """Build, or ask every question once within every scope."""
    rows = Rows(folder)
    peer = PEERS[name](folder.parent / name)
    if act == "build":
        peer.build(rows)
        return 0
    peer.open(rows)
    asked = []
    for share, labels in rows.scopes.items():
        everything = share == 1.0
        scope = peer.scope(None if everything else labels)
        for words, vector in zip(rows.questions[:WARM], rows.vectors_asked[:WARM], strict=True):
            peer.ask(words, vector, scope)
        wall, spent = [], []
        for words, vector in zip(rows.questions, rows.vectors_asked, strict=True):
            began, before = time.perf_counter(), peer.spent()
            peer.ask(words, vector, scope)
            wall.append(1000 * (time.perf_counter() - began))
            spent.append(1000 * (peer.spent() - before))
        asked.append({"visible": share, "wall": wall, "cpu": spent})
    print(json.dumps({"peer": peer.name, "asked": asked}))
    peer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
