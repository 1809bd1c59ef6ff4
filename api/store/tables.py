"""The tables: an append-only log, projections that follow it, and what the server keeps for itself."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from api.store.columns import Document, Instant, Sequence

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial_index(name: str, *columns: str, where: str, unique: bool = True) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


command = Table(
    "command",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("actor", String(100), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("answer", Document, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
"""One row a command that was carried out; its key makes a repeat harmless."""

event = Table(
    "event",
    metadata,
    Column("sequence", Sequence, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("kind", String(50), nullable=False),
    Column("bed", String(100), index=True),
    Column("other_bed", String(100), index=True),
    Column("request", String(100), index=True),
    Column("patient", String(100)),
    Column("operating_list", String(10), index=True),
    Column("surgical_case", String(100)),
    Column("reason", Text, nullable=False, default=""),
    Column("flag", String(20), nullable=False, default="", index=True),
    Column("command", String(200), ForeignKey("command.key", deferrable=True, initially="DEFERRED")),
    Column("before", Document, nullable=False),
    Column("after", Document, nullable=False),
    Column("overridden", Document),
    Column("override", Text),
    sqlite_autoincrement=True,
)
"""The log: who, when, what, why, before and after; ``overridden`` names the rules of the hospital that the command set
aside and ``override`` says why, null for none. Rows are only ever added."""

site = Table(
    "site",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("hospital", Document, nullable=False),
    Column("allocation", Document, nullable=False),
    Column("expected_demand", Document, nullable=False),
    Column("cleaning_minutes", Integer, nullable=False),
    Column("terminal_cleaning_minutes", Integer, nullable=False),
    Column("seed", Sequence, nullable=False),
    Column("version", Sequence, nullable=False),
)

bed = Table(
    "bed",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("ward", String(100), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("cleaning_started_at", Instant),
    Column("block_reason", String(20)),
    Column("resumes", String(20)),
    Column("version", Sequence, nullable=False),
)

bed_occupation = Table(
    "bed_occupation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("bed", String(100), nullable=False, index=True),
    Column("slot", String(40), nullable=False),
    Column("live", Boolean, nullable=False),
    Column("request", String(100)),
    Column("patient", String(100)),
    Column("department", String(100)),
    Column("since", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("expires_at", Instant),
    Column("minutes_from_opening", Integer),
    Column("ordered_at", Instant),
    Column("medicines_at", Instant),
    Column("transport_at", Instant),
    Column("ended_at", Instant, index=True),
    Column("ended_by", String(20)),
    Column("stay", Document),
    Column("version", Sequence, nullable=False),
    _partial_index("uq_bed_occupation_live_bed", "bed", "slot", where="live"),
    _partial_index("uq_bed_occupation_live_hold_of_request", "request", where="live AND kind = 'hold'"),
    _partial_index("uq_bed_occupation_live_stay_of_patient", "patient", where="live AND kind = 'stay'"),
    _partial_index("uq_bed_occupation_live_hold_of_patient", "patient", where="live AND kind = 'hold'"),
    _partial_index("ix_bed_occupation_live_expires_at", "expires_at", where="live", unique=False),
)
"""Stays, holds and places in the discharge lounge, ended ones included. The indexes are the promise that no bed is
given twice, and nobody gets two: one live row a bed and slot. Slot ``now`` is the bed itself, ``next`` the promise for
when it is free, which runs out ``minutes_from_opening`` after the bed has opened. SQLite uses a partial index only for
a query that says its condition word for word, so queries of live rows say :data:`LIVE`, :data:`LIVE_HOLD` or
:data:`LIVE_STAY`."""
LIVE = text("live")
LIVE_HOLD = text("live AND kind = 'hold'")
LIVE_STAY = text("live AND kind = 'stay'")

bed_request = Table(
    "bed_request",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("status", String(20), nullable=False, index=True),
    Column("document", Document, nullable=False),
    Column("closed_at", Instant, index=True),
    Column("version", Sequence, nullable=False),
)

lending_override = Table(
    "lending_override",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("request", String(100), nullable=False),
    Column("lender", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("version", Sequence, nullable=False),
)

early_report = Table(
    "early_report",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("bed", String(100), nullable=False, index=True),
    Column("kind", String(50), nullable=False),
    Column("at", Instant, nullable=False),
    Column("details", Document, nullable=False),
    Column("version", Sequence, nullable=False),
)
"""Reports that did not fit the bed's state when they came in, kept until the missing one arrives."""

coming_weeks = Table(
    "coming_weeks",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("weeks", Document, nullable=False),
    Column("plan", Document),
    Column("version", Sequence, nullable=False),
)
"""The waiting list of the coming weeks with what there is for it, and the plan that was accepted; one row at most."""

operating_list = Table(
    "operating_list",
    metadata,
    Column("id", String(10), primary_key=True),
    Column("day", Document, nullable=False),
    Column("solution", Document),
    Column("reported_minute", Integer),
    Column("published", Integer),
    Column("version", Sequence, nullable=False),
)
"""One row a day, by its date: rooms, people and settings (``day``), what is known of the list that was planned last,
how far the day has been reported, and the number of the list that was published last."""

surgical_case = Table(
    "surgical_case",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("operating_list", String(10), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("document", Document, nullable=False),
    Column("room", String(100)),
    Column("surgeon", String(100)),
    Column("start_minute", Integer),
    Column("end_minute", Integer),
    Column("leaves_minute", Integer),
    Column("pinned_room", String(100)),
    Column("pinned_start_minute", Integer),
    Column("started_minute", Integer),
    Column("ended_minute", Integer),
    Column("expected_end_minute", Integer),
    Column("cancelled", Boolean, nullable=False),
    Column("version", Sequence, nullable=False),
)
"""Where each case stands on the list that is being made, what is pinned, and what became of it; without a room it is
put off. One row a case, so that the log shows what moved."""

published_list = Table(
    "published_list",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("operating_list", String(10), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("document", Document, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Sequence, nullable=False),
)
"""Lists as they were published, numbered from 1 a day; they never change."""

OF_OPERATING_ROOMS = (operating_list, surgical_case, published_list)
"""Not kept in the memory that follows the beds: whoever works on a list reads its day."""

PROJECTIONS: dict[str, Table] = {
    table.name: table
    for table in (
        site,
        bed,
        bed_occupation,
        bed_request,
        lending_override,
        early_report,
        coming_weeks,
        *OF_OPERATING_ROOMS,
    )
}
"""Tables that replaying the log gives again, in the order in which rows may be written."""

job = Table(
    "job",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(30), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("cancel_requested", Boolean, nullable=False),
    Column("settings", Document, nullable=False),
    Column("progress", Document),
    Column("result", Document),
    Column("error", Text),
)

simulation_start = Table(
    "simulation_start",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("hospital", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("scenario", LargeBinary, nullable=False),
)
"""States of the hospital that simulations start from, by the hash of their content; ``hospital`` is the hash of the
place and its rules alone. Two runs from one start meet the same patients."""

replication = Table(
    "replication",
    metadata,
    Column("run", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("tables", LargeBinary, nullable=False),
)
"""Finished replications, by the fingerprint of what was simulated: a job that was interrupted goes on from them, and
two jobs that ask for the same share them."""

token = Table(
    "token",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    _partial_index("uq_token_name_in_use", "name", where="revoked_at IS NULL"),
)
"""Revoked tokens stay: whoever ever had one never works without one again, and a name may get a new one."""

secret = Table(
    "secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
