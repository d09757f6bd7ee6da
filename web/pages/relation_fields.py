"""The works that the form of an assessment names, and what joint originators mark it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData

from web.pages.form import text, words

Values = dict[str, Any]
Marking = Callable[[FormData, str], Values | None]


def read(fields: FormData, said: Values, marking: Marking) -> Values:
    """Return what a form says of other works; a form without that part changes nothing.

    ``marking`` reads what a picker says.
    """
    if not text(fields, "relations"):
        return {}
    joint = (_joint(fields, name, marking) for name in said["originators"] or [])
    return {
        "supersedes": named(text(fields, "supersedes")) or None,
        "translation_of": named(text(fields, "translation_of")) or None,
        "sources": list(dict.fromkeys(named(line) for line in text(fields, "sources").splitlines() if line.strip())),
        "joint_markings": [one for one in joint if one is not None],
    }


def named(written: str) -> str:
    """Return the id of a work that is written as its id or, copied from a browser, as the address of its page."""
    path = written.strip().partition("?")[0].partition("#")[0]
    _, found, rest = path.rpartition("/assessments/")
    return (rest if found else path).partition("/")[0]


def _joint(fields: FormData, organization: str, marking: Marking) -> Values | None:
    name = f"joint_{organization}"
    said, release_to = marking(fields, f"{name}_marking"), words(fields, f"{name}_release_to")
    if said is None and not release_to:
        return None
    return {"organization": organization, "marking": said or {}, "release_to": release_to}
