"""A promise of a bed that is not free yet runs out some minutes after the bed has opened."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; promises that were made before keep the moment at which they run out."""
    op.add_column("bed_occupation", sa.Column("minutes_from_opening", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop the column; promises that waited for their bed to open would then never run out, so they end at once."""
    op.execute(
        "UPDATE bed_occupation SET expires_at = since "
        "WHERE live AND kind = 'hold' AND expires_at IS NULL AND minutes_from_opening IS NOT NULL"
    )
    op.drop_column("bed_occupation", "minutes_from_opening")
