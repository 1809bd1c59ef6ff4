"""The log keeps which rules of the hospital a command overrode."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Add the column; earlier events overrode nothing."""
    op.add_column("event", sa.Column("overridden", DOCUMENT, nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("event", "overridden")
