"""Operating-room lists: the list of a day that is being made, its cases, and what was published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005_operating_lists"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
MINUTES = ("start", "end", "leaves", "pinned_start", "started", "ended", "expected_end")


def upgrade() -> None:
    """Make the tables, and name list and case in the log."""
    op.add_column("event", sa.Column("operating_list", sa.String(10), nullable=True))
    op.add_column("event", sa.Column("surgical_case", sa.String(100), nullable=True))
    op.create_index("ix_event_operating_list", "event", ["operating_list"])
    op.create_table(
        "operating_list",
        sa.Column("id", sa.String(10), nullable=False),
        sa.Column("day", DOCUMENT, nullable=False),
        sa.Column("solution", DOCUMENT),
        sa.Column("reported_minute", sa.Integer()),
        sa.Column("published", sa.Integer()),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operating_list"),
    )
    op.create_table(
        "surgical_case",
        sa.Column("id", sa.String(120), nullable=False),
        sa.Column("operating_list", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("room", sa.String(100)),
        sa.Column("surgeon", sa.String(100)),
        sa.Column("pinned_room", sa.String(100)),
        *(sa.Column(f"{name}_minute", sa.Integer()) for name in MINUTES),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_surgical_case"),
    )
    op.create_index("ix_surgical_case_operating_list", "surgical_case", ["operating_list"])
    op.create_table(
        "published_list",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("operating_list", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published_list"),
    )
    op.create_index("ix_published_list_operating_list", "published_list", ["operating_list"])


def downgrade() -> None:
    """Drop them."""
    for table in ("published_list", "surgical_case", "operating_list"):
        op.drop_table(table)
    op.drop_index("ix_event_operating_list", "event")
    op.drop_column("event", "surgical_case")
    op.drop_column("event", "operating_list")
