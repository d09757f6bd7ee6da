"""The sentences of editions, translations, sources and waivers."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("'%(id)s' names nothing that your organization originated"),
    marked("'%(id)s' names nothing that you may see"),
    marked("you may not derive from it: '%(id)s'"),
    marked("you may not translate it: '%(id)s'"),
    marked("'%(id)s' is no longer there; leave it out"),
    marked("'%(id)s' is not a source of it"),
    marked("a work cannot be made of itself, nor of what was made of it"),
    marked("the work that is translated needs not be named as a source as well"),
    marked("it is %(state)s; only what was released can be superseded"),
    marked("its originator %(name)s must be an originator of the new edition too"),
    marked("it would supersede itself: the other one is a later edition of this one"),
    marked("another edition supersedes it already; name the newest one"),
    marked("the new edition is %(state)s; it supersedes once it is released"),
    marked("the new edition supersedes another one already"),
    marked("a work that it embeds or translates is %(state)s; that one must be released first"),
    marked("none of its sources has changed since somebody last saw to it"),
    marked("say what was done about it, or why nothing is"),
    marked("it is %(state)s; consents are asked from submission until release"),
    marked("nobody needs to be asked now: all whose consent is needed were"),
    marked("it is %(state)s; nothing can be waived for it any more"),
    marked("%(name)s is not among the originators"),
    marked("%(name)s has said its marking already"),
    marked("see to its sources"),
    marked("ask its sources' originators"),
    marked("ask for a waiver"),
    marked("supersede"),
)
