"""Why rules were set aside, one held bed a patient, names of revoked tokens free again, indexes for a long history."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005_operating_lists"
branch_labels = None
depends_on = None

LIVE, LIVE_HOLD, IN_USE = "live", "live AND kind = 'hold'", "revoked_at IS NULL"


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column("event", sa.Column("override", sa.Text(), nullable=True))
    op.create_index("ix_event_at", "event", ["at"])
    op.create_index("ix_bed_occupation_ended_at", "bed_occupation", ["ended_at"])
    op.create_index("ix_bed_request_closed_at", "bed_request", ["closed_at"])
    op.create_index(
        "ix_bed_occupation_live_expires_at",
        "bed_occupation",
        ["expires_at"],
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    op.create_index(
        "uq_bed_occupation_live_hold_of_patient",
        "bed_occupation",
        ["patient"],
        unique=True,
        sqlite_where=sa.text(LIVE_HOLD),
        postgresql_where=sa.text(LIVE_HOLD),
    )
    with op.batch_alter_table("token") as table:
        table.drop_constraint("uq_token_name", type_="unique")
    op.create_index(
        "uq_token_name_in_use",
        "token",
        ["name"],
        unique=True,
        sqlite_where=sa.text(IN_USE),
        postgresql_where=sa.text(IN_USE),
    )


def downgrade() -> None:
    """Drop them; of the tokens of one name the one in use, or else the newest, stays."""
    op.drop_index("uq_token_name_in_use", "token")
    op.execute(
        "DELETE FROM token WHERE EXISTS (SELECT 1 FROM token AS other WHERE other.name = token.name AND "
        "other.id <> token.id AND token.revoked_at IS NOT NULL AND (other.revoked_at IS NULL OR "
        "other.revoked_at > token.revoked_at OR (other.revoked_at = token.revoked_at AND other.id > token.id)))"
    )
    with op.batch_alter_table("token") as table:
        table.create_unique_constraint("uq_token_name", ["name"])
    op.drop_index("uq_bed_occupation_live_hold_of_patient", "bed_occupation")
    op.drop_index("ix_bed_occupation_live_expires_at", "bed_occupation")
    op.drop_index("ix_bed_request_closed_at", "bed_request")
    op.drop_index("ix_bed_occupation_ended_at", "bed_occupation")
    op.drop_index("ix_event_at", "event")
    op.drop_column("event", "override")
