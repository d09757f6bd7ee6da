"""Pages drawn from texts that are known, clean and as a scanner would give them: what recognition is measured on."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.typeface import typefaces

DEMO = Path(__file__).parent.parent / "demo" / "documents"
OWN = Path(__file__).with_name("labels") / "recognition"
SYSTEM = ("DejaVuSerif.ttf", "DejaVuSans.ttf")
SEED = 20251122
_A4 = (8.27, 11.69)
_MARGIN, _LETTERS, _PITCH = 0.9, 0.15, 1.6
_LONGEST = 3_200


@dataclass(frozen=True, slots=True)
class Quality:
    """How a page was come by: dots an inch, degrees that it slants, and noise as a standard deviation of grey."""

    name: str
    dpi: int
    slant: float = 0.0
    noise: float = 0.0


CLEAN = Quality("clean", 200)
SCAN = Quality("scan", 150, 0.7, 14.0)
POOR = Quality("poor", 90, 1.2, 40.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as an image file in a PDF, and the text that it shows."""

    language: str
    face: str
    text: str
    pdf: bytes


def texts() -> dict[str, str]:
    """Return a text of about one page in each of the five languages."""
    found = {language: _demo(language) for language in ("en", "fr", "es", "ar")}
    return {**found, "ru": (OWN / "ru.txt").read_text("utf-8").strip()}


def drawn(language: str, text: str, quality: Quality) -> list[Drawn]:
    """Draw a text in every typeface at hand."""
    pages = []
    for name, font in _faces(language, round(_LETTERS * quality.dpi)):
        image, shown = _page(text, font, quality.dpi, language == "ar")
        if quality.noise:
            image = _scanned(image, quality)
        out = io.BytesIO()
        image.save(out, "PDF", resolution=quality.dpi)
        pages.append(Drawn(language, name, shown, out.getvalue()))
    return pages


def _demo(language: str) -> str:
    paragraphs: list[str] = []
    for path in sorted(DEMO.glob(f"*-{language}.toml")):
        paragraphs += _strings(tomllib.loads(path.read_text("utf-8")))
    text, held = "", ""
    for paragraph in paragraphs:
        held = f"{text}\n{paragraph}".strip()
        if len(held) > _LONGEST:
            break
        text = held
    return text


def _strings(value: Any) -> list[str]:
    """The paragraphs of a document of the demonstration: every string that is as long as one."""
    if isinstance(value, str):
        return [" ".join(part.split()) for part in value.split("\n\n") if len(part) > 150 and "|" not in part]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _strings(part)] if isinstance(value, list) else []


def _faces(language: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    noto = typefaces()[0 if language == "ar" else -1].regular
    found = [("Noto Sans", ImageFont.truetype(str(noto), size))]
    if language != "ar":
        for name in SYSTEM:
            try:
                found.append((Path(name).stem, ImageFont.truetype(name, size)))
            except OSError:
                continue
    return found


def _page(text: str, font: ImageFont.FreeTypeFont, dpi: int, rtl: bool) -> tuple[Image.Image, str]:
    """Draw as many lines as fit; return the page and what it shows."""
    width, height = (round(side * dpi) for side in _A4)
    margin, pitch = round(_MARGIN * dpi), round(_PITCH * _LETTERS * dpi)
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    shown: list[str] = []
    y = margin
    for paragraph in text.split("\n"):
        for line in _wrapped(paragraph, font, width - 2 * margin):
            if y + pitch > height - margin:
                return image, "\n".join(shown)
            if rtl:
                pen.text((width - margin, y), line, 0, font, anchor="ra", direction="rtl", language="ar")
            else:
                pen.text((margin, y), line, 0, font)
            shown.append(line)
            y += pitch
        y += pitch // 2
    return image, "\n".join(shown)


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in paragraph.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _scanned(image: Image.Image, quality: Quality) -> Image.Image:
    turned = image.rotate(quality.slant, Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(SEED).normal(0.0, quality.noise, (turned.height, turned.width))
    return Image.fromarray(np.clip(np.asarray(turned, np.float32) * 0.92 + 8 + noise, 0, 255).astype(np.uint8))
