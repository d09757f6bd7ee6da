"""The sentences of circulation lists and of their rules."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("the list would end before it begins to hold; set a later end, or none"),
    marked("this is what the list says already; nothing would change"),
    marked("version %(number)s of the list waits for a second officer; it is to be decided first"),
    marked("only the registry and the owner's officers give a list another version"),
    marked("a later version of the list is in force already; propose this one again"),
    marked("a rule has at most %(most)s characters"),
    marked("character %(place)s: '%(word)s' is not expected here; write 'and' or 'or'"),
    marked("character %(place)s: parentheses are nested more than %(most)s deep"),
    marked("character %(place)s: this parenthesis is not closed"),
    marked("character %(place)s: a condition is missing here, such as kind:bureau or country:BR"),
    marked(
        "character %(place)s: '%(word)s' is no condition; write kind:, region:, status:, body: or country: with a "
        "name, or the id of an organization"
    ),
    marked("character %(place)s: '%(word)s' is not known here; after '%(kind)s:' write %(wanted)s"),
    marked("the id of a region, such as western-africa"),
    marked("the id of an organization, such as aimc"),
    marked("a country code of two capital letters"),
)
