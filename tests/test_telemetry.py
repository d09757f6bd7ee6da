"""No process opens a socket but the server's own: the model's runtime reports home unless it is stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.model import ROOT, model_folder

CHILD = """
import sys, time
from pathlib import Path
import web.app
from search.encoder import open_encoder
open_encoder(Path(sys.argv[1])).query("does it report home?")
time.sleep(4)
"""


@pytest.mark.model
def test_the_process_that_embeds_opens_no_socket_and_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not there; 'make browser' installs it")
    home, trace = tmp_path / "home", tmp_path / "trace"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "HF_", "CONCORD_"))}
    command = [strace, "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)]
    subprocess.run(
        [*command, sys.executable, "-c", CHILD, str(model_folder())],
        env={**environment, "HOME": str(home)},
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    opened = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
    assert not opened, opened[:5]
    assert not list((home / ".cache").rglob("*onnx*")) if (home / ".cache").exists() else True
