"""What shares text with a subject: asked of the anchors of the scope, and quoted as far as it opens."""

from __future__ import annotations

from sqlalchemy import event
from sqlmodel import select

from models.tables.assessment import Edition, Portion
from search import overlap
from search.overlap import Overlap, Quote, Subject
from search.text import Text
from tests.house import Cast
from tests.overlapping import paragraph, report
from web.reading import scope_of


def found(cast: Cast, username: str, content: str) -> tuple[list[Overlap], list[str]]:
    """Compare a file that is not kept, and return what the database was asked meanwhile as well."""
    house, visitor, statements = cast.house, cast.visitor(username), list[str]()
    digester = house.registry.vault.digester()
    digester.update(content.encode())
    text = Text.of(content.split("\n\n"), house.registry.vault)
    subject = Subject(text, digester.hexdigest(), None, lambda places: {place: Quote(1, "") for place in places})
    with scope_of(house, visitor) as (session, scope):
        house.engine.anchors.refresh(session)
        event.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        return overlap.find(house.engine, house.registry, session, scope, subject, visitor.at), statements


def test_the_database_is_not_asked_which_works_share_a_text_for_it_would_visit_hidden_ones(cast: Cast) -> None:
    content = report("Gold", 0, 1)
    ident = cast.release("amina", content.encode(), "gold.md")
    (one,), statements = found(cast, "mei", content)
    assert (one.assessment.id, one.same_file, len(one.comparison.matches)) == (ident, True, 2)
    assert statements
    assert [said for said in statements if "anchor" in said or "digest =" in said or "digest IN" in said] == []


def test_a_work_that_does_not_open_keeps_nobody_from_what_else_shares_the_text(cast: Cast) -> None:
    broken, whole = (cast.release("amina", report(title, 0, 1).encode(), "a.md") for title in ("One", "Two"))
    registry = cast.house.registry
    with registry.database.write() as session:
        edition = select(Edition.id).where(Edition.assessment_id == broken)
        for row in session.exec(select(Portion).where(Portion.edition_id == session.exec(edition).one())):
            row.body = row.body[:-1] + bytes([row.body[-1] ^ 1])
            session.add(row)
    overlaps, _ = found(cast, "mei", report("Copy", 0, 1))
    quoted = {one.assessment.id: [pair.there.text for pair in one.pairs] for one in overlaps}
    assert quoted == {broken: [], whole: [paragraph(0), paragraph(1)]}
