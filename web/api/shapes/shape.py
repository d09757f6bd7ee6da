"""What all shapes have in common: strict, frozen, and shown by an example."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON body; a field it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Return the example the shape is shown by."""
        shown: dict[str, Any] = cls.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index, assignment]
        return shown


def shown_by(**example: Any) -> ConfigDict:
    """Return the configuration of a shape with its example."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [example]})
