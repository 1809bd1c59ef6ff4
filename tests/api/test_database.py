"""The database: its schema forwards and backwards, its indexes, its isolation, its file, and when it is not there."""

import re
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command as alembic_command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from api.cli import app
from api.store import database as database_module
from api.store import transaction
from api.store.commands.holds import hold_bed, release_hold
from api.store.database import Database
from api.store.replay import replay
from api.store.store import Store
from scenarios.input_problems import InputError

VACANT = "W1-R1-2"
USES = {
    "_LIVE_IN_BED": "uq_bed_occupation_live_bed",
    "_LIVE_HOLD": "uq_bed_occupation_live_hold_of_request",
    "_LIVE_HOLD_OF_PATIENT": "uq_bed_occupation_live_hold_of_patient",
    "_LIVE_STAY": "uq_bed_occupation_live_stay_of_patient",
}


def upgrade(database: Database, down_to: str | None = None) -> None:
    with database.engine.connect().execution_options(onebed_writes=True) as connection, connection.begin():
        config = database_module._migration_config(connection)
        if down_to is None:
            alembic_command.upgrade(config, "head")
        else:
            alembic_command.downgrade(config, down_to)


def revisions() -> list[str]:
    scripts = ScriptDirectory(str(database_module.MIGRATIONS))
    return [script.revision for script in scripts.walk_revisions()]


def test_every_migration_goes_back_and_forth_with_a_hospital_in_the_store(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    newest, *older = revisions()
    for target in [*older, "base"]:
        upgrade(store.database, down_to=target)
    with store.database.reading() as connection:
        assert inspect(connection).get_table_names() in (["alembic_version"], [])
    upgrade(store.database)
    with store.database.reading() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest


# PostgreSQL plans by the size of its tables; conditions and indexes are the same.
@pytest.mark.parametrize("kind_of_database", ["sqlite"])
@pytest.mark.parametrize(("name", "index"), sorted(USES.items()))
def test_live_rows_are_found_by_an_index_however_long_the_history(store: Store, name: str, index: str) -> None:
    with store.database.reading() as connection:
        compiled = getattr(transaction, name).compile(dialect=connection.dialect)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("x",)).all()
    assert any(index in row[-1] for row in rows), rows


@pytest.mark.parametrize("kind_of_database", ["sqlite"])
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM bed_occupation WHERE live AND expires_at <= '2025'", "ix_bed_occupation_live_expires_at"),
        ("SELECT * FROM bed_occupation WHERE ended_at IS NULL OR ended_at >= '2025'", "ix_bed_occupation_ended_at"),
        ("SELECT * FROM bed_request WHERE closed_at IS NULL OR closed_at >= '2025'", "ix_bed_request_closed_at"),
        ("SELECT at FROM event WHERE at >= '2025'", "ix_event_at"),
    ],
)
def test_the_last_day_is_found_by_an_index(store: Store, query: str, index: str) -> None:
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert any(index in row[-1] for row in rows), rows


def test_a_replay_beside_a_writer_sees_one_moment(store: Store) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            hold = str(store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["hold"])
            store.execute(lambda tx, hold=hold: release_hold(tx, hold))

    writer, other = threading.Thread(target=write), Database(store.database.url)
    writer.start()
    try:
        assert [found.differences for found in (replay(other) for _ in range(15)) if found.differences] == []
    finally:
        stop.set()
        writer.join()
        other.close()


@pytest.mark.parametrize("kind_of_database", ["postgresql"])  # SQLite has one isolation level
def test_reading_cannot_write_and_isolation_does_not_depend_on_the_servers_default(database: Database) -> None:
    level = text("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
    with database.reading() as connection:
        assert tuple(connection.execute(level).one()) == ("repeatable read", "on")
    with database.writing() as connection:
        assert tuple(connection.execute(level).one()) == ("read committed", "off")


def test_a_new_database_file_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "onebed.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/onebed.db", "postgresql://onebed:secret@127.0.0.1:1/onebed?connect_timeout=2"]
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    result = CliRunner().invoke(app, ["rebuild", "--database", url])
    assert isinstance(result.exception, InputError)
    assert "expected one that can be reached" in str(result.exception)
    assert "secret" not in str(result.exception)


def test_a_database_of_a_newer_version_is_named(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    with pytest.raises(InputError, match="expected a schema that this version knows"):
        database.migrate()


def test_an_error_names_no_value_that_was_written(database: Database) -> None:
    statement = text("INSERT INTO bed (id) VALUES (:name)")
    with database.engine.connect() as connection, pytest.raises(Exception, match="hidden") as raised:
        connection.execute(statement, {"name": "PATIENT-4711"})
    assert not re.search("PATIENT-4711.*parameters", str(raised.value))


def test_a_null_in_a_key_never_reaches_the_database(store: Store) -> None:
    from api.security import expect_key
    from api.store.refusals import Invalid

    bad: Any
    for bad in ("\x00" * 9, "key with spaces", "short", "k" * 191, "schlüssel"):
        with pytest.raises(Invalid):
            expect_key(bad)
    assert expect_key("k" * 190)


def test_a_connection_in_use_when_the_database_is_closed_is_closed_when_it_comes_back(database: Database) -> None:
    with database.reading() as connection:
        raw = connection.connection.dbapi_connection
        database.close()
    assert raw is not None
    with pytest.raises(Exception, match="closed"):
        raw.cursor().execute("SELECT 1")
