"""Page images: drawn once, kept sealed, marked for every reader."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from ingest import page_image
from ingest.errors import ParseFailed
from ingest.page_image import PageImages, Watermark
from ingest.sandbox import Raster, render
from repository.sealed import EditionKey, Vault
from tests.ingest.papers import report

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MARK = Watermark("mei", "aseanapol", NOON)
CONTENT = report(3)


@pytest.fixture
def key() -> EditionKey:
    vault = Vault(bytes(32))
    return vault.open(vault.new_key("e"), "e")


def page(folder: Path, key: EditionKey, number: int = 1, mark: Watermark = MARK, content: bytes = CONTENT) -> bytes:
    return PageImages().page(folder, key, "e", lambda: content, number, 3, mark)


def unread() -> bytes:
    raise AssertionError("the original was opened again")


def test_a_page_is_a_png_that_names_reader_and_time(tmp_path: Path, key: EditionKey) -> None:
    image = Image.open(io.BytesIO(page(tmp_path, key)))
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert MARK.text == "mei · aseanapol · 2026-11-02 12:00:00 UTC"
    assert page(tmp_path, key) == page(tmp_path, key)
    assert page(tmp_path, key) != page(tmp_path, key, mark=Watermark("lena", "europol", NOON))


def test_the_following_pages_are_drawn_in_the_same_run_and_kept_sealed(tmp_path: Path, key: EditionKey) -> None:
    page(tmp_path, key)
    kept = sorted(path.name for path in (tmp_path / "pages" / "e").iterdir())
    assert kept == ["1", "2", "3"]
    assert b"\x89PNG" not in (tmp_path / "pages" / "e" / "1").read_bytes()
    assert PageImages().page(tmp_path, key, "e", unread, 2, 3, MARK)


def test_a_kept_page_that_a_crash_left_torn_is_drawn_again(tmp_path: Path, key: EditionKey) -> None:
    whole = page(tmp_path, key)
    (tmp_path / "pages" / "e" / "1").write_bytes(b"")
    assert page(tmp_path, key) == whole


def test_a_disk_without_room_shows_the_page_all_the_same(
    tmp_path: Path, key: EditionKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page(tmp_path / "room", key)

    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert page(tmp_path / "full", key) == whole
    assert not [path for path in (tmp_path / "full").glob("**/*") if path.is_file()]


def test_a_page_further_on_that_cannot_be_drawn_costs_only_itself(
    tmp_path: Path, key: EditionKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def partly(content: bytes, numbers: list[int], dpi: int, *, password: str | None) -> list[Raster]:
        if 3 in numbers:
            raise ParseFailed("page 3 cannot be drawn")
        return render(content, numbers, dpi, password=password)

    monkeypatch.setattr(page_image, "render", partly)
    assert page(tmp_path, key, 1)
    with pytest.raises(ParseFailed):
        page(tmp_path, key, 3)
