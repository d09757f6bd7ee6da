"""The encoding of a text that does not name one."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import ParseFailed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_FOREIGN = re.compile("[^\x00-\x7f]")
_ASCII_LETTER = re.compile("[A-Za-z]")
_WORD = re.compile(r"\w+")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u2019'-]+\\Z")
_LATIN_COMMON = frozenset(
    "\u00e9\u00e8\u00ea\u00e0\u00e2\u00e7\u00f1\u00ed\u00f3\u00e1\u00fa\u00fc\u00f6\u00e4\u00ef\u00ee\u00f4\u00fb\u0153\u00e3\u00f5\u00c9\u2019\u2018\u201c\u201d\u2013\u2014\u00ab\u00bb\u00a0\u2026\u2022\u20ac\u00a7\u00b0"
)
_CYRILLIC_COMMON = frozenset(
    "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b\u043a\u043c\u0434\u043f\u0443"
)
_ARABIC_COMMON = frozenset("\u0627\u0644\u064a\u0645\u0648\u0646\u0631\u062a\u0628\u0629\u0639\u062f")
_CANDIDATES = (("cp1252", "latin"), ("cp1251", "cyrillic"), ("cp866", "cyrillic"), ("koi8-r", "cyrillic"),
               ("cp1256", "arabic"), ("iso8859-6", "arabic"), ("mac_roman", "latin"), ("cp850", "latin"))  # fmt: skip
_RARER = ("cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp874")
"""Japanese, Chinese, Korean, Central European, Greek, Turkish, Hebrew and Thai, which the letters do not tell."""
_SAMPLE = 200_000
_RARER_SAMPLE = 50_000
_SURE = 0.55
_CLEAR = {"latin": 0.78, "cyrillic": 0.9, "arabic": 0.9}
"""Below these another script may be meant: Greek and Hebrew score 0.84 as Cyrillic, Turkish 0.72 as Latin."""
_WIDE_SAMPLE = 65_536
_WIDE_SHARE = 0.08


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """Return the text, and its encoding where that was guessed; raise ``ParseFailed`` if none fits.

    A byte order mark decides, then UTF-8 if it fits; then what the file declares or the commonest letters
    say, and where they say little, charset-normalizer.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name), None
    wide = unmarked_wide(data)
    if wide is not None:
        return _strict(data, wide), wide
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    damaged = _damaged(data)
    if damaged is not None:
        return damaged, "utf-8"
    scores = {name: _score(data[:_SAMPLE], name, script) for name, script in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    if declared is not None and _known(declared) and _score_declared(data, declared, scores[best]):
        return data.decode(declared), None
    if scores[best] < _CLEAR[dict(_CANDIDATES)[best]]:
        best = _rarer(data) or best
    if scores.get(best, _SURE) < _SURE:
        raise ParseFailed("The encoding of this text cannot be told; save it as UTF-8 and deposit it again.")
    return data.decode(best, "replace"), best


def unmarked_wide(data: bytes) -> str | None:
    """Return UTF-16 and its byte order for a text without its mark: blanks and digits leave NULs on one side only."""
    sample = data[: _WIDE_SAMPLE & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if 50 * few > many or many < _WIDE_SHARE * len(sample) / 2:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return None
    printable = sum(char.isprintable() or char.isspace() for char in text)
    return name if len(data) % 2 == 0 and printable >= 0.98 * len(text) else None


def _damaged(data: bytes) -> str | None:
    """UTF-8 with a few wrong bytes in it: nothing else has hundreds of right ones to each of them."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = len(data) - len(text)
    return text if 100 * wrong <= right else None


def _rarer(data: bytes) -> str | None:
    """What charset-normalizer says of the beginning, cut where a character ends, if all of the text agrees."""
    sample = data[:_RARER_SAMPLE]
    end = max(sample.rfind(b"\n"), sample.rfind(b" ")) if len(data) > len(sample) else len(sample)
    best = from_bytes(sample[: end if end > 0 else len(sample)], cp_isolation=list(_RARER)).best()
    if best is None:
        return None
    # Other scripts stay in doubt where half of the letters mean nothing.
    text = data.decode(best.encoding, "replace")
    return best.encoding if text.count("\ufffd") <= 0.001 * len(text) else None


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise ParseFailed(f"This text says it is {name.upper()} and is not; save it as UTF-8.") from error


def _known(name: str) -> bool:
    try:
        return codecs.lookup(name).name not in {
            "utf-8",
            "utf-7",
            "base64",
            "bz2",
            "hex",
            "quopri",
            "rot13",
            "uu",
            "zlib",
        }
    except (LookupError, ValueError):
        return False


def _score_declared(data: bytes, name: str, best: float) -> bool:
    """Believe a declaration that fits and is not clearly worse than the best guess."""
    try:
        text = data[:_SAMPLE].decode(name)
        data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return False
    return max(_measure(text, script) for script in ("latin", "cyrillic", "arabic")) >= best - 0.1


def _score(data: bytes, name: str, script: str) -> float:
    try:
        return _measure(data.decode(name), script)
    except UnicodeDecodeError:
        # A few undefined bytes in a long text are dirt, not proof.
        text = data.decode(name, "replace")
        return _measure(text, script) - 0.2 if text.count("\ufffd") < 0.001 * len(text) else 0.0


def _measure(text: str, script: str) -> float:
    """From 0 to 1: how far the letters beyond ASCII look like words of a script."""
    foreign = _FOREIGN.findall(text)
    if not foreign:
        return 0.0
    if script == "latin":
        words = [word for word in _WORD.findall(text) if _FOREIGN.search(word)]
        sound = sum(bool(_LATIN_WORD.match(word)) and not _clustered(word) for word in words)
        common = sum(char in _LATIN_COMMON for char in foreign) / len(foreign)
        return 0.5 * common + 0.5 * (sound / len(words) if words else common)
    pattern, usual = (_CYRILLIC, _CYRILLIC_COMMON) if script == "cyrillic" else (_ARABIC, _ARABIC_COMMON)
    letters = [char for char in foreign if pattern.match(char)]
    lower = sum(char == char.lower() for char in letters)
    common = sum(char.lower() in usual for char in letters)
    if not letters:
        return 0.0
    words = [word for word in _WORD.findall(text) if pattern.search(word)]
    mixed = sum(bool(_ASCII_LETTER.search(word)) for word in words)
    share = len(letters) / len(foreign) * (1 - mixed / max(1, len(words)))
    return share * (0.5 * common / len(letters) / 0.7 + 0.5 * lower / len(letters)) if share > 0.5 else 0.0


def _clustered(word: str) -> bool:
    """Four letters with accents in a row are no European word but another script misread."""
    return re.search("[^\x00-\x7f]{4}", word) is not None
