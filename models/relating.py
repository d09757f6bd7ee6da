"""What is said with the acts that relate works to each other."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from models.deposit import Word

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
ID = "k3v7xq2m5n6p4r2s7t3u5w6y2a"


def _shown_by(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [example]})


class Supersede(BaseModel):
    """The later edition: a released work of the same originators."""

    model_config = _shown_by(by=ID)

    by: Word


class SeenSources(BaseModel):
    """What was done about the changes of the sources, or why nothing is."""

    model_config = _shown_by(note="chapter two no longer rests on the withdrawn report")

    note: Note


class Waiver(BaseModel):
    """The source whose policy is to be lifted for this one work, and why."""

    model_config = _shown_by(source=ID, reason="the annex was cleared for all participants of the joint operation")

    source: Word
    reason: Note


class AskSources(BaseModel):
    """Nothing needs to be said: the sources' originators are asked for what is proposed."""

    model_config = _shown_by()
