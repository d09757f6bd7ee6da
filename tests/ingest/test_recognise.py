"""Pictures of text become text, each page in its own language, as it lies; what cannot be read is said."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from ingest import attempt
from ingest import tesseract as program
from ingest.engine import Bearing, EngineFailed, Picture, Recognised
from ingest.program import ProgramFailed
from ingest.readings import Readings
from ingest.recognise import recognise, without_text
from ingest.sandbox import parse
from ingest.structure import Block, Box, Document, Line
from ingest.tesseract import HOUSE, Tesseract, tesseract
from repository.sealed import EditionKey
from tests.ingest.pictures import DPI, SENTENCES, WIDTH, picture, scan, texts, to_recognise, wrapped, write

KEY = EditionKey(bytes(range(32)))


class Watched(Tesseract):
    """The real engine, which counts and may fail at some of its readings."""

    def __init__(self, failing: tuple[int, ...] = ()) -> None:
        super().__init__(tesseract().path)
        self.asked: list[str] = []
        self.failing = failing

    def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
        self.asked.append(language)
        if len(self.asked) in self.failing:
            raise EngineFailed("it took more than 90 seconds")
        return super().words(picture, language, line=line)


def read(*images: Image.Image, languages: tuple[str, ...] = ()) -> Document:
    return recognise(to_recognise(*images), scan(*images), tesseract(), languages=languages)


def test_this_machine_has_what_the_tests_are_run_with() -> None:
    assert set(HOUSE) <= set(tesseract().languages()), "make test says how to install Tesseract and its languages"


def test_a_picture_becomes_text_with_the_confidence_of_each_word_and_a_warning() -> None:
    document = read(picture(wrapped(SENTENCES["en"])))
    page = document.pages[0]
    assert texts(document) == [SENTENCES["en"]]
    assert page.has_text
    assert page.picture
    assert page.confidence is not None
    assert 0.8 < page.confidence <= 1
    sure = [percent for line in page.blocks[0].lines for percent in line.confidences]
    assert len(sure) == len(SENTENCES["en"].split())
    share = round(100 * page.confidence)
    said = f"Page 1: its text was recognised in a picture, {share} % sure on average, so words may be wrong."
    assert document.warnings == (said,)


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar"])
def test_the_language_of_a_page_is_found_by_its_script_and_words(language: str) -> None:
    said = wrapped(SENTENCES[language], 40)
    found = texts(read(picture(said, language=language)))[0].split()
    wanted = SENTENCES[language].split()
    assert len(set(wanted) & set(found)) >= 0.9 * len(set(wanted))


def test_what_a_page_teaches_is_tried_first_on_the_next() -> None:
    engine = Watched()
    images = [picture(wrapped(SENTENCES["fr"])), picture(wrapped(SENTENCES["fr"]))]
    recognise(to_recognise(*images), scan(*images), engine)
    assert engine.asked[-1] == "fr"
    assert engine.asked.count("fr") == 2
    assert len(engine.asked) == 3


def test_a_declared_language_saves_the_search_for_it() -> None:
    engine = Watched()
    image = picture(wrapped(SENTENCES["es"]))
    recognise(to_recognise(image), scan(image), engine, languages=("es",))
    assert engine.asked == ["es"]


def box_of(document: Document, word: str) -> Box:
    line = next(line for block in document.pages[0].blocks for line in block.lines if word in line.text)
    assert line.box is not None
    return line.box


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_that_lies_or_stands_on_its_head_is_read_and_its_boxes_are_where_it_shows_them(turns: int) -> None:
    text = f"{wrapped(SENTENCES['en'])}\n{wrapped(SENTENCES['en'])}"
    image = picture(text).rotate(-90 * turns, expand=True)
    document = read(image)
    assert texts(document)[0].startswith("Two groups moved weapons")
    x0, top, x1, bottom = box_of(document, "Two groups")
    page = document.pages[0]
    assert 0 <= x0 < x1 <= page.width
    assert 0 <= top < bottom <= page.height
    # The first line of the text, and it alone: as long and as high as its letters are, where they are.
    pixels = image.crop((x0 * DPI / 72, top * DPI / 72, x1 * DPI / 72, bottom * DPI / 72))
    assert pixels.getextrema()[0] < 64  # type: ignore[operator]
    length, height = ((x1 - x0), (bottom - top)) if turns % 2 == 0 else ((bottom - top), (x1 - x0))
    assert 200 < length < 480
    assert 10 < height < 30
    near_start = {0: top, 1: page.width - x1, 2: page.height - bottom, 3: x0}[turns]
    assert near_start < 50


def test_two_columns_are_read_one_after_the_other() -> None:
    image = Image.new("L", (WIDTH * 2, 700), 255)
    write(image, wrapped(SENTENCES["en"], 36), (60, 60))
    write(
        image,
        wrapped("Convoys crossed the border at dawn, and three drivers were arrested near the bridge.", 36),
        (1100, 60),
    )
    said = texts(read(image))[0]
    assert said.index("nine rifles") < said.index("Convoys")
    assert "moved weapons over" in said


def test_large_letters_make_a_heading() -> None:
    image = Image.new("L", (WIDTH, 900), 255)
    write(image, "Weapons on the river", (60, 60), size=64)
    write(image, wrapped(f"{SENTENCES['en']} {SENTENCES['en']}"), (60, 260))
    blocks = read(image).pages[0].blocks
    assert [(block.kind, block.level) for block in blocks] == [("heading", 1), ("paragraph", 0)]
    assert blocks[0].text == "Weapons on the river"


def test_an_empty_picture_is_said_to_have_no_text_and_the_others_are_read() -> None:
    document = read(Image.new("L", (400, 300), 255), picture(wrapped(SENTENCES["en"])))
    assert document.pages[0].confidence is None
    assert not document.pages[0].has_text
    assert document.pages[1].confidence is not None
    assert "Page 1: no text was recognised in its picture, so it cannot be searched." in document.warnings


def test_a_page_that_was_read_stays_as_it_is() -> None:
    image = picture(wrapped(SENTENCES["en"]))
    document = to_recognise(image, image)
    printed = Block("paragraph", 0, "Printed words", (Line("Printed words", None, 0),))
    mixed = replace(document, pages=(replace(document.pages[0], picture=False, blocks=(printed,)), document.pages[1]))
    made = recognise(mixed, scan(image, image), tesseract())
    assert made.pages[0] == mixed.pages[0]
    assert texts(made)[1] == SENTENCES["en"]


def test_a_few_printed_words_over_a_picture_give_way_to_what_it_shows_and_stay_where_it_shows_nothing() -> None:
    stamp = Block("paragraph", 0, "Copy 7", (Line("Copy 7", None, 0),))
    shows, blank = picture(wrapped(SENTENCES["en"])), Image.new("L", (400, 300), 255)
    document = to_recognise(shows, blank)
    stamped = replace(document, pages=tuple(replace(page, blocks=(stamp,), has_text=True) for page in document.pages))
    made = recognise(stamped, scan(shows, blank), tesseract())
    assert texts(made) == [SENTENCES["en"], "Copy 7"]


def test_a_page_that_fails_is_said_and_the_rest_goes_on() -> None:
    images = [picture(wrapped(SENTENCES["en"]))] * 3
    made = recognise(to_recognise(*images), scan(*images), Watched(failing=(2,)), languages=("en",))
    assert [page.has_text for page in made.pages] == [True, False, True]
    assert "Page 2: its text is a picture and could not be recognised (it took more than 90 seconds)." in made.warnings


def test_a_further_reading_that_fails_does_not_cost_the_first() -> None:
    image = picture(wrapped(SENTENCES["fr"]))
    made = recognise(to_recognise(image), scan(image), Watched(failing=(2,)), languages=("en",))
    assert texts(made)[0].startswith("Deux")


def test_after_three_failures_in_a_row_the_rest_is_left_and_said() -> None:
    images = [picture(wrapped(SENTENCES["en"]))] * 5
    engine = Watched(failing=(1, 2, 3, 4, 5))
    made = recognise(to_recognise(*images), scan(*images), engine, languages=("en",))
    assert len(engine.asked) == 3
    assert made.warnings[-1].startswith("Pages 4-5: it was left out")


def test_a_page_that_cannot_be_drawn_is_said_and_the_rest_goes_on() -> None:
    image = picture(wrapped(SENTENCES["en"]))
    document = to_recognise(image, image, image)
    made = recognise(document, scan(image), tesseract(), languages=("en",))
    assert [page.has_text for page in made.pages] == [True, False, False]
    assert any(warning.startswith("Page 2: its text is a picture and could not be") for warning in made.warnings)


def test_without_tesseract_pictures_are_said_to_be_unsearchable_and_the_rest_stays() -> None:
    image = picture(wrapped(SENTENCES["en"]))
    document = to_recognise(image, image)
    made = recognise(document, scan(image, image), Tesseract(None))
    assert made.pages == document.pages
    assert made.warnings == (
        "Pages 1-2: its text is a picture, and no text recognition is installed, so it cannot be searched.",
    )
    assert "concord doctor" in without_text(made)


def test_what_ends_without_any_text_is_told_why() -> None:
    blank = read(Image.new("L", (400, 300), 255))
    assert without_text(blank) == (
        "The pages of this document are pictures in which no text was recognised; deposit a version with text."
    )
    assert without_text(Document("text", (), None)) == "No text was found to index; deposit a version with text."


def test_progress_is_told_page_by_page_and_what_was_read_before_a_stop_is_not_read_again(tmp_path: Path) -> None:
    images = [picture(wrapped(SENTENCES["en"]))] * 3
    kept = Readings(tmp_path, KEY, "edition", "tesseract")

    class Stopped(Exception):
        pass

    def stop(done: int, of: int) -> None:
        assert of == 3
        if done == 2:
            raise Stopped

    first, second = Watched(), Watched()
    with pytest.raises(Stopped):
        recognise(to_recognise(*images), scan(*images), first, kept=kept, languages=("en",), on_progress=stop)
    seen: list[int] = []
    made = recognise(
        to_recognise(*images),
        scan(*images),
        second,
        kept=kept,
        languages=("en",),
        on_progress=lambda done, _: seen.append(done),
    )
    assert (len(first.asked), len(second.asked), seen) == (2, 1, [1, 2, 3])
    assert made == recognise(to_recognise(*images), scan(*images), tesseract(), languages=("en",))


def test_readings_are_sealed_and_a_torn_one_is_read_again(tmp_path: Path) -> None:
    kept = Readings(tmp_path, KEY, "edition", "tesseract")
    found = attempt.Reading("en", 1, 90, 60, (Recognised("rifles", (1, 2, 3, 4), 0, 93, 21.5),))
    kept.keep(4, found)
    assert kept.load(4) == found
    assert kept.load(5) is None
    assert Readings(tmp_path, KEY, "edition", "rapid").load(4) is None
    assert Readings(tmp_path, EditionKey(bytes(32)), "edition", "tesseract").load(4) is None
    (file,) = (tmp_path / "pages" / "edition").iterdir()
    assert b"rifles" not in file.read_bytes()
    file.write_bytes(file.read_bytes()[:-7])
    assert kept.load(4) is None
    kept.forget()
    assert list((tmp_path / "pages" / "edition").iterdir()) == []


def test_a_scan_and_an_image_file_go_this_way_from_the_parser_on(tmp_path: Path) -> None:
    image = picture(wrapped(SENTENCES["en"]))
    image.save(tmp_path / "page.png", dpi=(DPI, DPI))
    for content in (scan(image), (tmp_path / "page.png").read_bytes()):
        assert texts(recognise(parse(content), content, tesseract())) == [SENTENCES["en"]]


def test_a_script_without_a_language_pack_is_named() -> None:
    class Georgian(Watched):
        def bearing(self, picture: Picture) -> Bearing | None:
            return Bearing(0, "GEORGIAN")

        def words(self, picture: Picture, language: str, *, line: bool = False) -> list[Recognised]:
            return [replace(word, confidence=30) for word in super().words(picture, language, line=line)]

    image = picture(wrapped(SENTENCES["en"]))
    made = recognise(to_recognise(image), scan(image), Georgian())
    assert "no language pack for its script (georgian) is installed" in made.warnings[0]


def test_noise_tires_nobody_for_long() -> None:
    noise = Image.effect_noise((1200, 900), 120)
    document = read(noise)
    assert document.pages[0].confidence is None or document.pages[0].confidence < 0.8


def test_words_are_as_many_as_their_confidences_even_where_words_were_broken() -> None:
    image = picture("The smug-\nglers of the east-\nern coast moved on.")
    for line in itertools.chain.from_iterable(block.lines for block in read(image).pages[0].blocks):
        assert len(line.confidences) == len(line.text.split())


def test_a_machine_too_busy_to_name_its_languages_once_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> bytes:
        raise ProgramFailed("it took more than 60 seconds")

    program._packs.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(program, "run", late)
        assert tesseract().languages() == ()
    assert set(HOUSE) <= set(tesseract().languages())
