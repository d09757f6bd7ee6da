"""Whether alerts are about what was asked: topics over real reports, as if each had just arrived.

    python -m benchmarks.alerts FOLDER

Every question is put, by the product's own functions, to every report that holds a labelled answer to any and has text,
and few enough passages to be encoded in some minutes; its ground is taken from twelve of the other reports. What was
tuned on and what was not is told apart. A report that holds no labelled answer may still be about the question, so the
share of false alerts is what it can be at most. Vectors are kept between runs (``benchmarks/embedded.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.collection import KEY, Model, Passage
from benchmarks.reports import centred, passages
from benchmarks.topics import HALVES, LANGUAGES, Topic, topics
from ingest.sandbox import parse
from search.bearing import NEAR, Matter, bearing, enough
from search.evidence import sentences_to_bytes
from search.ground import WORKS, ground
from search.query import Query
from search.segment import decode, encode, keyed
from search.standing import asked_by, said
from search.terms import SLIGHT, indexed
from search.vectors import Vectors

MOST_PASSAGES = 220
STEPS = (-0.06, -0.04, -0.02, 0.0, 0.02, 0.04, 0.06)
"""So much more than enough, or less, is asked for."""


class Case(NamedTuple):
    """One question put to one report: how near it lies, by how much its bearing is more than enough with a ground and
    without one, whether a passage has all the words, and whether the report answers.
    """

    half: str
    language: str
    near: float
    above: float
    alone: float
    said: bool
    answers: bool

    def told(self, step: float, grounded: bool = True) -> bool:
        """Tell whether an alert is raised where so much more is asked for."""
        return self.said or (self.near >= NEAR and (self.above if grounded else self.alone) >= step)


def matter(cut: Sequence[Passage], model: Model) -> Matter:
    """Return a report as search keeps it."""
    made = [model.passage(passage) for passage in cut]
    vectors = np.stack([model.centring.passage(vector) for vector, _ in made])
    told = {number: sentences_to_bytes(model.centring.passage(own)) for number, (_, own) in enumerate(made)}
    blob = encode([indexed(p.heading, p.text, p.language) for p in cut], KEY)

    def sentences(ordinals: Sequence[int]) -> Mapping[int, bytes]:
        return {ordinal: told[ordinal] for ordinal in ordinals}

    return Matter(0, vectors, decode(0, blob), keyed(SLIGHT, KEY), sentences)


def cases(reports: Mapping[str, Matter], model: Model, known: Iterable[Topic]) -> Iterator[Case]:
    """Put every question in every language to every report."""
    vectors = Vectors(model.cache.dimensions)
    for number, report in enumerate(reports.values()):
        vectors.put(number, report.vectors)
    others = [_others(number, len(reports)) for number in range(len(reports))]
    for topic in known:
        files = {answer.file for answer in topic.answers}
        for language in LANGUAGES:
            words = topic.questions[language]
            asked, vector = asked_by(Query(words), KEY), model.centring.query(model.cache.query(words))
            for number, (file, report) in enumerate(reports.items()):
                near = report.near(vector)
                score = bearing(report, asked, vector, near)
                above, alone = (score - enough(under) for under in (ground(vectors, others[number], vector), None))
                yield Case(topic.half, language, float(near.max()), above, alone, said(asked, report), file in files)


def _others(number: int, many: int) -> list[NDArray[np.int64]]:
    """Return twelve other reports, evenly spaced."""
    others = np.delete(np.arange(many), number)
    return [others[[at]] for at in np.linspace(0, len(others) - 1, min(WORKS, len(others))).astype(int)]


def arrived(root: Path, model: Model, known: Iterable[Topic]) -> dict[str, Matter]:
    """Return the reports that answer anything, by file; those that are pictures or very long are left out."""
    found = {}
    for file in sorted({answer.file for topic in known for answer in topic.answers}):
        document = parse(root / "corpus" / file)
        cut = [] if any(page.picture for page in document.pages) else passages(model, document, file)
        if 0 < len(cut) <= MOST_PASSAGES:
            found[file] = matter(cut, model)
    return found


def shares(found: Sequence[Case], step: float = 0.0, grounded: bool = True) -> tuple[float, float, float]:
    """Return which share of the told reports answers, of the answering ones is told, and of the others is told."""
    told = [case for case in found if case.told(step, grounded)]
    right, answering = sum(case.answers for case in told), sum(case.answers for case in found)
    return right / max(1, len(told)), right / max(1, answering), (len(told) - right) / max(1, len(found) - answering)


def main(root: Path) -> int:
    """Print precision and recall by half: around what is enough, by language, and without any ground."""
    model, known = centred(), topics()
    reports = arrived(root, model, known)
    found = list(cases(reports, model, known))
    for half in HALVES:
        own = [case for case in found if case.half == half]
        print(f"{half}: {len(own):,} times a question met one of {len(reports)} reports, ", end="")
        print(f"{sum(case.answers for case in own)} times one that holds a labelled answer")
        print("               told that answer  answering told  others told")
        for step in STEPS:
            _line(f"{step:+.2f}", shares(own, step))
        for language in LANGUAGES:
            _line(language, shares([case for case in own if case.language == language]))
        _line("no ground", shares(own, grounded=False))
    return 0


def _line(name: str, found: tuple[float, float, float]) -> None:
    print("  {:>10}  {:17.2f}  {:14.2f}  {:11.3f}".format(name, *found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
