"""The domain's own words as the pages say them: each in English, marked for translation."""

from __future__ import annotations

from models.scheme import RANKS
from web.pages.language import marked

ROLES = {
    "analyst": marked("Analyst"),
    "originator": marked("Originator’s officer"),
    "registry": marked("Registry officer"),
    "auditor": marked("Auditor"),
    "administrator": marked("Administrator"),
}
STATES = {
    "draft": marked("Draft"),
    "submitted": marked("Submitted"),
    "held": marked("Held"),
    "registered": marked("Registered"),
    "released": marked("Released"),
    "superseded": marked("Superseded"),
    "withdrawn": marked("Withdrawn"),
    "destroyed": marked("Destroyed"),
    "queued": marked("Waiting"),
    "running": marked("Being read"),
    "done": marked("Searchable"),
    "needs_person": marked("Needs a person"),
    "failed": marked("Failed"),
    "active": marked("Active"),
    "supervised": marked("Supervised"),
    "suspended": marked("Suspended"),
    "refused": marked("Refused"),
    "disclosed": marked("Shown"),
}
STAGES = {
    "reading": marked("Reading the pages"),
    "embedding": marked("Learning the meaning"),
}
ACTIONS = {
    "view": marked("view"),
    "excerpt": marked("excerpt"),
    "cite": marked("cite"),
    "download": marked("download"),
    "translate": marked("translate"),
    "derive": marked("derive"),
}
MATCHED = {
    "meaning": marked("Found by meaning"),
    "words": marked("Found by its words"),
    "both": marked("Found by meaning and by its words"),
}
FACETS = {
    "pillar": marked("Pillar"),
    "area": marked("Crime area"),
    "region": marked("Region"),
    "originator": marked("Originator"),
    "language": marked("Language"),
    "marking": marked("Marking"),
}
RANK_NAMES = dict(
    zip(
        RANKS,
        (
            marked("Public"),
            marked("Official"),
            marked("Restricted"),
            marked("Confidential"),
            marked("Secret"),
            marked("Top secret"),
        ),
        strict=True,
    )
)
ENTRIES = {
    "sign-in": marked("Signed in"),
    "sign-out": marked("Signed out"),
    "search": marked("Searched"),
    "list": marked("Listed"),
    "view": marked("Viewed"),
    "deposit": marked("Deposited"),
    "change": marked("Changed the description"),
    "submit": marked("Submitted"),
    "register": marked("Registered"),
    "release": marked("Released"),
    "withdraw": marked("Withdrew"),
    "list-create": marked("Made a list"),
    "list-change": marked("Changed a list"),
    "person-add": marked("Added a person"),
    "person-suspend": marked("Suspended a person"),
    "person-resume": marked("Let a person act again"),
    "token-create": marked("Made a token"),
    "token-revoke": marked("Revoked a token"),
    "archive-import": marked("Loaded an archive"),
}
OUTCOMES = {"done": marked("done"), "refused": marked("refused")}
FIELDS = {
    "title": marked("Title"),
    "register_title": marked("Register title"),
    "marking": marked("Marking"),
    "release_to": marked("Who may read it"),
    "exclude": marked("Exclusions"),
    "originators": marked("Originators"),
    "pillars": marked("Pillars"),
    "file": marked("File"),
    "downgrade_on": marked("It is downgraded by itself on a date"),
    "tearlines": marked("Tearlines"),
}
NOTICES = {
    "token": marked("A token was made in your name: %(label)s."),
}
RULES = {
    "R1": marked("the person or the organization is not active"),
    "R2": marked("it is not released yet"),
    "R3": marked("it is under embargo"),
    "R4": marked("the marking is higher than the clearance, the briefing or the ceiling allows"),
    "R5": marked("a compartment is missing"),
    "R6": marked("not on the release list"),
    "R7": marked("excluded"),
    "R8": marked("the TLP label narrows it"),
    "R9": marked("a source that it embeds does not allow it"),
    "R10": marked("it is withdrawn or past its retention"),
    "R11": marked("the action or the purpose is not granted"),
}
STATUS_NAMES = {
    "ALL-DIALOGUE-MEMBERS": marked("All members of the Dialogue"),
    "ALL-DIALOGUE-PARTICIPANTS": marked("All participants of the Dialogue, observers included"),
    "ALL-INTERPOL-NCB": marked("All national bureaus of INTERPOL"),
}
