"""How well the pillars would be found in documents of a kind never seen: every family is left out once.

``python -m benchmarks.families FOLDER [FURTHER]``. Reads only what is labelled for tuning: documents of
``FOLDER/corpus``, written reports, sample assessments, articles and reports of ``FOLDER/ir``, and the United Nations
documents of ``labels/further.tsv`` where their folder is given. Prints the figures and the coefficients of
``ingest/pillar.py``, which the last line of a run over all of it gave.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.subjects import LABELS, SURE, Tally
from demo.assessment import Assessment, assessments, sequels
from ingest.pillar import PILLARS, weighed
from ingest.portions import Portion, cut
from ingest.reading import Reading, read
from ingest.sandbox import parse

Numbers = NDArray[np.float64]
_PRIOR = 1.0
_STEPS = 25
_PORTION = 600
_LEAST_PASSAGES = 4
_ARTICLES = {"xquad/en": 4, "xquad/es": 4, "xquad/ar": 4, "xquad/ru": 4, "piaf-fr": 3}
_ONE_FAMILY = {"us-nss": "strategies", "mueller": "special counsel"}


@dataclass(frozen=True, slots=True)
class Case:
    """A document to learn from: its family, and the pillars it is labelled with, ``?`` behind doubtful ones."""

    name: str
    family: str
    label: str
    features: dict[str, tuple[float, ...]]


def main(root: Path, further: Path | None = None) -> int:
    """Leave out every family once, print what is found in it, and the coefficients fitted to all."""
    cases = list(_cases(root, further))
    rows = [(case, pillar) for case in cases for pillar in PILLARS if f"{pillar}?" not in case.label.split()]
    values = np.array([case.features[pillar] for case, pillar in rows])
    wanted = np.array([float(pillar in case.label.split()) for case, pillar in rows])
    family = np.array([case.family for case, _ in rows])
    sizes = Counter(case.family for case in cases)
    weights = np.array([1 / sizes[name] ** 0.5 for name in family])
    sure = np.zeros(len(rows))
    for name in sizes:
        out = family == name
        constant, slopes = fitted(values[~out], wanted[~out], weights[~out])
        sure[out] = 1 / (1 + np.exp(-(constant + values[out] @ slopes)))
    _say(cases, rows, sure)
    constant, slopes = fitted(values, wanted, weights)
    print(f"  fitted to all: {constant:.2f}, ({', '.join(f'{slope:.2f}' for slope in slopes)})")
    return 0


def fitted(values: Numbers, wanted: Numbers, weights: Numbers) -> tuple[float, Numbers]:
    """Return constant and coefficients of a logistic regression over values [rows, features], by Newton's method;
    the prior is on standardised features.
    """
    mean, spread = values.mean(0), values.std(0) + 1e-9
    each = np.column_stack((np.ones(len(values)), (values - mean) / spread))
    prior = np.eye(each.shape[1]) / _PRIOR
    prior[0, 0] = 1e-6
    found = np.zeros(each.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-each @ found))
        slope = each.T @ (weights * (sure - wanted)) + prior @ found
        curve = (each.T * (weights * sure * (1 - sure))) @ each + prior
        found -= np.linalg.solve(curve, slope)
    slopes = found[1:] / spread
    return float(found[0] - slopes @ mean), slopes


def _say(cases: list[Case], rows: list[tuple[Case, str]], sure: Numbers) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for (case, pillar), confidence in zip(rows, sure, strict=True):
        if confidence >= SURE:
            given[case.name].add(pillar)
    kinds = {case.name: case.name.split("/")[0] for case in cases}
    for kind in ("", *sorted(set(kinds.values()))):
        tallies = {pillar: Tally() for pillar in PILLARS}
        for case in cases:
            for pillar in PILLARS if kind in ("", kinds[case.name]) else ():
                label = " ".join(word for word in case.label.split() if word.rstrip("?") == pillar)
                tallies[pillar].add(case.name, given[case.name] & {pillar}, label)
        print(f"  {kind or 'all':<12} macro-F1 {statistics.mean(each.f1 for each in tallies.values()):.3f}")
        for pillar, tally in tallies.items():
            print(f"    {pillar:<16} {tally}")


def _cases(root: Path, further: Path | None) -> Iterator[Case]:
    families = {row["source"]: row["family"] for row in _rows("families.tsv")}
    for name, label, reading in _readings(root, further):
        family = families.get(name) or _ONE_FAMILY.get(name.split("/")[0], name)
        yield Case(name, family, label, weighed(reading))


def _readings(root: Path, further: Path | None) -> Iterator[tuple[str, str, Reading]]:
    for row in _rows("pillars.tsv"):
        if row["split"] == "tune":
            yield row["file"], row["pillars"], read(_cut(root / "corpus" / row["file"]))
    for row in _rows("reports.tsv"):
        if row["split"] == "tune":
            texts = row["text"].split("¶")
            yield f"written/{row['report']}", row["pillars"], read([_portion(text.strip()) for text in texts])
    for each in (*assessments(), *sequels()):
        yield f"sample/{each.key}", " ".join(each.metadata["pillars"]), read(list(_sample(each)))
    intrusions = {entry["_id"]: entry["text"] for entry in _entries(root / "ir" / "annoctr")}
    for row in _rows("further.tsv"):
        kind, _, name = row["source"].partition("/")
        if kind == "intrusions":
            yield row["source"], row["pillars"], read(list(_gathered(intrusions[name])))
        elif kind == "assessment":
            yield row["source"], row["pillars"], read(_cut(LABELS / "assessments" / name))
        elif further is not None:
            yield row["source"], row["pillars"], read(_cut(further / name))
    yield from _articles(root / "ir")


def _gathered(text: str) -> Iterator[Portion]:
    """Paragraphs, as many together as a portion has."""
    whole = ""
    for line in filter(str.strip, text.split("\n")):
        whole = f"{whole} {line}".strip()
        if len(whole) > _PORTION:
            yield _portion(whole)
            whole = ""
    if whole:
        yield _portion(whole)


def _articles(folder: Path) -> Iterator[tuple[str, str, Reading]]:
    """Every third or fourth encyclopedia article, on anything, if it has several passages."""
    for name, step in _ARTICLES.items():
        by_title: dict[str, list[Portion]] = defaultdict(list)
        for entry in _entries(folder / name):
            by_title[entry["title"]].append(_portion(entry["text"]))
        for title, portions in sorted(by_title.items())[::step]:
            if len(portions) >= _LEAST_PASSAGES:
                yield f"article/{name}/{title}", "", read(portions)


def _entries(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]


def _sample(each: Assessment) -> Iterator[Portion]:
    for text in (*each.summary.strip().split("\n\n"), *(judgement.statement for judgement in each.judgements)):
        yield _portion(text, each.title)
    for section in each.sections:
        for text in section.text.strip().split("\n\n"):
            yield _portion(text, each.title, section.heading)
    yield _portion(" ".join(each.recommendations), each.title)


def _portion(text: str, *heading: str) -> Portion:
    return Portion(1, heading, text, (), "text", 0, 0)


def _cut(path: Path) -> list[Portion]:
    return cut(parse(path), lambda text: len(text) // 4 + 1)


def _rows(name: str) -> list[dict[str, str]]:
    head, *lines = (line.split("\t") for line in (LABELS / name).read_text("utf-8").splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
