from __future__ import annotations

import io

import pytest
from PIL import Image

from ingest.errors import ParseFailed
from ingest.image import MAX_PIXELS, MAX_SIDE
from ingest.sandbox import parse, render
from ingest.scan import read


def picture(width: int = 850, height: int = 1100) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def sizes(data: bytes) -> list[tuple[int, int]]:
    document = read(data, lambda _done, _total: None)
    assert all(page.picture and not page.has_text and not page.blocks for page in document.pages)
    return [(round(page.width), round(page.height)) for page in document.pages]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_an_image_is_a_page_of_its_size_in_points(form: str) -> None:
    assert sizes(saved(picture(), form, dpi=(100, 100))) == [(612, 792)]


def test_every_frame_of_a_scan_is_a_page() -> None:
    frames = [picture(), picture(1100, 850)]
    data = saved(picture(), "TIFF", save_all=True, append_images=frames, dpi=(100, 100), compression="tiff_lzw")
    assert sizes(data) == [(612, 792), (612, 792), (792, 612)]
    assert [(page.width, page.height) for page in render(data, [3, 1], 72)] == [(792, 612), (612, 792)]


def test_a_photo_taken_sideways_is_shown_upright() -> None:
    image = picture(40, 20)
    image.putpixel((0, 0), (255, 0, 0))
    exif = image.getexif()
    exif[0x0112] = 6
    data = saved(image, "PNG", exif=exif, dpi=(72, 72))
    assert sizes(data) == [(20, 40)]
    drawn = render(data, [1], 72)[0]
    assert (drawn.width, drawn.height) == (20, 40)
    assert drawn.rgb[3 * 19] > 200 > drawn.rgb[3 * 19 + 1]


def test_what_is_transparent_shows_white_paper() -> None:
    clear = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    assert set(render(saved(clear, "PNG"), [1], 72)[0].rgb) == {255}


def test_a_drawing_stays_within_its_limits() -> None:
    drawn = render(saved(picture(3000, 3000), "PNG", dpi=(72, 72)), [1], 300)[0]
    assert max(drawn.width, drawn.height) <= MAX_SIDE
    assert drawn.width * drawn.height <= MAX_PIXELS


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"\xff\xd8\xff\xe0junk", b"II*\0" + bytes(30)])
def test_a_damaged_image_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(ParseFailed, match="damaged"):
        parse(data)


def test_an_image_of_absurd_size_is_refused_before_it_is_opened() -> None:
    data = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(data) < 100_000
    with pytest.raises(ParseFailed, match="100 million points"):
        parse(data)
