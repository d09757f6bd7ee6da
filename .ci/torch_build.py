"""Stop before pip installs a CUDA build of torch.

Reads the report of `pip install --dry-run --report` (pip's installation report, version 1) and refuses when
the resolution holds a build of torch that is not for the CPU, or packages that only such a build needs. Runs
before anything is installed, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

GPU_PACKAGE = re.compile(r"(nvidia|cuda|triton|pytorch-triton)(-.*)?")
ADVICE = """\
Concord computes on the CPU and never installs these silently. Set CONCORD_TORCH_INDEX to the address of
PyTorch's CPU index (in the installation selector on PyTorch's own site choose Pip and CPU: it is what follows
--index-url there) and run make again:
    make setup CONCORD_TORCH_INDEX=ADDRESS"""


def gpu_packages(report: dict[str, Any]) -> list[str]:
    """Name and version of everything in a pip report that only a build of torch for GPUs brings, sorted."""
    found = []
    for entry in report.get("install", []):
        name = re.sub(r"[-_.]+", "-", entry["metadata"]["name"]).lower()
        version = entry["metadata"]["version"]
        build = version.partition("+")[2]
        if GPU_PACKAGE.fullmatch(name) or (name == "torch" and build not in ("", "cpu")):
            found.append(f"{name} {version}")
    return sorted(found)


def main(path: str) -> int:
    """Exit code: 0 when only the CPU build would be installed, 1 after saying what else would be."""
    found = gpu_packages(json.loads(Path(path).read_text(encoding="utf-8")))
    if not found:
        return 0
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    print(f"On this index the torch for {python} is a build for GPUs and brings several GB:", file=sys.stderr)
    print(f"    {', '.join(found)}\n{ADVICE}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
