"""The sentences of changes of marking and circulation, and of recalls."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("it changes nothing: that is how it stands already"),
    marked("its originator %(name)s is suspended; nothing of it is lowered or widened meanwhile"),
    marked("what was asked is no longer possible: %(why)s"),
    marked("this is less strict than it is now: ask for it by 'downgrade'"),
    marked("this is stricter than it is now: do it by 'raise'"),
    marked("the marking was changed since this was asked; ask again for what it is now"),
    marked("it embeds a source that is marked higher; it is never lower than that"),
    marked("there is no %(part)s; it has %(count)s tearlines"),
    marked("this lets more in than now: ask for it by 'widen'"),
    marked("this lets fewer in than now: do it by 'narrow'"),
    marked("only an originator shortens the retention: nothing destroyed comes back"),
    marked("must lie at least %(days)s days ahead; to destroy it sooner, ask for it by 'destroy'"),
    marked("the circulation list %(name)s has new members"),
    marked("a tearline has only 'add', 'remove' and 'repin' of its own; what binds the whole is said without part"),
    marked("'%(word)s' is not there"),
    marked("'%(word)s' is there already"),
    marked("'%(word)s' has no pin here: only lists and '+members' of the release list have one"),
    marked("this would let %(name)s in: TLP:GREEN kept out whoever is not of the Dialogue"),
    marked("the request does not say what to put back"),
)
