"""Small presentations, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches


def deck() -> Deck:
    return Presentation()


def titled(show: Deck, title: str, *points: str) -> Slide:
    slide: Slide = show.slides.add_slide(show.slide_layouts[1])
    assert slide.shapes.title is not None
    slide.shapes.title.text = title
    body = slide.placeholders[1].text_frame
    body.text = "\n".join(points)
    return slide


def boxed(slide: Slide, text: str, left: float = 1.0, top: float = 5.0) -> None:
    slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1)).text_frame.text = text


def charted(slide: Slide, categories: Sequence[str], name: str, values: Sequence[float]) -> None:
    figures: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    figures.categories = categories
    figures.add_series(name, values)
    slide.shapes.add_chart(XL_CHART_TYPE.LINE, Inches(1), Inches(3), Inches(4), Inches(2), figures)


def saved(show: Deck) -> bytes:
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()
