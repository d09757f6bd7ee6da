"""The parts of an Office file (ECMA-376, transitional and strict): read one by one, with no entities and no network."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from ingest.errors import ParseFailed
from ingest.zipped import MAX_INFLATED, MAX_PART

_OFF = frozenset({"0", "false", "off", "none"})
_MAX_RELATIONS = 20_000
_DAMAGED = "This Office file is damaged; open it in the program that made it, save it again and deposit the copy."


def local(element: etree._Element) -> str:
    """The name of an element without its namespace: transitional and strict files differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    if element is None:
        return None
    return next((part for part in element if local(part) == name), None)


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((str(held) for key, held in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def switched_on(element: etree._Element | None) -> bool:
    """Whether an on-off property is set: its presence alone means yes."""
    return element is not None and (value(element) or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's tie to another: the last word of its type, and the other's name (its address, if external)."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of one file; what is unpacked is bounded part by part and in all."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Take an open archive."""
        self._archive = archive
        self._left = MAX_INFLATED
        self.names = tuple(archive.namelist())

    def part(self, name: str) -> etree._Element | None:
        """Parse one part, None where there is none; a declared document type is refused, as no Office file has one."""
        raw = self._bytes(name)
        return None if raw is None else _parsed(raw)

    def main(self, usual: str) -> str:
        """The name of the main part, which the package itself tells."""
        told = (tie.target for tie in self.relations("").values() if tie.kind == "officeDocument")
        return next((name for name in told if name in self.names), usual)

    def relations(self, name: str) -> dict[str, Relation]:
        """The ties of a part (the empty name: of the package) by their ids."""
        folder, own = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", f"{own}.rels"))
        found: dict[str, Relation] = {}
        for element in islice(root if root is not None else (), _MAX_RELATIONS):
            ident, target = value(element, "Id"), value(element, "Target")
            if ident and target:
                external = value(element, "TargetMode") == "External"
                kind = (value(element, "Type") or "").rpartition("/")[2]
                found[ident] = Relation(kind, target if external else _place(folder, target), external)
        return found

    def title(self) -> str | None:
        """The title that the file's own properties name."""
        return next((part.text for part in (child(self.part("docProps/core.xml"), "title"),) if part is not None), None)

    def embedded(self) -> list[str]:
        """The names of files that lie whole inside this one."""
        return [posixpath.basename(name) for name in self.names if "/embeddings/" in name and not name.endswith("/")]

    def _bytes(self, name: str) -> bytes | None:
        try:
            entry = self._archive.getinfo(name)
        except KeyError:
            return None
        with self._archive.open(entry) as file:
            raw = file.read(min(MAX_PART, self._left) + 1)
        self._left -= len(raw)
        if len(raw) > MAX_PART or self._left < 0:
            raise ParseFailed("A part of this Office file is larger than 128 MB; split the report into parts.")
        return raw


@contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """Open an Office file; whatever is wrong with its archive becomes ``ParseFailed``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise ParseFailed(_DAMAGED) from error
    except RecursionError:
        raise
    except RuntimeError as error:
        raise ParseFailed("A part of this Office file is encrypted; save it without a password.") from error


def _parsed(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ParseFailed(
            "This Office file is damaged or nested too deeply; save it again and deposit the copy."
        ) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise ParseFailed("This Office file declares entities of its own, which is not accepted; save it again.")
    return root


def _place(folder: str, target: str) -> str:
    """The name of a part from where it is named; one that leads out of the package names nothing."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
