"""What an OLE compound file is ([MS-CFB]): named by the streams in its directory, of which nothing else is read."""

from __future__ import annotations

import struct
from typing import BinaryIO

from ingest.signature import AS_MAIL, SAVE

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_MOST_SECTORS = 64
_HEADER_FAT = 109
_UNLOCKED = "open it, take the password off and deposit the copy"
_NAMED = (
    ("EncryptedPackage", "an Office file encrypted with a password", _UNLOCKED),
    ("WordDocument", "an old Word document (DOC)", SAVE),
    ("PowerPoint Document", "an old PowerPoint presentation (PPT)", "save it as PPTX or PDF"),
    ("PP97_DUALSTORAGE", "an old PowerPoint presentation (PPT)", "save it as PPTX or PDF"),
    ("Workbook", "an old Excel workbook (XLS)", "save it as PDF"),
    ("Book", "an old Excel workbook (XLS)", "save it as PDF"),
    ("__properties_version1.0", "an Outlook message (MSG)", AS_MAIL),
    ("VisioDocument", "a Visio drawing", "save it as PDF"),
    ("Quill", "a Publisher document", "save it as PDF"),
)
_UNNAMED = ("an old Office file", SAVE)


def named(file: BinaryIO) -> tuple[str, str]:
    """Return what a compound file is and what its depositor can do; any damage makes it an old Office file."""
    try:
        names = _streams(file)
    except (struct.error, OSError, OverflowError):
        return _UNNAMED
    if "DRMContent" in names or "\tDRMContent" in names:
        return "an Office file under rights management", "save a copy without the protection and deposit that"
    return next(((what, advice) for name, what, advice in _NAMED if name in names), _UNNAMED)


def _streams(file: BinaryIO) -> frozenset[str]:
    """The names in the directory, as far as its first 64 sectors reach."""
    file.seek(0)
    header = file.read(512)
    (power,) = struct.unpack_from("<H", header, 30)
    if power not in (9, 12):
        return frozenset()
    size = 1 << power
    (sector,) = struct.unpack_from("<I", header, 48)
    fat = struct.unpack_from(f"<{_HEADER_FAT}I", header, 76)
    names: set[str] = set()
    for _ in range(_MOST_SECTORS):
        block = _sector(file, sector, size)
        if len(block) < size:
            break
        names.update(_name(block[start : start + _ENTRY]) for start in range(0, size, _ENTRY))
        table, place = divmod(sector, size // 4)
        if table >= _HEADER_FAT:
            break
        (sector,) = struct.unpack_from("<I", _sector(file, fat[table], size), 4 * place)
    return frozenset(names)


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    if number >= 0xFFFFFFFA:
        return b""
    file.seek((number + 1) * size)
    return file.read(size)


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
