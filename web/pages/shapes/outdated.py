"""The sentences about requests that no longer fit what they were asked for."""

from __future__ import annotations

from web.pages.language import marked

SHAPES = (
    marked("the circulation was changed since this was asked; ask again for what it is now"),
    marked("the source was changed since this was asked; ask again for what it is now"),
    marked("'%(word)s' has gained members since this was asked; ask again for what it is now"),
    marked("%(name)s became an originator since this was asked; it has to be asked again"),
)
