"""The rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "repository", "search", "ingest", "web")
OURS = (*PACKAGES, "demo", "benchmarks", "tests")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-torch.lock")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 59
# Fonts, models, archives and documents come from packages or are made by the code.
FOREIGN = {".ttf", ".otf", ".woff", ".woff2", ".onnx", ".bin", ".whl", ".zip", ".pdf", ".docx", ".so"}
# Hosts of package registries: which one is asked is the business of whoever installs. The brackets keep these
# patterns from finding themselves.
HOSTS = [
    r"[p]ypi\.org",
    r"pytho[n]hosted\.org",
    r"[n]pmjs\.",
    r"[d]ebian\.org",
    r"\.p[y]torch\.org",
    r"[h]uggingface\.co",
]


def tree() -> list[Path]:
    """Every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def modules(*packages: str) -> list[Path]:
    return [path for path in tree() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in packages]


def texts() -> Iterator[tuple[str, str]]:
    for path in tree():
        with contextlib.suppress(UnicodeDecodeError):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith(("#", " "))]
    matches = [re.match(r"([a-z0-9._-]+)==([\w.!+-]+)(?= |$)", line) for line in named]
    unpinned = [line for line, match in zip(named, matches, strict=True) if match is None]
    assert not unpinned, f"{lock} holds lines that are no exact pins: {unpinned}"
    return {match[1]: match[2] for match in matches if match}


def test_the_tree_is_seen_at_all() -> None:
    assert {path.name for path in tree()} >= {"pyproject.toml", "Makefile", "test_house.py"}
    assert modules(*PACKAGES)


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*OURS)}
    assert not {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MOST_LINES}


def test_no_function_of_the_packages_has_60_lines_or_more() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(*PACKAGES)
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_no_module_or_package_has_a_name_that_says_nothing() -> None:
    vague = [
        str(path.relative_to(ROOT))
        for path in modules(*OURS)
        if VAGUE & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert not vague


def test_every_folder_of_python_files_is_a_package() -> None:
    folders = {path.parent for path in modules(*OURS)}
    assert not [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]


def test_modules_with_tables_keep_their_annotations_alive() -> None:
    """Postponed annotations break SQLModel's list relationships at run time, unseen by the type checker."""
    tables = [path for path in modules(*PACKAGES) if "table=True" in path.read_text(encoding="utf-8")]
    assert not [
        str(path.relative_to(ROOT))
        for path in tables
        if "from __future__ import annotations" in path.read_text(encoding="utf-8")
    ]


def test_the_policy_imports_only_the_standard_library_and_values() -> None:
    source = ROOT / "repository" / "release.py"
    imported: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert imported
    strange = {name for name in imported if name.partition(".")[0] not in {*sys.stdlib_module_names, "models"}}
    assert not strange
    assert not {name for name in imported if name.startswith("models.tables")}


def test_imports_point_one_way() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("pattern", [*HOSTS, re.escape(str(ROOT)), re.escape(str(Path.home())) + "/[.a-z]"])
def test_no_file_names_a_registry_or_the_machine_it_was_written_on(pattern: str) -> None:
    assert not [name for name, text in texts() if re.search(pattern, text, re.IGNORECASE)]


def test_the_repository_carries_no_binary_that_others_made() -> None:
    assert not [str(path.relative_to(ROOT)) for path in tree() if path.suffix.lower() in FOREIGN]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_only_exact_pins(lock: str) -> None:
    assert pins(lock)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text(encoding="utf-8"))
    assert not [line for line in text.splitlines() if "==" in line and "--hash=sha256:" not in line]


def test_what_runs_and_what_tests_need_are_locked_apart() -> None:
    runtime, dev, torch = (pins(lock) for lock in LOCKS)
    assert not runtime.keys() & dev.keys()
    assert set(torch) == {"torch"}
    assert "torch" not in runtime.keys() | dev.keys()


def test_every_dependency_of_the_project_is_locked() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower() for requirement in wanted}
    locked = {name for lock in LOCKS for name in pins(lock)}
    assert not names - locked


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_brings_packages_for_gpus(lock: str) -> None:
    gpu = load(".ci/torch_build.py").GPU_PACKAGE
    assert not [name for name in pins(lock) if gpu.fullmatch(name)]


def report(*packages: tuple[str, str]) -> dict[str, Any]:
    """A pip installation report as `pip install --dry-run --report` writes it, cut to what matters."""
    return {
        "version": "1",
        "install": [{"metadata": {"name": name, "version": version}} for name, version in packages],
    }


@pytest.mark.parametrize(
    "packages",
    [
        [("torch", "2.13.0+cpu"), ("sympy", "1.14.0")],
        [("torch", "2.13.0"), ("networkx", "3.6.1")],
        [],
    ],
    ids=["a wheel for the CPU", "a wheel without GPU packages", "torch is there already"],
)
def test_setup_takes_a_torch_for_the_cpu(packages: list[tuple[str, str]]) -> None:
    assert load(".ci/torch_build.py").gpu_packages(report(*packages)) == []


@pytest.mark.parametrize(
    ("packages", "found"),
    [
        ([("torch", "2.13.0"), ("nvidia-cublas", "13.1"), ("sympy", "1")], ["nvidia-cublas 13.1"]),
        ([("torch", "2.13.0"), ("NVIDIA_cudnn.cu13", "9")], ["nvidia-cudnn-cu13 9"]),
        ([("torch", "2.13.0+cu130")], ["torch 2.13.0+cu130"]),
        ([("torch", "2.13.0+rocm7")], ["torch 2.13.0+rocm7"]),
        ([("torch", "2.13.0"), ("triton", "3.5")], ["triton 3.5"]),
        ([("torch", "2.13.0"), ("cuda-toolkit", "13")], ["cuda-toolkit 13"]),
    ],
)
def test_setup_sees_a_torch_for_gpus(packages: list[tuple[str, str]], found: list[str]) -> None:
    assert load(".ci/torch_build.py").gpu_packages(report(*packages)) == found


def test_setup_stops_in_words_where_only_a_torch_for_gpus_is_on_offer(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('{"install": [{"metadata": {"name": "nvidia-cublas", "version": "13.1"}}]}', encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-I", ROOT / ".ci" / "torch_build.py", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "nvidia-cublas 13.1" in run.stderr
    assert "CONCORD_TORCH_INDEX" in run.stderr
    assert "PyTorch's CPU index" in run.stderr


KILLED = "".join(f"    repository.release.x_decide__mutmut_{n}: killed\n" for n in range(99))
SURVIVOR = "    repository.release.x_decide__mutmut_100: survived\n"


@pytest.mark.parametrize(
    ("results", "explained", "complaint"),
    [
        (KILLED, "", None),
        (KILLED + SURVIVOR, "repository.release.x_decide__mutmut_100 changes a message only", None),
        (KILLED + SURVIVOR, "", "not explained"),
        (KILLED + SURVIVOR, "repository.release.x_decide__mutmut_1001 is another", "not explained"),
        (SURVIVOR, "repository.release.x_decide__mutmut_100 changes a message only", "1 of 1"),
        ("", "", "No mutant was tried"),
    ],
)
def test_surviving_mutants_must_be_few_and_explained(results: str, explained: str, complaint: str | None) -> None:
    found = load(".ci/mutants.py").complaints(results, explained)
    assert (complaint is None and not found) or any(complaint in sentence for sentence in found if complaint)


def test_set_up_refuses_an_old_python_in_words(tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\ncase "$2" in *version_info\\[*) echo 3.9;; *) exit 1;; esac\n', encoding="utf-8")
    old.chmod(0o755)
    run = subprocess.run(
        ["bash", ROOT / ".ci" / "interpreter.sh"],
        env={"PYTHON": str(old), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Python 3.11 or newer" in run.stderr
