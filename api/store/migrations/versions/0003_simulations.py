"""Simulations: the states they start from, and their finished replications."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "simulation_start",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("hospital", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scenario", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_simulation_start"),
    )
    op.create_index("ix_simulation_start_hospital", "simulation_start", ["hospital"])
    op.create_table(
        "replication",
        sa.Column("run", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tables", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "number", name="pk_replication"),
    )
    op.create_index("ix_job_kind", "job", ["kind"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_job_kind", "job")
    op.drop_table("replication")
    op.drop_index("ix_simulation_start_hospital", "simulation_start")
    op.drop_table("simulation_start")
