"""What benchmarks of search stand on: generated works, who may see them, and how peers' rankings are fused."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.collection import Model, Passage
from benchmarks.embedded import Cache
from benchmarks.fused.rows import BEST, fused
from benchmarks.load import Analyst, Taken
from benchmarks.material import MADE, SENTENCES, Generated, real
from benchmarks.repositories import READERS, audience
from benchmarks.search import QUESTIONS, WARM, questions
from search import vocabulary
from search.analyser import tokens
from search.centring import Centring
from search.segment import decode, keyed
from tests.encoders import DIMENSIONS, HashingEncoder

KEY = b"tests/test_search_benchmarks.py"
NAMES = ("harbour", "river", "border", "market", "station", "coast", "village", "airport", "bridge", "valley")


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.setenv("CONCORD_BENCH_CACHE", str(tmp_path))
    none = np.zeros(DIMENSIONS)
    return Model(Cache(HashingEncoder()), Centring(none, none, np.empty((0, DIMENSIONS))))


@pytest.fixture
def works() -> list[list[Passage]]:
    """Sixty passages of three sentences, ten to a work."""
    texts = [
        f"Smugglers reached the {NAMES[n % 10]} at night. Officers seized {n + 2} boats there. "
        f"The {NAMES[n // 10]} is watched."
        for n in range(60)
    ]
    passages = [Passage(f"report-{n // 10}#{n % 10}", text, "en") for n, text in enumerate(texts)]
    return [passages[start : start + 10] for start in range(0, 60, 10)]


def test_as_many_portions_are_generated_as_were_wanted(model: Model, works: list[list[Passage]]) -> None:
    generated = Generated(works, model, KEY, 2_000)
    assert len(generated.sizes) == 40
    assert abs(int(generated.sizes.sum()) - 2_000) < 40
    assert [len(work.texts) for work in generated] == generated.sizes.tolist()


def test_a_generated_work_is_a_function_of_its_number(model: Model, works: list[list[Passage]]) -> None:
    once, again = (Generated(works, model, KEY, 2_000).work(7) for _ in range(2))
    assert once.texts == again.texts
    assert once.postings == again.postings
    assert np.array_equal(once.vectors, again.vectors)


def test_a_generated_portion_is_found_by_the_words_of_its_sentences(model: Model, works: list[list[Passage]]) -> None:
    work = Generated(works, model, KEY, 2_000).work(3)
    assert {"smugglers", "officers", "seized"} <= set(vocabulary.decode(work.words))
    postings = decode(1, work.postings)
    assert postings.portions == len(work.texts)
    held = {
        int(term): postings.rows[postings.starts[n] : postings.starts[n + 1]].tolist()
        for n, term in enumerate(postings.terms)
    }
    for row, (text, spans) in enumerate(zip(work.texts, work.spans, strict=True)):
        *said, made = [text[start:end] for start, end in spans]
        assert len(said) == SENTENCES
        assert len(made.split()) == MADE
        terms = Counter(token.term for sentence in said for token in tokens(sentence, "en"))
        assert all(row in held[keyed(term, KEY)] for term in terms)
        # The mark of the language stands once beside them.
        assert int(postings.lengths[row]) == sum(terms.values()) + MADE + 1
        assert row in held[keyed("en:", KEY)]


def test_a_generated_portion_lies_near_what_its_sentences_say(model: Model, works: list[list[Passage]]) -> None:
    generated = Generated(works, model, KEY, 2_000)
    work = generated.work(5)
    meant = np.stack([model.cache.query(text) for text in work.texts])
    near = (work.vectors * meant).sum(axis=1)
    assert np.allclose(np.linalg.norm(work.vectors, axis=1), 1, atol=1e-5)
    assert near.mean() > 0.6


def test_real_works_are_indexed_as_they_are(model: Model, works: list[list[Passage]]) -> None:
    made = list(real(works, model, KEY))
    assert [work.title for work in made] == [f"report-{n}" for n in range(6)]
    assert made[0].texts[1] == works[0][1].text
    assert np.array_equal(made[0].vectors[1], model.cache.query(works[0][1].text))


def test_readers_see_all_a_tenth_and_a_hundredth() -> None:
    seen = Counter(organization for number in range(1_000) for organization in audience(number))
    assert seen == {organization: round(1_000 * share) for share, organization in READERS.items()}


def test_there_are_enough_questions_and_none_is_put_twice() -> None:
    known = questions()
    assert len(known) >= QUESTIONS + WARM
    assert len(set(known)) == len(known)
    assert any("\u0600" <= letter <= "\u06ff" for letter in "".join(known[:QUESTIONS]))


def test_what_both_rankings_hold_comes_before_what_one_of_them_does() -> None:
    assert fused([[1, 2, 3], [3, 4]]) == [3, 1, 2, 4]
    assert len(fused([list(range(100)), list(range(50, 150))])) == BEST


def test_an_answer_that_fails_is_counted_and_an_analyst_without_results_asks_anew() -> None:
    taken = Taken()
    analyst = Analyst(1, "", random.Random(1), ["drones"])
    assert {analyst._next()[1].partition("?")[0] for _ in range(50)} == {"/search", "/api/v1/suggestions"}
    _, failure = analyst._get("/search?q=drones")
    taken.add("search", 0.1, failure)
    assert taken.failed
    assert taken.of["search"] == [100.0]
