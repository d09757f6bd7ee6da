"""The words of requests, consents and notices as the pages say them: each in English, marked for translation."""

from __future__ import annotations

from web.pages.language import marked

REQUESTS = {
    "downgrade": marked("lowering a marking"),
    "widen": marked("widening a circulation"),
    "recall": marked("a recall"),
    "destroy": marked("a destruction"),
    "keep-change": marked("keeping what the registry changed"),
    "derived-release": marked("releasing a derived work"),
    "waiver": marked("a waiver for a derived work"),
    "permit": marked("a permit in spite of H2"),
    "access": marked("access to an assessment"),
    "equivalence": marked("counting a level lower"),
    "case-officer": marked("letting a case officer read"),
    "list-version": marked("a version of a circulation list"),
    "merger": marked("a merger of organizations"),
    "agreement": marked("letting an organization receive higher"),
    "standing": marked("lifting a standing"),
}
REQUEST_STATES = {
    "open": marked("Waiting for answers"),
    "granted": marked("Granted"),
    "declined": marked("Not granted"),
    "lapsed": marked("Lapsed"),
    "taken-back": marked("Taken back"),
    "asked": marked("Not answered yet"),
}
CHANGES = {
    "raised": marked("its marking was raised"),
    "narrowed": marked("its circulation was narrowed"),
    "narrow": marked("fewer people may read it"),
    "withdrawn": marked("it was withdrawn"),
    "recalled": marked("it was recalled"),
    "destroyed": marked("it was destroyed"),
    "superseded": marked("a later edition was released"),
    "source-changed": marked("a source of it changed"),
}
NOTICES = {
    "token": marked("A token was made in your name: %(label)s."),
    "token-unlabelled": marked("A token was made in your name."),
    "asked": marked("%(organization)s asks for your consent: %(kind)s."),
    "asked-unnamed": marked("Your consent is asked for: %(kind)s."),
    "reminder": marked("Your answer is still awaited: %(kind)s. Without it the request lapses on %(deadline)s."),
    "granted": marked("%(organization)s was the last to consent; what you asked was granted: %(kind)s."),
    "granted-unnamed": marked("What you asked was granted: %(kind)s."),
    "declined": marked("%(organization)s declined what you asked: %(kind)s. Its reason: %(reason)s"),
    "declined-unnamed": marked("What you asked was declined: %(kind)s. The reason: %(reason)s"),
    "lapsed": marked("What you asked lapsed, for not all have answered: %(kind)s."),
    "permit-withdrawn": marked("A permit of your organization was taken back by its provider."),
    "access-lost": marked("You may no longer read all of an assessment of which you hold a copy: %(change)s."),
    "recalled": marked("%(organization)s recalled an assessment that you opened. Its reason: %(reason)s"),
    "recalled-unnamed": marked("An assessment that you opened was recalled. The reason: %(reason)s"),
    "copy-lost": marked("Copies of an assessment are lost, and somebody may read them: %(copies)s."),
    "destroyed": marked("An assessment of your organization was destroyed: %(reference)s."),
    "source-changed": marked("A source that one of your works embeds has changed: %(change)s."),
    "held": marked("%(organization)s holds an assessment of yours until it is clarified."),
    "resolved": marked("%(organization)s resolved what held an assessment of yours; it waits for registration again."),
    "standing": marked("The standing of your organization from %(since)s on: %(standing)s. The reason: %(reason)s"),
    "merger": marked("%(organization)s is part of %(successor)s now, which inherits what it originated."),
    "list-proposed": marked("Version %(version)s of the list %(list)s is proposed."),
    "list-changed": marked("Version %(version)s of the list %(list)s is in force."),
    "list-declined": marked("Version %(version)s of the list %(list)s was declined."),
    "list-expiring": marked("The list %(list)s ends on %(until)s; afterwards it names nobody."),
}
"""The sentence of each kind of notice; where an organization must not be named, the one without it is said."""

ASKED = (
    marked("%(who)s of %(organization)s asks to lower the marking of %(title)s to %(level)s"),
    marked("%(who)s of %(organization)s asks to let more people read %(title)s, or earlier"),
    marked("%(who)s of %(organization)s asks to recall %(title)s: nobody reads it then, and its readers are told"),
    marked("%(who)s of %(organization)s asks to destroy %(title)s: its content is gone for good, everywhere"),
    marked("%(who)s of %(organization)s raised the marking of %(title)s: decline, and it is reversed"),
    marked("%(who)s of %(organization)s narrowed the circulation of %(title)s: decline, and it is reversed"),
    marked("%(who)s of %(organization)s asks to release %(title)s, which embeds work of yours"),
    marked("%(who)s of %(organization)s asks that the limits of your work do not bind %(title)s, which embeds it"),
    marked("%(who)s asks, for everybody at %(organization)s, for a permit on %(title)s: %(actions)s"),
    marked("%(who)s of %(organization)s asks to be let in to read %(title)s"),
    marked("%(who)s asks that everybody at %(organization)s is let in to read %(title)s"),
    marked("%(who)s of %(organization)s asks that %(level)s counts as no more than %(rank)s at %(subject)s"),
    marked("%(who)s of %(organization)s asks that %(officer)s may read %(title)s to register it"),
    marked("%(who)s of %(organization)s proposes version %(number)s of the list %(list)s"),
    marked("%(who)s of %(organization)s proposes that %(subject)s becomes a part of %(successor)s"),
    marked("%(who)s of %(organization)s asks that %(subject)s may receive up to %(rank)s"),
    marked("%(who)s of %(organization)s asks to set the standing of %(subject)s to: %(standing)s"),
    marked("%(who)s of %(organization)s asks for your consent"),
)
"""What a request asks for, in the words of ``web/asking.py``; a test compares them."""

AN_ASSESSMENT = marked("an assessment")
SOMEBODY = marked("Somebody")
UNNAMED = marked("an originator that does not name itself")
QUOTES = {"en": "“%s”", "fr": "«\u00a0%s\u00a0»", "es": "«%s»", "ar": "«%s»"}

FACTS = {
    "part": marked("Part"),
    "add": marked("Also to"),
    "remove": marked("No longer to"),
    "exclude": marked("Newly excluded"),
    "readmit": marked("No longer excluded"),
    "repin": marked("Members as of now"),
    "actions_add": marked("Also allowed"),
    "actions_remove": marked("No longer allowed"),
    "embargo_until": marked("Embargo until"),
    "retention_until": marked("Kept until"),
    "disclosure": marked("Disclosed to others"),
    "marking": marked("New marking"),
    "release_to": marked("To be released to"),
    "valid_until": marked("Valid until"),
}
DISCLOSURES = {
    "invisible": marked("nothing"),
    "existence": marked("that it exists"),
    "abstract": marked("its abstract"),
}
NEVER = marked("no end")
