"""Signing in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from web.api.shapes.shape import Shape, shown_by

EXAMPLE = {"username": "amina", "password": "a long sentence", "purpose": None, "organization": None}


class SignIn(Shape):
    """User name and password, and the purpose of the session where assessments are released for purposes.

    Who acts for several organizations names the one for which this session acts; her own where none is named.
    """

    model_config = shown_by(**EXAMPLE)

    username: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    purpose: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    organization: Annotated[str, Field(min_length=1, max_length=120)] | None = None


class SignedIn(Shape):
    """Who signed in, and what every change must carry in ``X-CSRF-Token``; the session itself is a cookie."""

    model_config = shown_by(
        person="q5n6k4v2xq2r2s7t3u5y6a7b3c",
        name="Amina Konaré",
        organization="afripol",
        role="originator",
        language="fr",
        csrf="5f2c9be1d0a44a5c",
    )

    person: str
    name: str
    organization: str
    role: str
    language: str
    csrf: str
