"""The words of an assessment's life as the pages say them: each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

DATES = {
    "created_at": marked("Deposited on"),
    "submitted_at": marked("Submitted on"),
    "registered_at": marked("Registered on"),
    "released_at": marked("Released on"),
    "downgraded_at": marked("Downgraded on"),
    "withdrawn_at": marked("Withdrawn on"),
    "destroyed_at": marked("Destroyed on"),
    "review_by": marked("To be reviewed by"),
    "embargo_until": marked("Nobody reads it before"),
    "retention_until": marked("To be destroyed on"),
}
SIDES = {"registry": marked("the registry")}
TABS = {
    "waiting": marked("To be registered"),
    "held": marked("Held for an officer"),
    "registered": marked("To be released"),
    "mine": marked("Assigned to me"),
}
