"""What was rendered of a rendition, in sealed pieces, who signed it and to whom it was released."""

import sqlalchemy as sa
from alembic import op

from portal.columns import check, codes, ids, moments, once, refers, row, sealed

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FILES = "kind in ('docx', 'pdf', 'picture')"
MARKINGS = "marking in ('OFFICIAL', 'OFFICIAL-SENSITIVE')"


def _envelopes(*names: str, null: bool = False) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    op.create_table(
        "rendering",
        *row(),
        *ids("rendition_id"),
        *_counts("number", "revision"),
        *codes("marking"),
        sa.Column("clean", sa.Boolean(), nullable=False),
        *_envelopes("digests", "proof", "words"),
        *ids("made_by"),
        *moments("made_at"),
        *sealed("rendering", "digests", "proof", "words"),
        check("rendering", "marking_listed", MARKINGS),
        check("rendering", "is_numbered", "number > 0 and revision >= 0"),
        refers("rendering", "rendition_id", "rendition"),
        refers("rendering", "made_by", "membership"),
        _unique("rendering", "rendition_id", "number"),
        _key("rendering"),
    )
    op.create_index("ix_rendering_review_id", "rendering", ["review_id", "owner_id"])
    op.create_table(
        "rendered_piece",
        *row(),
        *ids("rendering_id"),
        *codes("kind"),
        *_counts("part", "position"),
        *_envelopes("body"),
        *sealed("rendered_piece", "body"),
        check("rendered_piece", "kind_listed", FILES),
        refers("rendered_piece", "rendering_id", "rendering"),
        _unique("rendered_piece", "rendering_id", "kind", "part", "position"),
        _key("rendered_piece"),
    )
    _pictures()
    _signed()


def _pictures() -> None:
    op.create_table(
        "rendition_picture",
        *row(),
        *ids("rendition_id", "attachment_id"),
        *_counts("position"),
        *_envelopes("boxes"),
        *ids("placed_by"),
        *moments("placed_at"),
        *ids("removed_by", null=True),
        *moments("removed_at", null=True),
        *sealed("rendition_picture", "boxes"),
        check("rendition_picture", "removed_by_one", "(removed_at is null) = (removed_by is null)"),
        refers("rendition_picture", "rendition_id", "rendition"),
        refers("rendition_picture", "attachment_id", "attachment"),
        refers("rendition_picture", "placed_by", "membership"),
        refers("rendition_picture", "removed_by", "membership"),
        _key("rendition_picture"),
    )
    op.create_index("ix_rendition_picture_review_id", "rendition_picture", ["review_id"])
    once("rendition_picture", ["rendition_id", "attachment_id"], "removed_at is null")


def _signed() -> None:
    op.create_table(
        "rendition_signature",
        *row(),
        *ids("rendering_id"),
        *_envelopes("digest", "jigsaw"),
        *_counts("seen"),
        *ids("signed_by"),
        *moments("signed_at"),
        *sealed("rendition_signature", "digest", "jigsaw"),
        refers("rendition_signature", "rendering_id", "rendering"),
        refers("rendition_signature", "signed_by", "membership"),
        _unique("rendition_signature", "rendering_id"),
        _key("rendition_signature"),
    )
    op.create_index("ix_rendition_signature_review_id", "rendition_signature", ["review_id"])
    withdrawn = "(withdrawn_at is null) = (withdrawn_by is null)"
    op.create_table(
        "rendition_release",
        *row(),
        *ids("rendering_id"),
        *_envelopes("recipient"),
        *ids("released_by"),
        *moments("released_at"),
        *_envelopes("why", null=True),
        *ids("withdrawn_by", null=True),
        *moments("withdrawn_at", null=True),
        *sealed("rendition_release", "recipient", "why"),
        check("rendition_release", "withdrawn_by_one", withdrawn),
        refers("rendition_release", "rendering_id", "rendering"),
        refers("rendition_release", "released_by", "membership"),
        refers("rendition_release", "withdrawn_by", "membership"),
        _unique("rendition_release", "rendering_id"),
        _key("rendition_release"),
    )
    op.create_index("ix_rendition_release_review_id", "rendition_release", ["review_id"])


def downgrade() -> None:
    signed = ("rendition_release", "rendition_signature", "rendition_picture")
    for table in (*signed, "rendered_piece", "rendering"):
        op.drop_table(table)
