"""What went wrong, as the one sentence a command leaves on standard error."""

from __future__ import annotations

import traceback
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import IngestError
from models.rule import BadRule
from models.scheme import UnknownLevel
from models.token import BadToken
from repository.acts import Incomplete
from repository.errors import RepositoryError
from search.encoder import ModelUnreadable
from search.query import BadQuery

SPOKEN = (RepositoryError, IngestError, ModelUnreadable, BadQuery, BadToken, BadRule, UnknownLevel)
"""Errors whose text is a sentence for whoever asked."""


class Failed(RepositoryError):
    """A command cannot do what it was asked; the sentence says why."""


def sentence_of(error: Exception) -> str:
    """Return the sentence of an error; one that nobody foresaw names its kind and place."""
    match error:
        case Incomplete():
            said = "; ".join(f"{name}: {sentence}" for name, sentence in error.problems.items())
        case ValidationError():
            first = error.errors(include_url=False, include_input=False)[0]
            said = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        case OSError() if error.filename:
            said = f"{error.filename}: {error.strerror}"
        case _ if isinstance(error, SPOKEN):
            said = str(error)
        case _:
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = (
                f"This is a fault of Concord, please report it: {type(error).__name__} in "
                f"{Path(last.filename).name}, line {last.lineno}: {error}"
            )
    said = " ".join(said.split())
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
