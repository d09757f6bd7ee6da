"""The sentences of the register: its verdict, its proofs, and what is asked of it wrongly."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("Entry %(number)s is missing; the next one there is %(next)s."),
    marked("Entry %(number)s was never given out: numbers begin at 1."),
    marked("Entry %(number)s is not what was recorded: it was changed, or moved there."),
    marked("Entry %(number)s is sound, but the index of mentions says otherwise of it. Run 'concord register mend'."),
    marked("Entry %(number)s was added behind the signed head."),
    marked("The index of mentions names entries that there are not. Run 'concord register mend'."),
    marked("The register has no signed head: it was never begun, or it was removed."),
    marked("The register's head was changed: its signature is not that of this register's key."),
    marked("The register was cut: it ends at entry %(size)s, its signed head counts %(counted)s."),
    marked("The %(size)s entries are not those under the signed head: another history was put here."),
    marked("The head's frontier was changed; the entries are sound, but none can be added."),
    marked(
        "The register was cut back or replaced by an older one: it ends at entry %(size)s, "
        "the kept checkpoint counts %(counted)s."
    ),
    marked(
        "The first %(size)s entries are not those of the kept checkpoint: the register was replaced by "
        "another history, such as a backup that was carried on from."
    ),
    marked("The register is sound: %(size)s entries under its signed head, %(order)s."),
    marked(
        "The register is sound: %(size)s entries under its signed head "
        "and agrees with the checkpoint kept at %(kept)s, %(order)s."
    ),
    marked("in order of time"),
    marked("not in order of time from entry %(number)s on"),
    marked("The kept checkpoint was not signed by this register's key: one of them is another."),
    marked("The kept checkpoint cannot be read; give what 'concord register checkpoint' printed."),
    marked("The kept checkpoint's root is no SHA-256 hash; its file was changed or cut."),
    marked("The entries are not those under the register's head; run 'concord register verify'."),
    marked("Entries of the register are missing or damaged; run 'concord register verify'."),
    marked("the checkpoint cannot be read; paste it whole, as it was given out"),
    marked("the register is being verified already; its verdict will be recorded. Try again after that"),
    marked("there is no such proof: it needs 1 <= %(sizes)s <= %(size)s, the number of entries there are"),
)
