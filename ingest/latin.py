"""Inside the sandbox: rapidocr on one picture; nothing else imports it.

Reads a portable grey map from its standard input and writes JSON: the lines that were found, each with the words on it
and what is known of every word. ``rapidocr`` itself gives words the confidence of other letters and parts them at
wide ones, so both are made here of the letters that its model saw.
"""

from __future__ import annotations

import json
import logging
import math
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.confinement import confine

Corner = tuple[float, float]
Word = list[object]
"""Text, x0, top, x1, bottom in pixels, per cent of confidence."""

MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
"""The files that find print and that read it; they come with the package, and none is ever fetched."""

_LETTERS = 0.62
"""Share of a line's box that its letters, from those that rise to those that hang, fill in height."""
_UPRIGHT = 1.5


def models() -> tuple[Path, Path] | None:
    """Return where the two models lie; None where rapidocr, its machinery or one of them is not installed."""
    found = find_spec("rapidocr")
    if found is None or found.origin is None or any(find_spec(name) is None for name in ("cv2", "onnxruntime")):
        return None
    folder = Path(found.origin).parent / "models"
    finding, reading = (folder / name for name in MODELS)
    return (finding, reading) if finding.is_file() and reading.is_file() else None


def main() -> None:
    """Answer for the picture on standard input; whatever goes wrong ends the process."""
    reader = _reader()
    confine()
    lines = list(_lines(reader, _picture(sys.stdin.buffer.read())))
    sys.stdout.write(json.dumps(lines))
    sys.stdout.flush()
    # What the libraries do at their end is not worth its time.
    os._exit(0)


def _reader() -> Any:
    """Load both models, one thread each: the process may start no other."""
    import cv2  # noqa: PLC0415
    from rapidocr import RapidOCR  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    cv2.setNumThreads(1)
    paths = models()
    if paths is None:
        raise SystemExit("rapidocr is not installed")
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    reader: Any = RapidOCR(
        params={
            "Det.model_path": str(paths[0]),
            "Rec.model_path": str(paths[1]),
            # It turns one clean line in seven upside down.
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.log_level": "critical",
            **threads,
        }
    )
    reader._load_det_model()
    reader._load_rec_model()
    return reader


def _picture(raw: bytes) -> NDArray[np.uint8]:
    magic, sides, _, pixels = raw.split(b"\n", 3)
    width, height = (int(side) for side in sides.split())
    if magic != b"P5":
        raise ValueError("no grey map")
    grey = np.frombuffer(pixels, np.uint8, width * height).reshape(height, width)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _lines(reader: Any, picture: NDArray[np.uint8]) -> Iterator[list[object]]:
    """Yield of each line the height of its letters in pixels, and its words; none where it could not be read."""
    from rapidocr.main import RapidOCRError  # noqa: PLC0415

    height, width = picture.shape[:2]
    image, steps = reader.preprocess_img(picture)
    try:
        cut, found = reader.detect_and_crop(image, steps)
        read = reader.recognize_txt(cut)
    except RapidOCRError:
        # It says so where it finds no print.
        return
    across_by, down_by, edge = steps["preprocess"]["ratio_w"], steps["preprocess"]["ratio_h"], steps["padding_1"]
    for corners, text, letters in zip(found.boxes, read.txts, read.word_results, strict=True):
        box = [
            (min(max((x - edge["left"]) * across_by, 0), width), min(max((y - edge["top"]) * down_by, 0), height))
            for x, y in corners.tolist()
        ]
        across, down = math.dist(box[0], box[1]), math.dist(box[0], box[3])
        # What stands upright beside the text is of another direction than the page.
        sideways = down >= _UPRIGHT * across and len(text.strip()) > 2
        words = [] if sideways or not across else list(_words(box, text, letters))
        yield [round(_LETTERS * down, 2), words]


def _words(box: Sequence[Corner], text: str, letters: Any) -> Iterator[Word]:
    """Cut a line at its blanks; where a letter stands, the column tells in which the model saw it."""
    columns = iter([column for word in letters.word_cols for column in word])
    placed = [
        (char, sure, -1 if char.isspace() else next(columns, -1))
        for char, sure in zip(text, letters.confs, strict=False)
    ]
    whole = max(float(letters.line_txt_len), 1.0)
    half = _half(placed, whole)
    word: list[tuple[str, float, int]] = []
    for one in (*placed, (" ", 0.0, -1)):
        if not one[0].isspace():
            word.append(one)
        elif word:
            first, last = ((word[end][2] + 0.5) / whole for end in (0, -1))
            sure = sum(sure for _, sure, _ in word) / len(word)
            yield ["".join(char for char, _, _ in word), *_around(box, first - half, last + half), round(100 * sure)]
            word = []


def _half(placed: Sequence[tuple[str, float, int]], whole: float) -> float:
    """Half the width of a letter, as a share of the line."""
    seen = [column for _, _, column in placed if column >= 0]
    if len(seen) <= 1:
        return 0.5 / max(1, len(placed))
    return (seen[-1] - seen[0]) / (2 * whole * max(1, len(placed) - 1))


def _around(box: Sequence[Corner], start: float, end: float) -> list[int]:
    """The upright rectangle around the part of a slanting line between two shares of its length."""
    start, end = max(0.0, start), min(1.0, end)
    corners = [_between(box[0], box[1], share) for share in (start, end)]
    corners += [_between(box[3], box[2], share) for share in (start, end)]
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return [math.floor(min(across)), math.floor(min(down)), math.ceil(max(across)), math.ceil(max(down))]


def _between(one: Corner, other: Corner, share: float) -> Corner:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
