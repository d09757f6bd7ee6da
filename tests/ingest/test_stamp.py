"""The stamp: burnt into the pixels everywhere, on light and on dark, in either script."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image, ImageChops

from ingest.image import Raster
from ingest.stamp import Stamp, Stamper, slanted

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STAMP = Stamp("K3V7X-Q2M5N", "Lena Brandhorst", "lena", "europol", NOON, "INTERPOL RESTRICTED · TLP:AMBER")
WHITE, BLACK, BLUE = (255, 255, 255), (0, 0, 0), (40, 90, 200)


def sheet(colour: tuple[int, int, int], width: int = 1240, height: int = 1754) -> Raster:
    return Raster(width, height, bytes(colour) * (width * height))


def burnt(page: Raster, stamp: Stamp = STAMP) -> Image.Image:
    return Image.open(io.BytesIO(Stamper(stamp).burn(page).jpeg))


def quarters(image: Image.Image) -> list[Image.Image]:
    halves = (0, image.width // 2, image.width), (0, image.height // 2, image.height)
    return [
        image.crop((halves[0][x], halves[1][y], halves[0][x + 1], halves[1][y + 1])) for x in (0, 1) for y in (0, 1)
    ]


def test_the_line_names_number_person_user_organization_and_time() -> None:
    assert STAMP.line == "K3V7X-Q2M5N · Lena Brandhorst · lena · europol · 2026-11-02 12:00:00 UTC"


@pytest.mark.parametrize("colour", [WHITE, BLACK, BLUE])
def test_no_quarter_of_a_page_is_without_the_mark(colour: tuple[int, int, int]) -> None:
    stamper = Stamper(STAMP)
    framed = stamper.burn(sheet(colour))
    image = Image.open(io.BytesIO(framed.jpeg)).convert("L")
    inner = image.crop(
        (
            round(framed.left * image.width),
            round(framed.top * image.height),
            image.width - round(framed.left * image.width) - 1,
            round((framed.top + framed.scale) * image.height),
        )
    )
    for quarter in quarters(inner):
        values = np.asarray(quarter)
        assert int(values.max()) - int(values.min()) > 15


def test_another_number_gives_other_pixels_in_every_quarter_of_the_page() -> None:
    other = Stamp("AAAAA-BBBBB", "Piotr Zalewicz", "piotr", "europol", NOON, STAMP.banner)
    pairs = zip(quarters(burnt(sheet(WHITE))), quarters(burnt(sheet(WHITE), other)), strict=True)
    assert all(ImageChops.difference(one, two).getbbox() for one, two in pairs)


def test_the_page_keeps_its_shape_and_nothing_of_it_is_covered_by_the_banners() -> None:
    framed = Stamper(STAMP).burn(sheet(BLUE))
    image = Image.open(io.BytesIO(framed.jpeg))
    assert abs(image.width / image.height - 1240 / 1754) < 0.002
    assert framed.top * image.height + framed.scale * image.height < image.height
    assert 0.9 < framed.scale < 0.97


def test_grey_stays_grey_and_colour_stays_colour() -> None:
    assert burnt(sheet(WHITE)).mode == "L"
    assert burnt(sheet(BLUE)).mode == "RGB"


def test_an_arabic_name_is_joined() -> None:
    joined, apart = slanted("هدى", 40, (400, 400)), slanted("ه\u200cد\u200cى", 40, (400, 400))
    assert ImageChops.difference(joined, apart).getbbox()


@pytest.mark.parametrize("size", [(60, 80), (4000, 300), (300, 4000)])
def test_pages_of_any_shape_are_stamped(size: tuple[int, int]) -> None:
    image = burnt(sheet(WHITE, *size))
    assert image.width >= size[0]
    assert int(np.asarray(image.convert("L")).min()) < 255


def test_a_name_longer_than_the_page_is_cut_in_its_middle_and_the_number_stays() -> None:
    long = Stamp("K3V7X-Q2M5N", "N" * 400, "lena", "europol", NOON, "B")
    assert burnt(sheet(WHITE), long).size == burnt(sheet(WHITE)).size
