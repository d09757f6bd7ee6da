"""The default model as it runs: meanings across languages, sentences from one pass, no neighbours."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from repository.sealed import Vault
from search.centring import Centring, public_texts
from search.encoder import FloatArray, ModelUnreadable, OnnxEncoder, open_encoder
from search.generation import Generation
from search.sentence import sentences
from tests.model import model_folder

pytestmark = pytest.mark.model

LANGUAGES = ["en", "fr", "es", "ar", "ru"]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return open_encoder(model_folder())


@pytest.fixture(scope="module")
def centring(encoder: OnnxEncoder) -> Centring:
    return Centring.learn(encoder)


def test_vectors_have_the_promised_shape_and_length(encoder: OnnxEncoder) -> None:
    text = "Customs found cocaine in a container. The papers were forged."
    (encoded,) = encoder.passages([text], [sentences(text, "en")])
    assert encoder.dimensions == 384
    assert encoded.vector.shape == (384,)
    assert encoded.sentences.shape == (2, 384)
    assert encoded.vector.dtype == encoded.sentences.dtype == np.float32
    assert np.linalg.norm(encoded.vector) == pytest.approx(1.0, abs=1e-5)
    assert np.linalg.norm(encoded.sentences, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_a_portion_knows_nothing_of_its_neighbours(encoder: OnnxEncoder) -> None:
    texts = list(public_texts("passages")["en"][:4])
    spans = [sentences(text, "en") for text in texts]
    together = encoder.passages(texts, spans)
    for number in (2, 0):
        (alone,) = encoder.passages([texts[number]], [spans[number]])
        assert alone.vector.tobytes() == together[number].vector.tobytes()
        assert alone.sentences.tobytes() == together[number].sentences.tobytes()


def test_threads_share_one_encoder(encoder: OnnxEncoder) -> None:
    questions = list(public_texts("questions")["fr"][:8])
    alone = [encoder.query(question).tobytes() for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert [vector.tobytes() for vector in pool.map(encoder.query, questions)] == alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_finds_its_passage_among_those_of_all_languages(
    language: str, encoder: OnnxEncoder, centring: Centring
) -> None:
    texts = public_texts("passages")
    rng = np.random.default_rng(11)
    mixed = [texts[LANGUAGES[int(rng.integers(5))]][topic] for topic in range(24)]
    rows = np.stack([one.vector for one in encoder.passages(mixed, [()] * 24)])
    ends = 0
    # The first twenty questions follow the order of topics of the passages they were written for.
    wanted = [0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22]
    for question, topic in zip(public_texts("questions")[language], wanted, strict=False):
        scores = centring.passage(rows) @ centring.query(encoder.query(question))
        ends += int(topic in np.argsort(-scores)[:2])
    assert ends >= 18


def test_the_best_sentence_is_the_one_that_answers(encoder: OnnxEncoder, centring: Centring) -> None:
    text = "The lake lies high up. Smugglers hid two tonnes of cocaine in a lorry. Bees gather nectar."
    (encoded,) = encoder.passages([text], [sentences(text, "en")])
    scores = centring.passage(encoded.sentences) @ centring.query(encoder.query("¿dónde estaba oculta la droga?"))
    assert int(np.argmax(scores)) == 1


def test_a_text_beyond_the_limit_is_cut_and_its_last_sentences_have_no_vector(encoder: OnnxEncoder) -> None:
    text = "The patrol found nothing on the road. " * 120
    spans = sentences(text, "en")
    (encoded,) = encoder.passages([text], [spans])
    assert encoder.count(text) > encoder.max_tokens
    assert encoded.sentences[0].any()
    assert not encoded.sentences[-1].any()
    (longer,) = encoder.passages([text + "Snow."], [spans])
    assert longer.vector.tobytes() == encoded.vector.tobytes()


def test_tokens_are_counted_without_prefix_and_special_ones(encoder: OnnxEncoder) -> None:
    assert encoder.count("") == 0
    assert encoder.count("the threat") == 2
    assert encoder.count("the threat\u200b\n the threat") == 4


def test_an_empty_text_still_has_a_vector(encoder: OnnxEncoder) -> None:
    (encoded,) = encoder.passages([""], [[(0, 0)]])
    assert np.isfinite(encoded.vector).all()
    assert np.isfinite(encoder.query("")).all()
    assert not encoded.sentences.any()


def test_the_card_names_what_the_vectors_come_from(encoder: OnnxEncoder) -> None:
    card = json.loads((model_folder() / "model.json").read_text(encoding="utf-8"))
    assert card["name"] == "multilingual-e5-small"
    assert encoder.fingerprint == card["fingerprint"]
    assert set(card["files"]) == {"model.onnx", "tokenizer.json"}


def test_a_missing_or_damaged_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="Delete the folder"):
        open_encoder(tmp_path)
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelUnreadable, match="Delete the folder"):
        open_encoder(tmp_path)


@pytest.mark.parametrize("small", ["trafic d'armes vers haïti", "lantern", "кто продаёт оружие?"])
def test_a_question_in_capitals_throughout_means_what_it_means_in_small_letters(
    encoder: OnnxEncoder, centring: Centring, small: str
) -> None:
    generation = Generation(Vault(bytes(32)), encoder, centring)
    loud, quiet, mixed = (_bytes(generation.query(words)) for words in (small.upper(), small, small.title()))
    assert loud == quiet != mixed


def _bytes(vector: FloatArray | None) -> bytes:
    assert vector is not None
    return vector.tobytes()
