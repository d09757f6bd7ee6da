"""Lines that were passed over are found by their ink; pictures, rules and specks are not."""

from __future__ import annotations

from PIL import Image, ImageDraw

from ingest.engine import Picture, Recognised
from ingest.missed import MOST, strips

HEIGHT = 30


def page(*rows: int, height: int = HEIGHT, width: int = 800) -> Image.Image:
    """A page with a line of "letters" at each row."""
    image = Image.new("L", (900, 2400), 240)
    pen = ImageDraw.Draw(image)
    for top in rows:
        for x in range(40, 40 + width, 20):
            pen.rectangle((x, top, x + 8, top + height - 1), 20)
    return image


def known(*rows: int) -> list[Recognised]:
    return [
        Recognised("word", (x, top, x + 90, top + HEIGHT), top, 90, 40.0) for top in rows for x in range(40, 840, 100)
    ]


def found(image: Image.Image, words: list[Recognised]) -> list[tuple[int, Picture]]:
    return strips(Picture(image.width, image.height, image.tobytes(), 200), words)


def test_nothing_is_missed_where_every_line_is_known() -> None:
    assert found(page(100, 160, 220), known(100, 160, 220)) == []


def test_a_line_that_no_word_covers_is_cut_out_without_its_neighbours() -> None:
    ((top, strip),) = found(page(100, 160, 220), known(100, 220))
    assert top == 160 - HEIGHT
    assert strip.height == 3 * HEIGHT
    dark = [row for row in range(strip.height) if min(strip.pixels[row * strip.width : (row + 1) * strip.width]) < 128]
    assert dark == list(range(HEIGHT, 2 * HEIGHT))


def test_pictures_rules_and_specks_are_no_lines() -> None:
    image = page(100, 160)
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 300, 800, 600), 60)
    pen.line((40, 700, 840, 700), 0, 2)
    pen.rectangle((40, 800, 60, 820), 0)
    pen.rectangle((40, 900, 800, 930), 0)
    assert found(image, known(100, 160)) == []


def test_a_page_of_few_words_or_of_very_many_gaps_is_left_alone() -> None:
    assert found(page(100, 160, 220), known(100)[:5]) == []
    rows = range(100, 100 + 60 * (MOST + 3), 60)
    assert found(page(*rows), known(100, 160)) == []
