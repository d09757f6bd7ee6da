"""rapidocr reads Latin letters behind the walls; what it cannot read goes to Tesseract, or is said to be missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from ingest import rapid
from ingest.engine import EngineFailed, Picture, Recognised
from ingest.latin import models
from ingest.program import run
from ingest.rapid import COMMAND, ENVIRONMENT, Rapid
from ingest.recognise import recognise
from ingest.recogniser import lacking, recogniser
from ingest.tesseract import Tesseract, tesseract
from tests.ingest.pictures import DPI, SENTENCES, picture, scan, texts, to_recognise, wrapped

ALONE = Rapid(Tesseract(None))


class Watched(Tesseract):
    """The real engine, which remembers what it was asked to read."""

    def __init__(self) -> None:
        super().__init__(tesseract().path)
        self.asked: list[str] = []

    def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
        self.asked.append(language)
        return super().words(picture, language, line=line)


def of(image: Image.Image) -> Picture:
    return Picture(image.width, image.height, image.tobytes(), DPI)


@pytest.fixture(scope="module")
def french() -> Picture:
    return of(picture(wrapped(SENTENCES["fr"])))


def test_it_is_installed_with_its_models_where_tests_run() -> None:
    assert models() is not None, "make test installs what requirements-dev.lock names"


def test_latin_words_come_with_their_boxes_lines_and_confidence(french: Picture) -> None:
    found = ALONE.words(french, "fr")
    assert " ".join(word.text for word in found) == SENTENCES["fr"]
    assert [word.line for word in found] == sorted(word.line for word in found)
    assert all(80 <= word.confidence <= 100 for word in found)
    image = Image.frombytes("L", (french.width, french.height), french.pixels)
    for word in found:
        x0, top, x1, bottom = word.box
        assert image.crop(word.box).getextrema()[0] < 64  # type: ignore[operator]
        assert 10 < bottom - top < 70
        assert abs((x1 - x0) - 17 * len(word.text)) < 60
        assert 15 < word.size < 45
    assert ALONE.words(french, "fr", line=True) == []


def test_a_settled_latin_scan_with_an_arabic_page_has_that_page_read_by_tesseract() -> None:
    other = Watched()
    images = [picture(wrapped(SENTENCES["en"])), picture(wrapped(SENTENCES["ar"], 40), language="ar")]
    made = recognise(to_recognise(*images), scan(*images), Rapid(other), languages=("en",))
    assert texts(made)[0] == SENTENCES["en"]
    assert len(set(SENTENCES["ar"].split()) & set(texts(made)[1].split())) >= 9
    assert other.asked[-1] == "ar"


def test_without_tesseract_latin_pages_are_read_and_others_say_what_is_missing() -> None:
    images = [picture(wrapped(SENTENCES["en"])).rotate(180), picture(wrapped(SENTENCES["ru"]), language="ru")]
    made = recognise(to_recognise(*images), scan(*images), ALONE)
    assert texts(made) == [SENTENCES["en"], ""]
    assert (
        "Page 2: its text is a picture and could not be recognised (rapidocr reads Latin letters only, and Tesseract, "
        "which reads others, is not installed)."
    ) in made.warnings


def test_an_empty_picture_has_no_words_and_no_bearing() -> None:
    blank = of(Image.new("L", (400, 300), 255))
    assert ALONE.words(blank, "en") == []
    assert ALONE.bearing(blank) is None


def test_what_is_no_picture_ends_in_words() -> None:
    with pytest.raises(EngineFailed, match="ended with an error"):
        ALONE.words(Picture(400, 300, b"short", DPI), "en")


def test_its_process_sees_no_network_and_cannot_fetch_a_model(french: Picture) -> None:
    assert ENVIRONMENT["ORT_DISABLE_TELEMETRY"] == "1"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import socket; from ingest import latin\n"
        "latin._reader(); latin.confine()\n"
        "try: socket.create_connection(('192.0.2.1', 9))\n"
        "except PermissionError: print('refused')"
    )
    assert run([*COMMAND[:4], code, COMMAND[-1]], french.pgm, rapid.AMOUNTS, ENVIRONMENT) == b"refused\n"


def test_no_more_is_read_of_its_answer_than_a_dense_page_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; sys.stdin.buffer.read(); sys.stdout.write('[]' + ' ' * (5 << 20))"
    monkeypatch.setattr(rapid, "COMMAND", (*COMMAND[:4], code, COMMAND[-1]))
    with pytest.raises(EngineFailed, match="wrote more than is believed"):
        ALONE.words(of(Image.new("L", (40, 30), 255)), "en")


@pytest.mark.parametrize(
    "line",
    [
        None,
        [],
        [30.0],
        ["30", []],
        [-1, [["a", 0, 0, 9, 9, 90]]],
        [float("nan"), [["a", 0, 0, 9, 9, 90]]],
        [30.0, ["a"]],
        [30.0, [["a", 0, 0, 9, 9]]],
        [30.0, [["a", "0", 0, 9, 9, 90]]],
        [30.0, [["a", 9, 0, 0, 9, 90]]],
        [30.0, [["a", -1, 0, 9, 9, 90]]],
        [30.0, [["a", 0, 0, 99_999, 9, 90]]],
        [30.0, [["\u200b \n", 0, 0, 9, 9, 90]]],
        [30.0, [[{"a": 1}, 0, 0, 9, 9, 90]]],
    ],
)
def test_what_is_no_word_is_passed_over(line: object) -> None:
    assert rapid._of_line(json.loads(json.dumps(line)), 0, Picture(100, 100, b"", DPI)) == []


def test_words_are_cleaned_and_cut_and_their_confidence_is_a_share() -> None:
    line = [30.0, [["a\u202eb c", 0, 0, 9, 9, 900], ["x" * 5_000, 0, 0, 9, 9, -4]]]
    found = rapid._of_line(line, 3, Picture(100, 100, b"", DPI))
    assert [(word.text, word.line, word.confidence) for word in found] == [("abc", 3, 100), ("x" * 200, 3, 0)]


def test_the_setting_chooses_and_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recogniser("tesseract").name == "tesseract"
    assert recogniser("rapidocr").name == "rapidocr"
    assert lacking("rapidocr") is None
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    assert lacking("tesseract") is None
    assert "pip install 'concord[ocr]'" in str(lacking("rapidocr"))
    assert Rapid(Tesseract(None)).languages() == ()


def test_the_models_lie_in_the_package() -> None:
    found = models()
    assert found is not None
    assert all(Path(sys.prefix) in path.parents and path.stat().st_size > 1_000_000 for path in found)
