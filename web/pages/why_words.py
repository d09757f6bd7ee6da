"""The words of attention lists and explanations, each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

ATTENTION = {
    "held": marked("Held for an officer"),
    "registration": marked("Waiting for registration"),
    "release": marked("Waiting for release"),
    "consents": marked("Consents asked"),
    "overdue": marked("Consents overdue"),
    "acknowledgements": marked("Sent, not acknowledged"),
    "copies": marked("Recalled, copies outstanding"),
    "clearances": marked("Clearances that expire soon"),
    "reviews": marked("Reviews due"),
    "expired": marked("Expired and still there"),
    "sources": marked("Sources that changed"),
    "lists": marked("Lists that end soon or grew"),
    "legal-holds": marked("Legal holds that stand"),
    "collisions": marked("The same file from several organizations"),
    "notices": marked("Notices to you"),
}
"""The attention lists by name."""

KINDS = {
    "access-lost": marked("May no longer read what she holds"),
    "retention": marked("Its retention has ended"),
    "list": marked("Its circulation list has ended"),
    "agreement": marked("The agreement has ended"),
    "expiring": marked("It ends soon"),
    "grown": marked("It grew"),
}
"""What a row says of its kind, where its list does not say it already."""

TITLES = {
    "R1": marked("Person and organization active"),
    "R2": marked("Released"),
    "R3": marked("No embargo"),
    "R4": marked("Rank reached"),
    "R5": marked("Compartments held"),
    "R6": marked("In the audience"),
    "R7": marked("Not excluded"),
    "R8": marked("TLP satisfied"),
    "R9": marked("Sources allow it"),
    "R10": marked("Kept"),
    "R11": marked("Action granted"),
}
"""The rules by what each demands."""
