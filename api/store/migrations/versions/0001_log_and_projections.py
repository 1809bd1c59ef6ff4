"""The log, its projections, and what the server keeps: jobs, tokens, secrets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
PROJECTIONS = ("bed", "bed_occupation", "bed_request", "early_report", "lending_override", "site")


def upgrade() -> None:
    """Create everything."""
    _create_log()
    _create_projections()
    _create_server_tables()
    _forbid_changes_of_the_log()


def downgrade() -> None:
    """Drop everything."""
    for table in ("event", "command", *PROJECTIONS, "job", "secret", "token"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION onebed_log_is_append_only")


def _create_log() -> None:
    op.create_table(
        "command",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_command")),
    )
    op.create_table(
        "event",
        sa.Column("sequence", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("bed", sa.String(length=100), nullable=True),
        sa.Column("other_bed", sa.String(length=100), nullable=True),
        sa.Column("request", sa.String(length=100), nullable=True),
        sa.Column("patient", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("flag", sa.String(length=20), nullable=False),
        sa.Column("command", sa.String(length=200), nullable=True),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["command"], ["command.key"], name=op.f("fk_event_command"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_bed"), "event", ["bed"], unique=False)
    op.create_index(op.f("ix_event_flag"), "event", ["flag"], unique=False)
    op.create_index(op.f("ix_event_other_bed"), "event", ["other_bed"], unique=False)
    op.create_index(op.f("ix_event_request"), "event", ["request"], unique=False)


def _forbid_changes_of_the_log() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION onebed_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event "
            "FOR EACH ROW EXECUTE FUNCTION onebed_log_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_is_append_only_{verb.lower()} BEFORE {verb} ON event "
            "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )


def _create_projections() -> None:
    op.create_table(
        "bed",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("ward", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("cleaning_started_at", INSTANT, nullable=True),
        sa.Column("block_reason", sa.String(length=20), nullable=True),
        sa.Column("resumes", sa.String(length=20), nullable=True),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed")),
    )
    op.create_index(op.f("ix_bed_ward"), "bed", ["ward"], unique=False)
    op.create_table(
        "bed_request",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_request")),
    )
    op.create_index(op.f("ix_bed_request_status"), "bed_request", ["status"], unique=False)
    op.create_table(
        "early_report",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("bed", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_report")),
    )
    op.create_index(op.f("ix_early_report_bed"), "early_report", ["bed"], unique=False)
    op.create_table(
        "lending_override",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=100), nullable=False),
        sa.Column("lender", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lending_override")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("hospital", DOCUMENT, nullable=False),
        sa.Column("allocation", DOCUMENT, nullable=False),
        sa.Column("expected_demand", DOCUMENT, nullable=False),
        sa.Column("cleaning_minutes", sa.Integer(), nullable=False),
        sa.Column("terminal_cleaning_minutes", sa.Integer(), nullable=False),
        sa.Column("seed", SEQUENCE, nullable=False),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    _create_bed_occupation()


def _create_bed_occupation() -> None:
    op.create_table(
        "bed_occupation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("bed", sa.String(length=100), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(length=100), nullable=True),
        sa.Column("patient", sa.String(length=100), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("ordered_at", INSTANT, nullable=True),
        sa.Column("medicines_at", INSTANT, nullable=True),
        sa.Column("transport_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=20), nullable=True),
        sa.Column("stay", DOCUMENT, nullable=True),
        sa.Column("version", SEQUENCE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_occupation")),
    )
    op.create_index(op.f("ix_bed_occupation_bed"), "bed_occupation", ["bed"], unique=False)
    op.create_index(
        "uq_bed_occupation_live_bed",
        "bed_occupation",
        ["bed", "slot"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    op.create_index(
        "uq_bed_occupation_live_hold_of_request",
        "bed_occupation",
        ["request"],
        unique=True,
        sqlite_where=sa.text("live AND kind = 'hold'"),
        postgresql_where=sa.text("live AND kind = 'hold'"),
    )
    op.create_index(
        "uq_bed_occupation_live_stay_of_patient",
        "bed_occupation",
        ["patient"],
        unique=True,
        sqlite_where=sa.text("live AND kind = 'stay'"),
        postgresql_where=sa.text("live AND kind = 'stay'"),
    )


def _create_server_tables() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("progress", DOCUMENT, nullable=True),
        sa.Column("result", DOCUMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_token_name")),
    )
