"""The words of circulation lists as the pages say them: each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

VERSIONS = {
    "in-force": marked("In force"),
    "past": marked("No longer in force"),
    "to-come": marked("In force later"),
    "proposed": marked("Waits for a second officer"),
    "declined": marked("Declined"),
    "lapsed": marked("Lapsed"),
    "taken-back": marked("Taken back"),
}
