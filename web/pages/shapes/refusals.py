"""The sentences that refuse whoever may not, and the words of roles and actions that refusals name."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("nobody suspends herself; another administrator can"),
    marked("the token is not known here, has ended or was revoked; have a new one made and send that"),
    marked("analyst"),
    marked("originator"),
    marked("registry"),
    marked("auditor"),
    marked("administrator"),
    marked("excerpt"),
    marked("download"),
)
