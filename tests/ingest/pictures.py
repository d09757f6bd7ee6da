"""Small pictures of text for these tests, drawn on the spot."""

from __future__ import annotations

from collections.abc import Sequence

import fontpkg
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from ingest.structure import Document, Page

DPI = 150
WIDTH, HEIGHT = 1_000, 700
SENTENCES = {
    "en": "Two groups moved weapons over the river at night, and the police seized nine rifles.",
    "fr": "Deux réseaux acheminent des armes à travers le fleuve, et la police a été prévenue très tôt.",
    "es": "Dos redes trasladaron armas por el río durante la noche, según informó la policía española.",
    "ru": "Две группы перевозили оружие через реку ночью, и полиция изъяла девять винтовок.",
    "ar": "نقلت مجموعتان الأسلحة عبر النهر ليلا وضبطت الشرطة تسع بنادق في المدينة",
}


def picture(text: str, *, language: str = "en", size: int = 34, at: tuple[int, int] = (60, 60)) -> Image.Image:
    """A picture of a text, line by line as it is given."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    write(image, text, at, language=language, size=size)
    return image


def write(image: Image.Image, text: str, at: tuple[int, int], *, language: str = "en", size: int = 34) -> None:
    family = "Noto Sans Arabic" if language == "ar" else "Noto Sans"
    font = ImageFont.truetype(str(fontpkg.path(family)), size)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(text.split("\n")):
        y = at[1] + number * size * 3 // 2
        if language == "ar":
            pen.text((image.width - at[0], y), line, 0, font, anchor="ra", direction="rtl", language="ar")
        else:
            pen.text((at[0], y), line, 0, font)


def wrapped(text: str, width: int = 48) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f"{word} "
    return "\n".join(line.strip() for line in lines)


def scan(*images: Image.Image) -> bytes:
    """A PDF with a picture on each page and nothing else, as large as the picture at 150 dots an inch."""
    pdf = FPDF(unit="pt")
    for image in images:
        size = (image.width * 72 / DPI, image.height * 72 / DPI)
        pdf.add_page(format=size)
        pdf.image(image, 0, 0, *size)
    return bytes(pdf.output())


def to_recognise(*images: Image.Image) -> Document:
    """The same as the parser of PDF hands it on: pages without text that show a picture."""
    pages = [
        Page(number, image.width * 72 / DPI, image.height * 72 / DPI, (), False, picture=True)
        for number, image in enumerate(images, start=1)
    ]
    return Document("pdf", tuple(pages), None)


def texts(document: Document) -> Sequence[str]:
    return [" ".join(block.text for block in page.blocks) for page in document.pages]
