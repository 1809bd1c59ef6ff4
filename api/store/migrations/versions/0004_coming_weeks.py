"""The coming weeks: waiting list, what there is for it, and the accepted plan."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "coming_weeks",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("weeks", DOCUMENT, nullable=False),
        sa.Column("plan", DOCUMENT, nullable=True),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coming_weeks")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("coming_weeks")
