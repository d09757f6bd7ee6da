"""The registry: requests and consents, relations between works, issued copies, notices, holds, governed lists."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BATCH = 1000


def upgrade() -> None:
    """Make the new tables and widen the old ones; what was kept stays as it was."""
    _requests()
    _relations()
    _copies_and_holds()
    _notices()
    _organizations()
    _people()
    _circulation()
    _editions()
    _mentions()


def _requests() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False, index=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=True, index=True),
        sa.Column("subject", sa.String, nullable=True, index=True),
        sa.Column("proposal", sa.JSON, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("asked_by", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("deadline", sa.DateTime, nullable=False),
        sa.Column("reminded_at", sa.DateTime, nullable=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("decided_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("request_id", sa.String, sa.ForeignKey("request.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime, nullable=True),
        sa.UniqueConstraint("request_id", "organization_id"),
    )


def _relations() -> None:
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("target_id", sa.String, sa.ForeignKey("assessment.id"), nullable=False, index=True),
        sa.Column("change", sa.String, nullable=True),
        sa.Column("changed_at", sa.DateTime, nullable=True),
        sa.Column("seen_at", sa.DateTime, nullable=True),
        sa.Column("seen_by", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("edition_id", "kind", "target_id"),
    )


def _copies_and_holds() -> None:
    op.create_table(
        "issued_copy",
        sa.Column("number", sa.String, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=True),
        sa.Column("accounted_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("edition_id", sa.String, sa.ForeignKey("edition.id"), nullable=False, index=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("placed_by", sa.String, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("placed_at", sa.DateTime, nullable=False),
        sa.Column("lifted_by", sa.String, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("lifted_at", sa.DateTime, nullable=True),
        sa.Column("lifting_reason", sa.String, nullable=True),
    )
    op.create_table(
        "equivalence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("scheme", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("from_", sa.DateTime, nullable=False),
        sa.Column("author_id", sa.String, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("request_id", sa.String, sa.ForeignKey("request.id"), nullable=True),
    )


def _notices() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("edition_id", sa.String, nullable=True))
        notice.add_column(sa.Column("request_id", sa.String, nullable=True))
        notice.add_column(sa.Column("must_acknowledge", sa.Boolean, nullable=False, server_default=sa.false()))
        notice.add_column(sa.Column("acknowledged_at", sa.DateTime, nullable=True))
        notice.add_column(sa.Column("mailed_at", sa.DateTime, nullable=True))
        notice.create_foreign_key("fk_notice_edition_id_edition", "edition", ["edition_id"], ["id"])
        notice.create_foreign_key("fk_notice_request_id_request", "request", ["request_id"], ["id"])
        notice.create_index("ix_notice_edition_id", ["edition_id"])
        notice.create_index("ix_notice_request_id", ["request_id"])
        notice.create_index("ix_notice_kind", ["kind"])


def _organizations() -> None:
    with op.batch_alter_table("organization") as organization:
        organization.add_column(sa.Column("mandate", sa.String, nullable=False, server_default=""))
        organization.add_column(sa.Column("channels", sa.JSON, nullable=False, server_default="[]"))
        organization.add_column(sa.Column("frameworks", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("standing", sa.Column("reason", sa.String, nullable=False, server_default=""))
    with op.batch_alter_table("agreement") as agreement:
        agreement.add_column(sa.Column("author_id", sa.String, nullable=True))
        agreement.create_foreign_key("fk_agreement_author_id_person", "person", ["author_id"], ["id"])
    op.create_table(
        "merger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, unique=True),
        sa.Column("successor_id", sa.String, sa.ForeignKey("organization.id"), nullable=False, index=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("request_id", sa.String, sa.ForeignKey("request.id"), nullable=True),
    )


def _people() -> None:
    op.add_column("person", sa.Column("email", sa.String, nullable=True))
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("from_", sa.DateTime, nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
    )
    with op.batch_alter_table("credential") as credential:
        credential.add_column(sa.Column("organization_id", sa.String, nullable=True))
        credential.create_foreign_key(
            "fk_credential_organization_id_organization", "organization", ["organization_id"], ["id"]
        )


def _circulation() -> None:
    op.add_column("circulation_list", sa.Column("valid_until", sa.DateTime, nullable=True))
    with op.batch_alter_table("circulation_list_version") as version:
        version.add_column(sa.Column("rule", sa.String, nullable=True))
        version.add_column(sa.Column("reason", sa.String, nullable=False, server_default=""))
        version.add_column(sa.Column("approver_id", sa.String, nullable=True))
        version.add_column(sa.Column("approved_at", sa.DateTime, nullable=True))
        version.add_column(sa.Column("declined_at", sa.DateTime, nullable=True))
        version.create_foreign_key("fk_circulation_list_version_approver_id_person", "person", ["approver_id"], ["id"])
    # What stood before there were approvals was in force, and stays so.
    op.execute(sa.text("UPDATE circulation_list_version SET approved_at = from_"))


def _editions() -> None:
    with op.batch_alter_table("edition") as edition:
        edition.drop_constraint("uq_edition_assessment_id_number", type_="unique")
        edition.drop_index("ix_edition_assessment_id")
        edition.drop_column("number")
        edition.create_unique_constraint("uq_edition_assessment_id", ["assessment_id"])
        edition.add_column(sa.Column("provisional_rank", sa.Integer, nullable=False, server_default="1"))
        edition.add_column(sa.Column("downgraded_at", sa.DateTime, nullable=True))
        edition.add_column(sa.Column("destroyed_at", sa.DateTime, nullable=True))
        edition.add_column(sa.Column("review_by", sa.DateTime, nullable=True))


def _mentions() -> None:
    mention = op.create_table(
        "register_mention",
        sa.Column("edition_id", sa.String, primary_key=True),
        sa.Column("sequence", sa.Integer, sa.ForeignKey("register_entry.sequence"), primary_key=True, index=True),
    )
    op.create_index("ix_register_entry_actor_rank", "register_entry", ["actor", "rank"])
    entry = sa.table("register_entry", sa.column("sequence", sa.Integer), sa.column("editions", sa.JSON))
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(entry).where(entry.c.sequence > last).order_by(entry.c.sequence).limit(_BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].sequence
        named = [
            {"edition_id": edition, "sequence": row.sequence}
            for row in rows
            for edition in sorted(set(_list(row.editions)))
        ]
        if named:
            connection.execute(sa.insert(mention), named)


def _list(value: object) -> list[str]:
    """Return the ids an entry names; damaged ones are for the verification to find, not for a migration."""
    found = json.loads(value) if isinstance(value, str) else value
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
