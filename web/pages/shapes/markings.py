"""The sentences of markings: what they ask, what contradicts them, what portions and equivalences are refused for."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("tearline %(number)s takes page %(page)s, which carries '%(text)s', higher than its %(label)s"),
    marked("May be read by those on its release list and by its originators."),
    marked("Who may read it is not decided yet; meanwhile its originators only."),
    marked("May be read by its originators only."),
    marked("May be read by its originators and by: %(tokens)s."),
    marked("Excluded, through whatever body: %(tokens)s."),
    marked("Nobody could read its marking: it counts as %(rank)s until an officer resolves it."),
    marked("Readers must be cleared to %(rank)s or higher."),
    marked("Readers must have been briefed."),
    marked("Readers need no clearance; it is for official use only."),
    marked("Readers need no clearance: it is public information."),
    marked("Readers must hold these compartments: %(words)s."),
    marked("TLP:CLEAR: the label does not narrow who may read it."),
    marked("TLP:GREEN: nobody outside the participants of the Dialogue."),
    marked("TLP:AMBER: the recipients only, and their members’ bureaus where the release list says so."),
    marked("TLP:AMBER+STRICT: the recipients’ own staff only."),
    marked("TLP:RED: only people who are named one by one."),
    marked("H0: to be used for fighting crime only."),
    marked("H1: not to be used in judicial proceedings without the originator’s permission."),
    marked("H2: not to be passed on, quoted, copied, translated or embedded without the originator’s permission."),
    marked("H3: %(words)s"),
    marked("Counts as %(rank)s, as its originator has decided."),
    marked("Counts as %(rank)s (agreed equivalence)."),
    marked("Counts as %(rank)s (assumed equivalence)."),
    marked("the register title repeats the title, which is marked %(label)s; word it so that it tells nothing"),
    marked(
        "a portion on page %(page)s is marked '(%(mark)s)', which is higher than %(label)s; "
        "raise the document to %(level)s (case 10)"
    ),
    marked(
        "every part that the file marks is lower than %(label)s; say why the whole is higher, or lower it (case 11)"
    ),
    marked("a portion on page %(page)s carries '(%(mark)s)', which may be higher than %(label)s"),
    marked("%(word)s contradicts %(label)s, which is public"),
    marked("compartment %(name)s"),
    marked("TLP:RED is for people named one by one, and the release list names nobody"),
    marked("the embargo ends only after the downgrade: what nobody reads yet would be lower already"),
    marked("the downgrade leads to %(lower)s, which is lower than tearline %(number)s (%(label)s)"),
    marked("handling code H2 takes away what the deposit grants: %(actions)s"),
    marked("translate"),
    marked("derive"),
    marked("only an originator's officer may change an equivalence"),
    marked("%(label)s already counts as %(rank)s"),
    marked("say why it may count as less; the owner of the scheme decides on it"),
    marked("a rank lies between %(lowest)s and %(highest)s"),
    marked("%(label)s, which is lower, counts as %(rank)s; lower it first"),
    marked("%(label)s, which is higher, counts as %(rank)s; raise it first"),
)
