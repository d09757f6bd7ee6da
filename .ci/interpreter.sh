#!/usr/bin/env bash
# Prints the first Python >= 3.11 that can make an environment, or says what is missing.
# PYTHON=/path/to/python makes the choice by hand.
set -euo pipefail

seen=""
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    path="$(command -v "$name" || true)"
    [ -n "$path" ] || continue
    version="$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)"
    [ -n "$version" ] || continue
    seen="$seen $name is $version;"
    if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        continue
    fi
    if ! "$path" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python $version is here, but without its venv module: on Debian, apt-get install python3-venv." >&2
        exit 1
    fi
    echo "$path"
    exit 0
done
echo "Concord needs Python 3.11 or newer, found:${seen:- none}" >&2
echo "Install one, or name one: make setup PYTHON=/path/to/python3.12" >&2
exit 1
