"""Whether alerts are about what was asked: topics over real reports, as if each had just arrived.

    python -m benchmarks.alerts FOLDER

Of the reports that hold a labelled answer those are taken that have text, and few enough passages to be encoded in
some minutes. Only the topics of the half that may be tuned on are asked. A report that holds no labelled answer may
still be about the question, so the share of false alerts is what it can be at most.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.collection import Model
from benchmarks.quality import _document, _model
from benchmarks.topics import LANGUAGES, Topic, topics
from ingest.sandbox import parse
from search import ranking
from search.centring import Centring
from search.encoder import FloatArray
from search.standing import NEARER

MOST_PASSAGES = 220
STEPS = (0.0, 0.02, NEARER, 0.06, 0.08, 0.12)


class Case(NamedTuple):
    """One question put to one report: its language, how near the nearest passage lies, whether it answers."""

    language: str
    near: float
    answers: bool


def cases(root: Path, model: Model, known: list[Topic]) -> Iterator[Case]:
    """Put every question in every language to every report."""
    for file in sorted({answer.file for topic in known for answer in topic.answers}):
        passages = _vectors(root / "corpus" / file, model)
        if passages is None:
            continue
        for topic in known:
            answers = any(answer.file == file for answer in topic.answers)
            for language in LANGUAGES:
                question = model.centring.query(model.cache.query(topic.questions[language]))
                yield Case(language, float((passages @ question).max()), answers)


def _vectors(path: Path, model: Model) -> FloatArray | None:
    document = parse(path)
    if any(page.picture for page in document.pages):
        return None
    passages = _document(model, document, path.name)
    if not 0 < len(passages) <= MOST_PASSAGES:
        return None
    return np.stack([model.centring.passage(model.passage(passage)[0]) for passage in passages])


def shares(found: list[Case], enough: float) -> tuple[float, float, float]:
    """Return which share of the answering reports is told, of the told ones answers, and of the others is told."""
    told = [case for case in found if case.near >= enough]
    right, answering = sum(case.answers for case in told), sum(case.answers for case in found)
    return right / max(1, answering), right / max(1, len(told)), (len(told) - right) / max(1, len(found) - answering)


def main(root: Path) -> int:
    """Print the shares by nearness, over all languages and by each."""
    cache = _model(Path(".cache") / "models")
    found = list(cases(root, Model(cache, Centring.learn(cache)), topics("tune")))
    print(f"{len(found):,} questions put to a report; {sum(case.answers for case in found)} are answered by it")
    print("nearness  answering told  told that answer  others told")
    for step in STEPS:
        print("{:8.2f}  {:14.2f}  {:16.2f}  {:11.2f}".format(ranking.NEAR + step, *shares(found, ranking.NEAR + step)))
    for language in LANGUAGES:
        own = [case for case in found if case.language == language]
        print("{:>8}  {:14.2f}  {:16.2f}  {:11.2f}".format(language, *shares(own, ranking.NEAR + NEARER)))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
