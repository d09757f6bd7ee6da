"""What a file that is not accepted is called, by the bytes it begins with, and what to do with it."""

from __future__ import annotations

SAVE = "save it as DOCX or PDF"
AS_PDF = "save it as PDF"
ITSELF = "deposit the report itself"
UNPACK = "unpack it and deposit the files"
AS_PICTURE = "save it as PNG or PDF"
AS_MAIL = "save it as EML or PDF"

_NAMED: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "a rich text file (RTF)", SAVE),
    (b"%!PS", "a PostScript file", AS_PDF),
    (b"AT&TFORM", "a DjVu document", AS_PDF),
    (b"GIF8", "a GIF image", AS_PICTURE),
    (b"8BPS", "a Photoshop image", AS_PICTURE),
    (b"\0\0\1\0", "an icon", ITSELF),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 image", AS_PICTURE),
    (b"\xff\x0a", "a JPEG XL image", AS_PICTURE),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"MSCF", "a cabinet archive", UNPACK),
    (b"\x78\x9f\x3e\x22", "an Outlook package of attachments", AS_MAIL),
    (b"!<arch>", "a software package", ITSELF),
    (b"\xed\xab\xee\xdb", "a software package", ITSELF),
    (b"\x7fELF", "a program", ITSELF),
    (b"MZ", "a program", ITSELF),
    (b"\xca\xfe\xba\xbe", "a program", ITSELF),
    (b"\xfe\xed\xfa\xce", "a program", ITSELF),
    (b"\xfe\xed\xfa\xcf", "a program", ITSELF),
    (b"\xce\xfa\xed\xfe", "a program", ITSELF),
    (b"\xcf\xfa\xed\xfe", "a program", ITSELF),
    (b"\0asm", "a program", ITSELF),
    (b"L\0\0\0\x01\x14\x02\0", "a shortcut to another file", ITSELF),
    (b"SQLite format 3\0", "a database", ITSELF),
    (b"\0\1\0\0Standard", "a database", ITSELF),
    (b"\0\1\0\0\0", "a font", ITSELF),
    (b"OTTO", "a font", ITSELF),
    (b"ttcf", "a font", ITSELF),
    (b"wOFF", "a font", ITSELF),
    (b"wOF2", "a font", ITSELF),
    (b"ID3", "a sound recording", ITSELF),
    (b"\xff\xfb", "a sound recording", ITSELF),
    (b"\xff\xf3", "a sound recording", ITSELF),
    (b"OggS", "a sound recording", ITSELF),
    (b"fLaC", "a sound recording", ITSELF),
    (b"#!AMR", "a sound recording", ITSELF),
    (b"\x1aE\xdf\xa3", "a film", ITSELF),
    (b"FLV\x01", "a film", ITSELF),
    (b"\0\0\1\xba", "a film", ITSELF),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a film", ITSELF),
    (b"-----BEGIN PGP MESSAGE", "an encrypted message", "decrypt it and deposit the report itself"),
)
_RIFF = {
    b"WEBP": ("a WebP image", AS_PICTURE),
    b"WAVE": ("a sound recording", ITSELF),
    b"AVI ": ("a film", ITSELF),
}
_STILL = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")


def is_image(head: bytes) -> bool:
    """Whether the file begins as a PNG, JPEG or TIFF image does."""
    return head.startswith(_IMAGES)


def refused_as(head: bytes) -> tuple[str, str] | None:
    """Return what a file that begins like this is and what its depositor can do, or None where nothing is known."""
    for magic, what, advice in _NAMED:
        if head.startswith(magic):
            return what, advice
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], ("a film", ITSELF))
    if head[4:8] == b"ftyp":
        return ("a HEIC image", AS_PICTURE) if head[8:12] in _STILL else ("a film", ITSELF)
    if head[257:262] == b"ustar":
        return "a tar archive", UNPACK
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "a BMP image", AS_PICTURE
    return None
