"""The sentences about two officers at once: what somebody else did meanwhile."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (marked("somebody else has changed it meanwhile; look at what it says now, and change it then"),)
