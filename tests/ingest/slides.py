"""Small presentations, made on the spot."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches


def deck() -> Deck:
    return Presentation()


def titled(show: Deck, title: str, *points: str) -> Slide:
    slide = show.slides.add_slide(show.slide_layouts[1])
    assert slide.shapes.title is not None
    slide.shapes.title.text = title
    body = slide.placeholders[1].text_frame  # type: ignore[attr-defined]
    body.text = "\n".join(points)
    return slide


def boxed(slide: Slide, text: str, left: float = 1.0, top: float = 5.0) -> None:
    slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1)).text_frame.text = text


def saved(show: Deck) -> bytes:
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()
