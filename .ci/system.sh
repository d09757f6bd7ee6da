#!/usr/bin/env bash
# Sees to the programs that tests drive: Chromium (with fonts for Arabic), bubblewrap, strace, which watches for
# sockets, and Tesseract with the languages that Concord expects.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    missing+=(chromium)
# Chromium's package brings no font with Arabic letters.
[ -n "$(fc-list :lang=ar 2>/dev/null || true)" ] || missing+=(fonts-noto-core)
[ "$(uname -s)" != Linux ] || command -v bwrap >/dev/null || missing+=(bubblewrap)
[ "$(uname -s)" != Linux ] || command -v strace >/dev/null || missing+=(strace)
packs="$(tesseract --list-langs 2>/dev/null || true)"
command -v tesseract >/dev/null || missing+=(tesseract-ocr)
for pack in ara eng fra osd rus spa; do
    grep -qx "$pack" <<< "$packs" || missing+=("tesseract-ocr-$pack")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "[system] apt-get install ${missing[*]} (a minute or two)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    exit 0
fi
echo "The tests need these programs, which are not here: ${missing[*]}." >&2
echo "Install them with this machine's package manager (on Debian: apt-get install ${missing[*]}) and run make again." >&2
exit 1
