"""Neighbours measured: reports of the real corpus that follow one another must lie nearest, and others must not.

``python -m benchmarks.nearness FOLDER`` reads the reports of the United Nations, embeds some portions of each, compares
all with all as ``search/similar.py`` does, and prints how often the next report of the same series stands first, the
lowest likeness of two of a series, and the highest of two works that have nothing in common.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.corpus import Source, sources
from ingest.errors import IngestError
from ingest.portions import cut
from ingest.sandbox import parse
from repository.settings import Settings
from search import similar
from search.background import Background
from search.centring import Centring
from search.encoder import Encoder, open_encoder
from search.meanings import Meanings
from search.meeting import Meeting, meet
from web.house import build_model

PORTIONS = 60
"""So many portions of a report are embedded, evenly spread."""
SERIES = {
    "ISIL (Da'esh)": ("S_2025_71", "S_2025_71_Rev.1", "S_2025_72", "S_2025_496"),
    "chemical weapons in Syria": ("S_2025_63", "S_2025_258", "S_2025_330", "S_2025_427", "S_2025_490"),
    "the Congo": ("S_2025_176", "S_2025_403"),
    "Central African Republic": ("S_2025_97", "S_2025_383"),
    "Lebanon": ("S_2025_153", "S_2025_254"),
}
"""Reports that follow one another on one subject."""
ALONE = (
    "S_2025_122",
    "S_2025_194",
    "S_2025_239",
    "E_2025_28",
    "CEB_2025_4",
    "A_80_179",
    "A_80_75",
    "A_79_947",
    "A_80_16",
)
"""Reports on other subjects: Haiti, Somalia, the Sudan, drugs, programmes, development ..."""


def main(root: Path) -> int:
    """Print every figure."""
    names = [*(name for series in SERIES.values() for name in series), *ALONE]
    found = {source.path.name.removesuffix(".en.pdf"): source for source in sources(root)}
    given = {"CONCORD_DATA": "var", "CONCORD_MODEL_FOLDER": str(Path(".cache") / "models")}
    encoder = open_encoder(build_model(Settings.from_environment(given)))
    centring = Centring.learn(encoder)
    read = {name: one for name in names if name in found and (one := _read(found[name], encoder, centring))}
    meetings = _meetings(read)
    print(f"nearness: {len(read)} reports, {sum(map(len, read.values()))} portions, {len(meetings)} pairs")
    _series(read, meetings)
    _others(meetings)
    return 0


def _read(source: Source, encoder: Encoder, centring: Centring) -> Meanings | None:
    try:
        portions = cut(parse(source.path), encoder.count)
    except IngestError as error:
        print(f"  {source.file}: {error}")
        return None
    if not portions:
        return None
    chosen = np.unique(np.linspace(0, len(portions) - 1, PORTIONS).astype(int)).tolist()
    encoded = (encoder.passages([portions[at].text], [()])[0].vector for at in chosen)
    vectors = [centring.passage(vector) for vector in encoded]
    return Meanings(tuple((0, at) for at in chosen), np.stack(vectors), np.zeros(len(chosen), dtype=np.float32))


def _meetings(read: dict[str, Meanings]) -> dict[frozenset[str], Meeting]:
    chosen = sorted(read)[:: max(1, len(read) // 12)][:12]
    background = Background({name: read[name] for name in chosen})
    known = {name: background.grounded(name, one) for name, one in read.items()}
    return {frozenset(pair): meet(known[pair[0]], known[pair[1]]) for pair in combinations(sorted(read), 2)}


def _series(read: dict[str, Meanings], meetings: dict[frozenset[str], Meeting]) -> None:
    """Print, for each series, how many of its reports have another of it as their first neighbour."""
    first = asked = 0
    likeness: list[float] = []
    for name, series in SERIES.items():
        members = [one for one in series if one in read]
        inside = [meetings[frozenset(pair)].likeness for pair in combinations(members, 2)]
        likeness += inside
        right = sum(_nearest(one, read, meetings) in members for one in members if len(members) > 1)
        first, asked = first + right, asked + (len(members) if len(members) > 1 else 0)
        if inside:
            print(f"  {name}: {right} of {len(members)} first, likeness {min(inside):.3f} to {max(inside):.3f}")
    kept = sum(one >= similar.LEAST for one in likeness)
    print(f"  first neighbour is of the series: {first} of {asked}")
    print(f"  pairs of a series that are neighbours ({similar.LEAST} or more): {kept} of {len(likeness)}")


def _nearest(name: str, read: dict[str, Meanings], meetings: dict[frozenset[str], Meeting]) -> str:
    return max(
        (other for other in read if other != name), key=lambda other: meetings[frozenset((name, other))].likeness
    )


def _others(meetings: dict[frozenset[str], Meeting]) -> None:
    """Print the likest pairs of which one at least is on a subject of its own."""
    alone = [(meeting.likeness, sorted(pair)) for pair, meeting in meetings.items() if pair & set(ALONE)]
    alone.sort(reverse=True)
    wrong = sum(likeness >= similar.LEAST for likeness, _ in alone)
    print(f"  pairs with a report on a subject of its own: {len(alone)}, of which called neighbours: {wrong}")
    for likeness, pair in alone[:5]:
        print(f"    {likeness:.3f}  {' '.join(pair)}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
